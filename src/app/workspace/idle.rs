//! The idle wipe, if it is configured (`privacy.idle_wipe`): a tab without input for that long forgets
//! everything, drafts included. A notice appears one minute before. Any input cancels the wipe, so the notice
//! has no button: moving the pointer to it would remove it.
//!
//! Time counts from the first input. A page without input has nothing to forget, and a tab that reloaded again
//! and again would keep its session alive.

use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement};

use crate::app::{
    browser::{dom, forget},
    store::Store,
    ui::shown::Shown,
};

/// Time between the notice and the wipe, in milliseconds.
const WARNING: f64 = 60_000.0;

/// Events that only a person causes.
const INPUTS: [&str; 6] = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchstart"];

/// The time of the last input, and the limit.
#[derive(Clone, Copy)]
struct Idle {
    /// Time without input after which the tab is wiped, in milliseconds.
    limit: f64,
    /// The time of the last input on both clocks; `None` before the first one.
    last: StoredValue<Option<(f64, f64)>>,
    /// Whether the wipe is less than a minute away.
    soon: RwSignal<bool>,
}

/// The wall clock and the page's clock, in milliseconds. Both are needed: only the wall clock surely advances
/// while the computer sleeps, and only the page's clock can't be set back.
fn clocks() -> (f64, f64) {
    (Date::now(), dom::now().0)
}

impl Idle {
    fn passed(self) -> f64 {
        let (wall, page) = clocks();
        self.last.get_value().map_or(0.0, |last| (wall - last.0).max(page - last.1))
    }

    /// Wipes if the limit has passed. Returns whether it had.
    fn is_over(self) -> bool {
        let over = self.passed() >= self.limit;
        if over {
            forget::forget("/");
        }
        over
    }

    fn input(self) {
        // The first input after a sleep may arrive before the timer fires.
        if self.is_over() {
            return;
        }
        let is_first = self.last.get_value().is_none();
        self.last.set_value(Some(clocks()));
        self.soon.maybe_update(|soon| std::mem::replace(soon, false));
        if is_first {
            self.watch();
        }
    }

    /// Checks the clock now, and again when the notice or the wipe is due.
    fn watch(self) {
        if self.is_over() {
            return;
        }
        let left = self.limit - self.passed();
        let soon = left <= WARNING;
        if soon != self.soon.get_untracked() {
            self.soon.set(soon);
        }
        let next = if soon { left } else { left - WARNING };
        dom::after(next as i32 + 1, move || self.watch());
    }

    fn begin(self) {
        let page = window();
        for input in INPUTS {
            dom::listen(&page, input, true, move |_: Event| self.input());
        }
        // A tab that resumes must be checked before it is painted; its timers may fire later.
        for resumed in ["visibilitychange", "resume"] {
            dom::listen(&document(), resumed, true, move |_: Event| {
                self.is_over();
            });
        }
        dom::listen(&page, "pageshow", true, move |_: Event| {
            self.is_over();
        });
        if typed_early() {
            self.input();
        }
    }
}

/// Whether something was typed before the page was live.
fn typed_early() -> bool {
    let field = document().get_element_by_id("message");
    let field = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
    field.is_some_and(|field| !field.value().is_empty())
}

/// Watches for input, and shows the notice before the wipe.
#[component]
pub(super) fn IdleNotice() -> impl IntoView {
    let store = expect_context::<Store>();
    let soon = RwSignal::new(false);
    if let Some(seconds) = store.page(|page| page.idle_wipe) {
        let idle = Idle { limit: f64::from(seconds) * 1000.0, last: StoredValue::new(None), soon };
        Effect::new(move |_| idle.begin());
    }
    view! {
        <Shown when=move || soon.get()>
            <div class="notice" role="alert">
                <span>"Nobody did anything here for a while. In a minute this tab forgets everything, what is not sent yet too. Any key, click or touch keeps it."</span>
            </div>
        </Shown>
    }
}
