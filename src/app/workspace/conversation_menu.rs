//! The menu of the shown conversation, in the bar.

use leptos::prelude::*;

use super::{
    commands::{DELETE, FIND, RENAME, SAVE_JSON, SAVE_MARKDOWN, SETTINGS},
    menu_row::MenuRow,
};
use crate::app::{
    store::Store,
    ui::{icon::Icon, menu::close_menu},
};

/// The button and its menu.
#[component]
pub(super) fn ConversationMenu() -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        <button class="button bare" popovertarget="conversation-menu" aria-haspopup="menu" aria-label="Conversation menu" data-later="dialogs find files" hidden=move || store.is_blank()>
            <Icon name="more" />
        </button>
        <div class="menu" id="conversation-menu" popover role="menu" on:click=close_menu>
            <MenuRow command=&FIND />
            <MenuRow command=&RENAME />
            <MenuRow command=&SETTINGS />
            <hr />
            <MenuRow command=&SAVE_MARKDOWN />
            <MenuRow command=&SAVE_JSON />
            <hr />
            <MenuRow command=&DELETE class="danger" />
        </div>
    }
}
