//! Asks before the page is left while it has unsaved changes, so that nothing is lost by accident.
//!
//! On closing and reloading the browser asks. For Back, the first send pushes an empty history entry: going
//! back from it stays on this page, which then asks in a dialog. The entry contains nothing of a
//! conversation: browsers write their history to disk.

use leptos::{html::Dialog, prelude::*};
use wasm_bindgen::JsValue;
use web_sys::{BeforeUnloadEvent, PopStateEvent};

use super::{dom, forget};

/// Time after which a page that went back and is still there had no page to go back to, in milliseconds.
const NOWHERE: i32 = 1_000;

/// Guards the page against being left by accident.
#[derive(Clone, Copy)]
pub(crate) struct Guard {
    pushed: StoredValue<bool>,
    leaving: StoredValue<bool>,
    dialog: NodeRef<Dialog>,
}

impl Guard {
    /// `changed` returns whether something would be lost; it is called when the page is left.
    pub(crate) fn new(changed: impl Fn() -> bool + Copy + 'static) -> Self {
        let guard = Self {
            pushed: StoredValue::new(false),
            leaving: StoredValue::new(false),
            dialog: NodeRef::new(),
        };
        Effect::new(move |_| {
            let page = window();
            dom::listen(&page, "beforeunload", false, move |event: BeforeUnloadEvent| {
                if changed() && !guard.leaving.get_value() {
                    event.prevent_default();
                    // Old engines ask only if a value is set; its text is never shown.
                    event.set_return_value("unsaved");
                }
            });
            dom::listen(&page, "popstate", true, move |_: PopStateEvent| {
                if !guard.pushed.get_value() {
                    return;
                }
                guard.pushed.set_value(false);
                if !changed() {
                    guard.leave();
                } else if let Some(dialog) = guard.dialog.get_untracked() {
                    let _ = dialog.show_modal();
                }
            });
        });
        guard
    }

    /// Pushes the entry that catches Back, once. Browsers skip entries that were pushed without a user
    /// action, so call this in the handler of a send.
    pub(crate) fn arm(self) {
        if self.pushed.get_value() {
            return;
        }
        let pushed =
            window().history().and_then(|history| history.push_state_with_url(&JsValue::NULL, "", None));
        self.pushed.set_value(pushed.is_ok());
    }

    fn leave(self) {
        // The person has confirmed it: do not ask again.
        self.leaving.set_value(true);
        if let Ok(history) = window().history() {
            let _ = history.back();
        }
        // A tab that was opened here has no page to go back to, and browsers do not report that. Then the
        // page forgets.
        dom::after(NOWHERE, || forget::forget("/"));
    }

    fn stay(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
        self.arm();
    }

    /// The dialog that Back opens.
    pub(crate) fn view(self) -> impl IntoView {
        view! {
            <dialog node_ref=self.dialog aria-labelledby="leave-title" on:cancel=move |_: web_sys::Event| self.arm()>
                <header><h2 id="leave-title">"Leave this page?"</h2></header>
                <div class="panel">
                    <p>"Your conversations live in this page alone. Leaving forgets them, and nothing brings them back."</p>
                </div>
                <div class="do">
                    <button class="button line" on:click=move |_| self.leave()>"Leave and forget"</button>
                    <button class="button next" on:click=move |_| self.stay()>"Stay"</button>
                </div>
            </dialog>
        }
    }
}
