//! Editing a message in place.

use leptos::{html, prelude::*};
use web_sys::{Event, KeyboardEvent};

use crate::app::{browser::dom, store::Store};

/// A field with the message's words. Ctrl+Enter saves (Enter alone where it is a question, as in the
/// composer), Esc gives up; focus goes back to the composer. Where saving is refused it stays open.
#[component]
pub(super) fn Editor(
    /// What the field is called.
    label: &'static str,
    /// What the button that saves says.
    submit: &'static str,
    /// Whether Enter alone saves; else it breaks the line.
    enter: bool,
    /// The words to begin with.
    text: Callback<(), String>,
    /// What becomes of them.
    save: Callback<String>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let field: NodeRef<html::Textarea> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            field.set_value(&text.run(()));
            dom::fit(&field);
            let _ = field.focus();
            let end = field.value().encode_utf16().count() as u32;
            let _ = field.set_selection_range(end, end);
        }
    });
    let leave = move || {
        store.editing().set(None);
        dom::focus("message");
    };
    let done = move || {
        let words = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if !words.trim().is_empty() {
            save.run(words);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Escape" && !composing {
            event.prevent_default();
            leave();
        } else if event.key() == "Enter"
            && !composing
            && !event.shift_key()
            && (enter || event.ctrl_key() || event.meta_key())
        {
            event.prevent_default();
            done();
        }
    };
    let grow = move |_: Event| field.get_untracked().iter().for_each(dom::fit);
    view! {
        <div class="edit">
            <textarea aria-label=label autocomplete="off" translate="no" spellcheck=store.spellcheck() rows="3" node_ref=field on:keydown=keydown on:input=grow></textarea>
            <div class="do">
                <button class="button" on:click=move |_| leave()>"Cancel"</button>
                <button class="button next" on:click=move |_| done()>{submit}</button>
            </div>
        </div>
    }
}
