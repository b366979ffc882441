//! The transcript: one row a message, keyed by it, so that a row is built once and only what
//! changed in it changes.

use leptos::prelude::*;

use super::{
    message::{Answer, Question},
    store::Store,
};
use crate::chat::{MessageId, PathEntry, Role};

/// The shown line of the shown conversation.
#[component]
pub fn MessageList() -> impl IntoView {
    let store = expect_context::<Store>();
    let path = store.path();
    let keyed = move || {
        let conversation = store.current();
        path.get().into_iter().map(move |entry| (conversation, entry.id)).collect::<Vec<_>>()
    };
    view! {
        <div class="column transcript" id="transcript">
            <For each=keyed key=|key| *key children=move |(_, id)| view! { <Row id=id /> } />
        </div>
    }
}

#[component]
fn Row(id: MessageId) -> impl IntoView {
    let store = expect_context::<Store>();
    let path = store.path();
    // What is shown of this row; equal entries show the same, so nothing else stirs it.
    let entry = Memo::new(move |last: Option<&PathEntry>| {
        path.with(|path| path.iter().find(|entry| entry.id == id).copied())
            .or(last.copied())
            .unwrap_or(PathEntry { id, revision: 0, version: 0, versions: 1 })
    });
    match store.with_message(id, |message| message.role()) {
        Some(Role::Assistant) => view! { <Answer id=id entry=entry /> }.into_any(),
        _ => view! { <Question id=id entry=entry /> }.into_any(),
    }
}
