//! The sidebar: the conversations of this tab, and the account menu.

use leptos::prelude::*;

use super::{
    commands::{
        FORGET, NEW_CHAT, OPEN_SAVED, SAVE_ALL_JSON, SAVE_ALL_MARKDOWN, SEARCH, SHORTCUTS, SIGN_OUT, Scope,
        THEMES,
    },
    menu_row::MenuRow,
    panels::Panels,
    take_away,
};
use crate::{
    app::{
        browser::dom,
        store::{Doing, Store},
        ui::{
            icon::{Icon, Mark},
            menu::close_menu,
        },
    },
    chat::{ConversationId, bytes_text},
};

/// The sidebar: a column on wide pages, a drawer on narrow ones.
#[component]
pub(super) fn Sidebar() -> impl IntoView {
    let scope = Scope::expect();
    let Scope { store, panels, .. } = scope;
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
            <button class="row" on:click=move |_| (NEW_CHAT.run)(scope)>
                <span>{NEW_CHAT.label}</span>
                <kbd>{NEW_CHAT.hint()}</kbd>
            </button>
            <button class="row" data-later="find" on:click=move |_| (SEARCH.run)(scope)>
                <span>{SEARCH.label}</span>
                <kbd>{SEARCH.hint()}</kbd>
            </button>
            <div class="conversations">
                <h2 hidden=move || store.rows().is_empty()>"In this tab"</h2>
                <ul translate="no">
                    <For each=move || store.rows() key=|id| *id children=move |id| view! { <ConversationRow id=id /> } />
                </ul>
            </div>
            <footer>
                <p class="aside">{move || bytes_used(store)}</p>
                <button class="row" on:click=move |_| (FORGET.run)(scope)>
                    <span>{FORGET.label}</span>
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

/// The account menu: theme, saving and opening files, shortcuts, signing out.
#[component]
fn AccountMenu() -> impl IntoView {
    let Scope { store, panels, announcer, .. } = Scope::expect();
    let picked = move |_| {
        let Some(field) = panels.import_field.get_untracked() else { return };
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            take_away::import(store, announcer, file);
        }
        field.set_value("");
    };
    view! {
        <div class="menu up" id="account" popover role="menu" on:click=close_menu>
            {THEMES.iter().map(|theme| view! { <MenuRow command=theme /> }).collect_view()}
            <hr />
            <MenuRow command=&SAVE_ALL_MARKDOWN />
            <MenuRow command=&SAVE_ALL_JSON />
            <MenuRow command=&OPEN_SAVED />
            <hr />
            <MenuRow command=&SHORTCUTS />
            <MenuRow command=&SIGN_OUT />
        </div>
        <input type="file" hidden autocomplete="off" translate="no" spellcheck="false" accept="application/json,.json" aria-label="A saved JSON file" node_ref=panels.import_field on:change=picked />
    }
}

/// The row of a conversation. Its title and state change without an update of the list.
#[component]
fn ConversationRow(id: ConversationId) -> impl IntoView {
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

fn bytes_used(store: Store) -> String {
    let (conversations, bytes) = store.bytes_used();
    let size = bytes_text(bytes);
    match conversations {
        1 => format!("1 conversation, {size} of memory"),
        _ => format!("{conversations} conversations, {size} of memory"),
    }
}
