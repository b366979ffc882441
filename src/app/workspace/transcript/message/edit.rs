//! Edits a message in place.

use leptos::{html, prelude::*};
use web_sys::{Event, KeyboardEvent};

use crate::app::{browser::dom, store::Store};

/// A field with the message's text. Ctrl+Enter saves (for a question Enter alone, as in the composer); Esc
/// cancels. Then the focus returns to the composer. If saving is refused, the field stays open.
#[component]
pub(super) fn Editor(
    /// The field's accessible name.
    label: &'static str,
    /// The label of the button that saves.
    submit: &'static str,
    /// Whether Enter alone saves; if not, it inserts a line break.
    enter: bool,
    /// Returns the text to start with.
    text: Callback<(), String>,
    /// Called with the edited text.
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
