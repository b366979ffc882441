//! Slots for answers that stream at the same time.
//!
//! Over HTTP/1.1 a browser opens six connections to an origin, for all its tabs together, and an answer uses
//! one while it streams. Four answers may stream, so that two connections stay free for everything else. The
//! slots are Web Locks: the browser shares them among all tabs, and releases those of a tab that crashes.
//! Over HTTP/2 all answers share one connection, and no slot is needed.

use std::{cell::Cell, rc::Rc};

use js_sys::{Function, Object, Promise, Reflect};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, PerformanceResourceTiming};

/// How many answers of one browser may stream at once over HTTP/1.1.
pub(crate) const SLOTS: usize = 4;

/// A slot, or a claim on the next free one. Dropping it gives it back.
pub(crate) struct StreamSlot {
    waiting: AbortController,
    release: Function,
    /// The browser calls it when a lock is granted: it must live as long as the claim.
    _granted: Closure<dyn FnMut(JsValue) -> JsValue>,
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        self.waiting.abort();
        // Resolving a promise does not fail.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Takes a slot. If none is free, calls `on_wait` and waits until one is. Dropping the future gives
/// up the claim. `None` if no slot is needed.
pub(crate) async fn take(on_wait: impl FnOnce()) -> Option<StreamSlot> {
    let locks = locks().filter(|_| !is_multiplexed())?;
    for name in names() {
        let (slot, granted) = claim(&locks, std::slice::from_ref(&name), true)?;
        if JsFuture::from(granted).await.is_ok_and(|granted| granted.is_truthy()) {
            return Some(slot);
        }
    }
    on_wait();
    let (slot, granted) = claim(&locks, &names(), false)?;
    // This promise is never rejected.
    let _ = JsFuture::from(granted).await;
    // This does not affect a lock that is granted already; it ends the requests for the others.
    slot.waiting.abort();
    Some(slot)
}

fn names() -> [String; SLOTS] {
    std::array::from_fn(|index| format!("mayfly-answer-{}", index + 1))
}

/// Requests the first of these locks that is free: only if one is free now (`at_once`), or as soon as one
/// is. The promise resolves to whether a lock was granted. `None` if the request itself fails.
fn claim(locks: &JsValue, names: &[String], at_once: bool) -> Option<(StreamSlot, Promise)> {
    let waiting = AbortController::new().ok()?;
    let mut functions = None;
    let until_release = Promise::new(&mut |resolve, _| functions = Some(resolve));
    let release = functions.take()?;
    let granted = Promise::new(&mut |resolve, _| functions = Some(resolve));
    let report = functions.take()?;
    let taken = Rc::new(Cell::new(false));
    let callback = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |lock: JsValue| {
        let first = !lock.is_null() && !taken.replace(true);
        if first || lock.is_null() {
            let _ = report.call1(&JsValue::UNDEFINED, &JsValue::from_bool(first));
        }
        if first { until_release.clone().into() } else { JsValue::UNDEFINED }
    });
    let options = Object::new();
    let (key, value) =
        if at_once { ("ifAvailable", JsValue::TRUE) } else { ("signal", JsValue::from(waiting.signal())) };
    Reflect::set(&options, &key.into(), &value).ok()?;
    let request: Function = Reflect::get(locks, &"request".into()).ok()?.dyn_into().ok()?;
    for name in names {
        let asked = request.call3(locks, &name.into(), &options, callback.as_ref()).ok()?;
        let asked: Promise = asked.dyn_into().ok()?;
        spawn_local(async move {
            // An aborted request is no fault.
            let _ = JsFuture::from(asked).await;
        });
    }
    Some((StreamSlot { waiting, release, _granted: callback }, granted))
}

/// The browser's lock manager. It is looked up by name, because web-sys has it only among its unstable APIs.
fn locks() -> Option<JsValue> {
    Reflect::get(&window().navigator(), &"locks".into()).ok().filter(|locks| locks.is_object())
}

/// Whether this page was loaded over a protocol that multiplexes one connection (HTTP/2 or HTTP/3).
fn is_multiplexed() -> bool {
    let Some(performance) = window().performance() else { return false };
    let entry = performance.get_entries_by_type("navigation").get(0);
    let protocol = entry.dyn_into::<PerformanceResourceTiming>().map(|entry| entry.next_hop_protocol());
    protocol.is_ok_and(|protocol| protocol == "h2" || protocol == "h3")
}
