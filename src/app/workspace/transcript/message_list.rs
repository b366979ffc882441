//! The list of messages on the shown path. Only the rows near the window are in the page.

use leptos::{html, prelude::*};

use super::message::{AnswerRow, QuestionRow};
use crate::{
    app::{store::Store, text::Texts, workspace::rows::Rows},
    chat::{MessageId, PathEntry, Role},
};

/// The messages on the shown path of the shown conversation.
#[component]
pub(in crate::app::workspace) fn MessageList() -> impl IntoView {
    let store = expect_context::<Store>();
    let rows = expect_context::<Rows>();
    let texts = expect_context::<Texts>();
    let host: NodeRef<html::Div> = NodeRef::new();
    let owner = Owner::current();
    let attached = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(host) = host.get().filter(|_| texts.are_ready()) else { return };
        let (conversation, path) = (store.current(), store.path().get());
        if !attached.get_value() {
            attached.set_value(true);
            // The list's owner: the rows must outlive this run of the effect.
            if let Some(owner) = &owner {
                owner.with(|| rows.attach(host.into(), |id| view! { <MessageRow id=id /> }.into_any()));
            }
        }
        rows.show_path(conversation, path);
    });
    view! { <div class="column transcript" id="transcript" node_ref=host></div> }
}

#[component]
fn MessageRow(id: MessageId) -> impl IntoView {
    let store = expect_context::<Store>();
    // The row updates only when its entry changes: equal entries show the same.
    let entry = Memo::new(move |last: Option<&PathEntry>| {
        let gone = PathEntry { id, revision: 0, version: 0, versions: 1 };
        store.entry(id).or(last.copied()).unwrap_or(gone)
    });
    match store.with_message(id, |message| message.role()) {
        Some(Role::Assistant) => view! { <AnswerRow id=id entry=entry /> }.into_any(),
        _ => view! { <QuestionRow id=id entry=entry /> }.into_any(),
    }
}
