//! Slots for answers that stream at the same time.
//!
//! Over HTTP/1.1 a browser opens six connections to an origin, for all its tabs together, and an
//! answer takes one while it streams. Four answers may stream: two connections stay free for
//! everything else. The slots are Web Locks, which the browser counts over all tabs and takes back
//! from a tab that crashes. Over HTTP/2 all answers share one connection, and nothing waits.

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
    /// What the browser calls once a lock is granted: it must live as long as the claim.
    _granted: Closure<dyn FnMut(JsValue) -> JsValue>,
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        self.waiting.abort();
        // A promise's own function does not fail.
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
    // It is only ever resolved.
    let _ = JsFuture::from(granted).await;
    // A lock that is held already does not hear this; the requests for the others end.
    slot.waiting.abort();
    Some(slot)
}

fn names() -> [String; SLOTS] {
    std::array::from_fn(|index| format!("mayfly-answer-{}", index + 1))
}

/// Asks for the first of these locks that is free: now or not at all (`at_once`), or whenever one
/// is. The promise says whether there is one. `None` where the browser refuses to be asked.
fn claim(locks: &JsValue, names: &[String], at_once: bool) -> Option<(StreamSlot, Promise)> {
    let waiting = AbortController::new().ok()?;
    let mut functions = None;
    let held = Promise::new(&mut |resolve, _| functions = Some(resolve));
    let release = functions.take()?;
    let granted = Promise::new(&mut |resolve, _| functions = Some(resolve));
    let tell = functions.take()?;
    let taken = Rc::new(Cell::new(false));
    let callback = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |lock: JsValue| {
        let first = !lock.is_null() && !taken.replace(true);
        if first || lock.is_null() {
            let _ = tell.call1(&JsValue::UNDEFINED, &JsValue::from_bool(first));
        }
        if first { held.clone().into() } else { JsValue::UNDEFINED }
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
            // A request that was given up is no fault.
            let _ = JsFuture::from(asked).await;
        });
    }
    Some((StreamSlot { waiting, release, _granted: callback }, granted))
}

/// The browser's lock manager. Web-sys counts it as unstable, so it is asked for by name.
fn locks() -> Option<JsValue> {
    Reflect::get(&window().navigator(), &"locks".into()).ok().filter(|locks| locks.is_object())
}

/// Whether this page came over a protocol that carries many answers on one connection.
fn is_multiplexed() -> bool {
    let Some(performance) = window().performance() else { return false };
    let entry = performance.get_entries_by_type("navigation").get(0);
    let protocol = entry.dyn_into::<PerformanceResourceTiming>().map(|entry| entry.next_hop_protocol());
    protocol.is_ok_and(|protocol| protocol == "h2" || protocol == "h3")
}
