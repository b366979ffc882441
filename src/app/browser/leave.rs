//! Nothing is lost by accident: leaving asks first, while something here was not saved elsewhere.
//!
//! Closing and reloading are asked about by the browser. Back is met by one history entry without
//! content, pushed with the first send: going back from it stays on this page, and becomes a
//! question. Nothing of a conversation is in the entry: browsers write their history to disk.

use leptos::{html::Dialog, prelude::*};
use wasm_bindgen::JsValue;
use web_sys::{BeforeUnloadEvent, PopStateEvent};

use super::{dom, forget};

/// When the page still stands so many milliseconds after going back, there was nowhere to go.
const NOWHERE: i32 = 1_000;

/// Guards the page against being left by accident.
#[derive(Clone, Copy)]
pub(crate) struct Guard {
    pushed: StoredValue<bool>,
    leaving: StoredValue<bool>,
    dialog: NodeRef<Dialog>,
}

impl Guard {
    /// `changed` says whether something would be lost: asked at the moment of leaving.
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
                    // Old engines ask only where a value is set; its text is never shown.
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

    /// Pushes the entry that catches Back, once. Browsers skip entries that no action of the person
    /// led to, so this belongs into the handler of a send.
    pub(crate) fn arm(self) {
        if self.pushed.get_value() {
            return;
        }
        let pushed =
            window().history().and_then(|history| history.push_state_with_url(&JsValue::NULL, "", None));
        self.pushed.set_value(pushed.is_ok());
    }

    fn leave(self) {
        // From now on leaving is meant: nothing asks any more.
        self.leaving.set_value(true);
        if let Ok(history) = window().history() {
            let _ = history.back();
        }
        // A tab that was opened here has nowhere to go back to, and no page is told so. Leaving
        // forgets all the same.
        dom::after(NOWHERE, || forget::forget("/"));
    }

    fn stay(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
        self.arm();
    }

    /// The question that Back becomes.
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
