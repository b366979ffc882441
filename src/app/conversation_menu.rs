//! What can be done with the conversation that is shown: the menu in the bar, and the dialog that
//! names it.

use leptos::{html, prelude::*};
use web_sys::SubmitEvent;

use super::{chat_view::Panels, dom, icon::Icon, store::Store};
use crate::chat::Format;

/// The button and its menu.
#[component]
pub fn ConversationMenu() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let current = move || untrack(move || store.current());
    let save = move |format| store.export(Some(current()), format);
    view! {
        <button class="button bare" popovertarget="conversation-menu" aria-haspopup="menu" aria-label="Conversation menu" data-later="dialogs find files" hidden=move || store.is_blank()>
            <Icon name="more" />
        </button>
        <div class="menu" id="conversation-menu" popover role="menu" on:click=close_menu>
            <button class="row" role="menuitem" on:click=move |_| { panels.find.open(store); }><span>"Find in this conversation"</span><Icon name="search" class="small" /></button>
            <button class="row" role="menuitem" on:click=move |_| panels.show(store, panels.rename)><span>"Rename"</span><Icon name="edit" class="small" /></button>
            <button class="row" role="menuitem" on:click=move |_| panels.show(store, panels.settings)><span>"Settings of this conversation"</span><Icon name="settings" class="small" /></button>
            <hr />
            <button class="row" role="menuitem" on:click=move |_| save(Format::Markdown)><span>"Save as Markdown"</span></button>
            <button class="row" role="menuitem" on:click=move |_| save(Format::Json)><span>"Save as JSON"</span></button>
            <hr />
            <button class="row danger" role="menuitem" on:click=move |_| store.delete_conversation(current())><span>"Delete"</span><Icon name="delete" class="small" /></button>
        </div>
    }
}

/// A menu closes when something in it was chosen.
pub fn close_menu(_: web_sys::MouseEvent) {
    dom::close_menus();
}

/// Asks for a name.
#[component]
pub fn RenameDialog() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let field: NodeRef<html::Input> = NodeRef::new();
    let refused = RwSignal::new(false);
    let close = move || Panels::hide(panels.rename);
    let fill = move || {
        if let Some(field) = field.get_untracked() {
            field.set_value(&untrack(move || store.shown_title()).unwrap_or_default());
        }
        refused.set(false);
    };
    Effect::new(move |_| {
        store.shown_title();
        if !panels.rename.get().is_some_and(|dialog| dialog.open()) {
            fill();
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if store.rename(untrack(move || store.current()), &name) {
            close();
        } else {
            refused.set(true);
        }
    };
    view! {
        <dialog node_ref=panels.rename aria-labelledby="rename-title" on:close=move |_: web_sys::Event| fill()>
            <form on:submit=save>
                <header>
                    <h2 id="rename-title">"Rename this conversation"</h2>
                    <button type="button" class="button bare" aria-label="Close" on:click=move |_| close()><Icon name="close" /></button>
                </header>
                <div class="panel fields">
                    <label>
                        <span class="unseen">"Name"</span>
                        <input type="text" autocomplete="off" translate="no" spellcheck=store.spellcheck() maxlength="80" autofocus node_ref=field on:focus=move |_| { if let Some(field) = field.get_untracked() { field.select(); } } />
                    </label>
                    <p class="refused" role="alert" hidden=move || !refused.get()>"A name needs at least one letter: the old one was kept."</p>
                </div>
                <div class="do">
                    <button type="button" class="button" on:click=move |_| close()>"Cancel"</button>
                    <button class="button next">"Rename"</button>
                </div>
            </form>
        </dialog>
    }
}
