//! Nothing is lost by accident: whatever lets go of everything asks first, while something here was
//! not saved elsewhere.
//!
//! Closing and reloading are asked about by the browser. Back is met by one history entry without
//! content, pushed with the first send: going back from it stays on this page, and becomes a
//! question. Nothing of a conversation is in the entry: browsers write their history to disk.
//! 'Forget everything' and signing out ask the same question themselves.

use leptos::{html::Dialog, prelude::*};
use wasm_bindgen::JsValue;
use web_sys::{BeforeUnloadEvent, PopStateEvent};

use super::{dom, forget};

/// How long after going back the page is certain to have nowhere to go, in milliseconds.
const NOWHERE: i32 = 1_000;

/// What lets go of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LettingGo {
    /// Back.
    Leave,
    /// 'Forget everything'.
    Forget,
    /// Signing out.
    SignOut,
}

impl LettingGo {
    /// The question, what it means, and what the button says that goes on.
    fn words(self) -> [&'static str; 3] {
        match self {
            Self::Leave => [
                "Leave this page?",
                "Your conversations live in this page alone. Leaving forgets them, and nothing brings them back.",
                "Leave and forget",
            ],
            Self::Forget => [
                "Forget everything?",
                "Not everything in this tab is saved. Once it is forgotten, nothing brings it back.",
                "Forget now",
            ],
            Self::SignOut => [
                "Sign out?",
                "Signing out forgets the conversations in all tabs of this browser, and nothing brings them back.",
                "Sign out and forget",
            ],
        }
    }
}

/// Guards the page against being left by accident.
#[derive(Clone, Copy)]
pub(crate) struct Guard {
    pushed: StoredValue<bool>,
    leaving: StoredValue<bool>,
    dialog: NodeRef<Dialog>,
    /// What the question is about.
    question: RwSignal<LettingGo>,
    /// What happens where the answer is yes.
    proceed: StoredValue<Option<Callback<()>>>,
    changed: StoredValue<Callback<(), bool>>,
}

impl Guard {
    /// `changed` says whether something would be lost: asked at the moment of leaving.
    pub(crate) fn new(changed: impl Fn() -> bool + Copy + Send + Sync + 'static) -> Self {
        let guard = Self {
            pushed: StoredValue::new(false),
            leaving: StoredValue::new(false),
            dialog: NodeRef::new(),
            question: RwSignal::new(LettingGo::Leave),
            proceed: StoredValue::new(None),
            changed: StoredValue::new(Callback::new(move |()| changed())),
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
                guard.ask(LettingGo::Leave, Callback::new(move |()| guard.leave()));
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

    /// Does something that lets go of everything: at once where all is saved, else when the person has
    /// said yes.
    pub(crate) fn ask(self, what: LettingGo, proceed: Callback<()>) {
        let changed = self.changed.with_value(|changed| changed.run(()));
        match self.dialog.get_untracked() {
            Some(dialog) if changed => {
                self.question.set(what);
                self.proceed.set_value(Some(proceed));
                if !dialog.open() {
                    let _ = dialog.show_modal();
                }
            }
            _ => proceed.run(()),
        }
    }

    fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
    }

    /// The person stays: Back is caught again.
    fn stay(self) {
        self.proceed.set_value(None);
        if self.question.get_untracked() == LettingGo::Leave {
            self.arm();
        }
    }

    fn go(self) {
        let proceed = self.proceed.try_update_value(Option::take).flatten();
        self.close();
        if let Some(proceed) = proceed {
            proceed.run(());
        }
    }

    /// The question. `save` saves everything as a file.
    pub(crate) fn view(self, save: Callback<()>) -> impl IntoView {
        let words = move |at: usize| self.question.get().words()[at];
        view! {
            <dialog node_ref=self.dialog aria-labelledby="leave-title" on:cancel=move |_: web_sys::Event| self.stay()>
                <header><h2 id="leave-title">{move || words(0)}</h2></header>
                <div class="panel">
                    <p>{move || words(1)}</p>
                </div>
                <div class="do">
                    <button class="button line" on:click=move |_| self.go()>{move || words(2)}</button>
                    <button
                        class="button line"
                        on:click=move |_| {
                            save.run(());
                            self.close();
                            self.stay();
                        }
                    >
                        "Save first"
                    </button>
                    <button
                        class="button next"
                        autofocus
                        on:click=move |_| {
                            self.close();
                            self.stay();
                        }
                    >
                        "Stay"
                    </button>
                </div>
            </dialog>
        }
    }
}
