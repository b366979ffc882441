//! The dialog that renames a conversation.

use leptos::{html, prelude::*};
use web_sys::SubmitEvent;

use crate::{
    app::{
        store::Store,
        ui::dialog::{Dialog, close},
        workspace::panels::{DialogName, Panels},
    },
    chat::ChatError,
};

/// Asks for the new name.
#[component]
pub(super) fn RenameDialog() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let field: NodeRef<html::Input> = NodeRef::new();
    let refused = RwSignal::new(false);
    let dialog = panels.dialog(DialogName::Rename);
    let hide = move || close(dialog);
    let fill = move || {
        if let Some(field) = field.get_untracked() {
            field.set_value(&untrack(move || store.shown_title()).unwrap_or_default());
        }
        refused.set(false);
    };
    Effect::new(move |_| {
        store.shown_title();
        if !dialog.get().is_some_and(|dialog| dialog.open()) {
            fill();
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if store.rename(untrack(move || store.current()), &name) {
            hide();
        } else {
            refused.set(true);
        }
    };
    view! {
        <Dialog node_ref=dialog id="rename-title" title="Rename this conversation" on_close=Callback::new(move |()| fill())>
            <form on:submit=save>
                <div class="panel fields">
                    <label>
                        <span class="unseen">"Name"</span>
                        <input type="text" autocomplete="off" translate="no" spellcheck=store.spellcheck() maxlength="80" autofocus node_ref=field on:focus=move |_| { if let Some(field) = field.get_untracked() { field.select(); } } />
                    </label>
                    <p class="refused" role="alert" hidden=move || !refused.get()>{ChatError::BlankTitle.to_string()}</p>
                </div>
                <div class="do">
                    <button type="button" class="button" on:click=move |_| hide()>"Cancel"</button>
                    <button class="button next">"Rename"</button>
                </div>
            </form>
        </Dialog>
    }
}
