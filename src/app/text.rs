//! The answer's text in the page. Its nodes belong to this component alone: Leptos renders the
//! empty host, and what stands in it is built from the text as it comes.

use leptos::{html, prelude::*};

use super::store::Store;
use crate::chat::{MessageId, PathEntry};

/// The text of an answer, growing while it is written.
#[component]
pub fn AnswerText(
    /// Which answer.
    id: MessageId,
    /// Its row.
    entry: Memo<PathEntry>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let host: NodeRef<html::Div> = NodeRef::new();
    Effect::new(move |_| {
        entry.track();
        let Some(host) = host.get() else { return };
        let settled = store
            .with_message(id, |message| message.answer().map(|answer| answer.text.as_str().to_owned()))
            .flatten()
            .unwrap_or_default();
        let growing = store.growth(id).map(|growth| {
            growth.text.track();
            store
                .with_current(|conversation| conversation.turn().map(|turn| turn.text().to_owned()))
                .flatten()
                .unwrap_or_default()
        });
        host.set_text_content(Some(&(settled + &growing.unwrap_or_default())));
        store.follow.grown();
    });
    view! { <div class="text" node_ref=host></div> }
}
