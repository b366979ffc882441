//! What people see, in rooms that import downward only:
//!
//! - `workspace` is the page of a person who is signed in; its views have rooms of their own;
//! - `text` shows Markdown in an element; `ui` has small views that any room may use;
//! - `store` owns the conversations and imports no view: components read its signals and send commands;
//! - `scroll` follows the end of the transcript;
//! - `browser` wraps the browser's interfaces.
//!
//! The component tree is `App → AuthGate → ChatView → (Sidebar, MessageList, Composer)`.

#![allow(unreachable_pub, reason = "Leptos’s component macro writes `pub` items")]

pub(crate) mod browser;
mod scroll;
mod store;
mod text;
mod ui;
mod workspace;

#[cfg(feature = "ssr")]
pub(crate) use workspace::pages;

use leptos::prelude::*;

use self::{
    browser::{announce::Announcer, leave::Guard},
    scroll::follow::Follow,
    store::Store,
    workspace::{AuthGate, ChatView},
};
use crate::api::page::{Page, PageCodec};

/// The root component: the server renders it, and the tab hydrates it.
#[component]
pub(crate) fn App() -> impl IntoView {
    let page =
        SharedValue::<Page, PageCodec>::new_with_encoding(|| use_context::<Page>().unwrap_or_default())
            .into_inner();
    let (announcer, follow) = (Announcer::new(), Follow::new());
    let store = Store::new(page, announcer, follow);
    provide_context(announcer);
    provide_context(follow);
    provide_context(store);
    provide_context(Guard::new(move || store.is_changed()));
    view! {
        <AuthGate>
            <ChatView />
        </AuthGate>
    }
}
