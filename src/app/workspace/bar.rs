//! The bar at the top: the conversation's title, and buttons.

use leptos::prelude::*;

use super::{
    commands::{NEW_CHAT, Scope},
    conversation_menu::ConversationMenu,
};
use crate::app::{browser::dom, store::Store, ui::icon::Icon};

/// The bar with the button that opens the sidebar, the title, 'New chat' and the conversation's menu.
#[component]
pub(super) fn Bar() -> impl IntoView {
    let store = expect_context::<Store>();
    let scope = Scope::expect();
    let panels = scope.panels;
    let open = move |_| {
        panels.closed.set(false);
        panels.open.set(true);
        dom::before_next_frame(|| dom::focus("close-sidebar"));
    };
    view! {
        <header class="bar">
            <button class="button bare when-closed" id="open-sidebar" aria-label="Open sidebar" on:click=open>
                <Icon name="sidebar" class="flip" />
            </button>
            <h1>
                <span translate="no" class:unseen=move || store.is_blank()>{move || store.shown_title().unwrap_or_else(|| "New chat".to_owned())}</span>
            </h1>
            <div>
                {store.page(|page| page.demo).then(|| view! { <span class="demo-mark">"Demo"</span> })}
                <button class="button bare when-closed" aria-label="New chat" on:click=move |_| (NEW_CHAT.run)(scope)>
                    <Icon name="new" />
                </button>
                <ConversationMenu />
            </div>
        </header>
    }
}
