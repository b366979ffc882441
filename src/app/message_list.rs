//! The transcript: the rows of the shown line, of which those near the window are in the page.

mod heights;
mod rows;

use leptos::{html, prelude::*};

pub use self::rows::Rows;
use super::{
    message::{Answer, Question},
    store::Store,
};
use crate::chat::{MessageId, PathEntry, Role};

/// The shown line of the shown conversation.
#[component]
pub fn MessageList() -> impl IntoView {
    let store = expect_context::<Store>();
    let host: NodeRef<html::Div> = NodeRef::new();
    let owner = Owner::current();
    let attached = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(host) = host.get().filter(|_| store.texts.are_ready()) else { return };
        let (conversation, line) = (store.current(), store.path().get());
        if !attached.get_value() {
            attached.set_value(true);
            // The rows live as long as the list, not as long as one run of this effect.
            if let Some(owner) = &owner {
                owner.with(|| store.transcript.attach(store, host.into()));
            }
        }
        store.transcript.show_line(store, conversation, line);
    });
    view! { <div class="column transcript" id="transcript" node_ref=host></div> }
}

#[component]
fn Row(id: MessageId) -> impl IntoView {
    let store = expect_context::<Store>();
    // What is shown of this row; equal entries show the same, so nothing else stirs it.
    let entry = Memo::new(move |last: Option<&PathEntry>| {
        let gone = PathEntry { id, revision: 0, version: 0, versions: 1 };
        store.entry(id).or(last.copied()).unwrap_or(gone)
    });
    match store.with_message(id, |message| message.role()) {
        Some(Role::Assistant) => view! { <Answer id=id entry=entry /> }.into_any(),
        _ => view! { <Question id=id entry=entry /> }.into_any(),
    }
}
