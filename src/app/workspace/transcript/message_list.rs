//! The transcript: the rows of the shown line, of which those near the window are in the page.

use leptos::{html, prelude::*};

use super::message::{AnswerRow, QuestionRow};
use crate::{
    app::{store::Store, text::Texts, workspace::rows::Rows},
    chat::{MessageId, PathEntry, Role},
};

/// The shown line of the shown conversation.
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
        let (conversation, line) = (store.current(), store.path().get());
        if !attached.get_value() {
            attached.set_value(true);
            // The rows live as long as the list, not as long as one run of this effect.
            if let Some(owner) = &owner {
                owner.with(|| rows.attach(host.into(), |id| view! { <MessageRow id=id /> }.into_any()));
            }
        }
        rows.show_line(conversation, line);
    });
    view! { <div class="column transcript" id="transcript" node_ref=host></div> }
}

#[component]
fn MessageRow(id: MessageId) -> impl IntoView {
    let store = expect_context::<Store>();
    // What is shown of this row; equal entries show the same, so nothing else updates it.
    let entry = Memo::new(move |last: Option<&PathEntry>| {
        let gone = PathEntry { id, revision: 0, version: 0, versions: 1 };
        store.entry(id).or(last.copied()).unwrap_or(gone)
    });
    match store.with_message(id, |message| message.role()) {
        Some(Role::Assistant) => view! { <AnswerRow id=id entry=entry /> }.into_any(),
        _ => view! { <QuestionRow id=id entry=entry /> }.into_any(),
    }
}
