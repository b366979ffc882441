//! What people see: the shell, the landing page, and the workspace that lives in the tab.
//!
//! The component tree is `App → AuthGate → ChatView → (Sidebar, MessageList, Composer)`. The store
//! ([`store`]) owns the conversations; components read signals from it and send it commands.
//! `shell`, `landing` and `notices` are pages that need no WebAssembly; they are compiled into the
//! server alone, so that the bundle does not carry them.

pub mod announce;
pub mod attach;
pub mod auth_gate;
pub mod chat_view;
pub mod composer;
pub mod conversation_menu;
pub mod dialogs;
pub mod dom;
pub mod find;
pub mod follow;
pub mod forget;
pub mod icon;
pub mod idle;
#[cfg(feature = "ssr")]
pub mod landing;
pub mod later;
pub mod leave;
pub mod leaves_panel;
pub mod message;
pub mod message_list;
pub mod model_picker;
pub mod network;
#[cfg(feature = "ssr")]
pub mod notices;
pub mod number;
pub mod palette;
pub mod places;
pub mod save;
pub mod settings;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod shortcuts;
pub mod shown;
pub mod sidebar;
pub mod store;
pub mod text;

use leptos::prelude::*;

use crate::api::page::{Page, PageCodec};

/// The workspace: the root that is rendered by the server and hydrated in the tab.
#[component]
pub fn App() -> impl IntoView {
    let page =
        SharedValue::<Page, PageCodec>::new_with_encoding(|| use_context::<Page>().unwrap_or_default())
            .into_inner();
    let store = store::Store::new(page);
    provide_context(store);
    view! {
        <auth_gate::AuthGate>
            <chat_view::ChatView />
        </auth_gate::AuthGate>
    }
}
