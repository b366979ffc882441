//! The conversations of this tab.

use leptos::{html, prelude::*};

use super::{
    auth_gate::sign_out,
    chat_view::{Panels, Theme},
    conversation_menu::close_menu,
    dom, forget,
    icon::{Icon, Mark},
    number::rounded,
    save,
    shown::Shown,
    store::{Doing, Store},
};
use crate::chat::{ConversationId, Format};

/// Narrow, text only, closed on phones.
#[component]
pub fn Sidebar() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let person =
        store.page(|page| page.person.as_ref().map(|person| person.label.clone())).unwrap_or_default();
    let title = store.page(|page| page.title.clone());
    let close = move || {
        panels.closed.set(true);
        panels.open.set(false);
        dom::before_next_frame(|| dom::focus("open-sidebar"));
    };
    view! {
        <nav class="sidebar" aria-label="Conversations">
            <header>
                <span class="name"><Mark />{title}</span>
                <button class="button bare" id="close-sidebar" aria-label="Close sidebar" on:click=move |_| close()>
                    <Icon name="sidebar" class="flip" />
                </button>
            </header>
            <button class="row" on:click=move |_| {
                panels.open.set(false);
                store.new_chat();
            }>
                <span>"New chat"</span>
                <kbd>"Ctrl ⇧ O"</kbd>
            </button>
            <button class="row" data-later="find" on:click=move |_| {
                panels.open.set(false);
                panels.show_search(store);
            }>
                <span>"Search and commands"</span>
                <kbd>"Ctrl K"</kbd>
            </button>
            <div class="conversations">
                <h2 hidden=move || store.rows().is_empty()>"In this tab"</h2>
                <ul translate="no">
                    <For each=move || store.rows() key=|id| *id children=move |id| view! { <Conversation id=id /> } />
                </ul>
            </div>
            <footer>
                <p class="aside">{move || held(store)}</p>
                <button class="row" on:click=move |_| forget_everything(store)>
                    <span>"Forget everything"</span>
                    <Icon name="forget" />
                </button>
                <button class="row" popovertarget="account" aria-haspopup="menu" data-later="dialogs files">
                    <span>{person}</span>
                    <Icon name="more" />
                </button>
                <AccountMenu />
            </footer>
        </nav>
    }
}

/// Theme, taking away, bringing back, signing out.
#[component]
fn AccountMenu() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let file: NodeRef<html::Input> = NodeRef::new();
    let themes = Theme::ALL.into_iter().map(move |theme| {
        let chosen = move || panels.theme.get() == theme;
        view! {
            <button
                class="row"
                role="menuitemradio"
                aria-checked=move || if chosen() { "true" } else { "false" }
                on:click=move |_| panels.choose_theme(theme)
            >
                <span>{theme.label()}</span>
                <Shown when=chosen><Icon name="check" class="small" /></Shown>
            </button>
        }
    });
    let pick = move |_| {
        if let Some(file) = file.get_untracked() {
            file.click();
        }
    };
    let picked = move |_| {
        let Some(field) = file.get_untracked() else { return };
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            save::import(store, file);
        }
        field.set_value("");
    };
    view! {
        <div class="menu up" id="account" popover role="menu" on:click=close_menu>
            {themes.collect_view()}
            <hr />
            <button class="row" role="menuitem" on:click=move |_| store.export(None, Format::Markdown)><span>"Save all as Markdown"</span></button>
            <button class="row" role="menuitem" on:click=move |_| store.export(None, Format::Json)><span>"Save all as JSON"</span></button>
            <button class="row" role="menuitem" on:click=pick><span>"Bring back a saved JSON"</span></button>
            <hr />
            <button class="row" role="menuitem" on:click=move |_| panels.show(store, panels.shortcuts)><span>"Shortcuts"</span></button>
            <button class="row" role="menuitem" on:click=move |_| sign_out(store)><span>"Sign out"</span></button>
        </div>
        <input type="file" hidden autocomplete="off" translate="no" spellcheck="false" accept="application/json,.json" aria-label="A saved JSON file" node_ref=file on:change=picked />
    }
}

/// One row; its title and mark change without the list noticing.
#[component]
fn Conversation(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let title = move || store.row(id).map(|row| row.title);
    let doing = move || match store.row(id).map(|row| row.doing) {
        Some(Doing::Writing) => Some("writing"),
        Some(Doing::Waiting) => Some("waiting"),
        Some(Doing::Nothing) | None => None,
    };
    view! {
        <li>
            <button
                class="row"
                aria-current=move || (store.current() == id).then_some("page")
                on:click=move |_| {
                    panels.open.set(false);
                    store.open(id);
                }
            >
                <span>{move || title()}</span>
                <small hidden=move || doing().is_none()>{move || doing()}</small>
            </button>
        </li>
    }
}

fn held(store: Store) -> String {
    let (conversations, bytes) = store.held();
    let size = match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{} MB", rounded(bytes as f64 / 1e6, 1)),
    };
    match conversations {
        1 => format!("1 conversation, {size} of memory"),
        _ => format!("{conversations} conversations, {size} of memory"),
    }
}

/// The single theatrical moment: the page thins out and is empty.
pub fn forget_everything(store: Store) {
    store.stop_all();
    if let Some(root) = document().document_element() {
        let _ = root.class_list().add_1("forgetting");
    }
    dom::after(650, move || forget::forget("/"));
}
