//! The text of an answer: the host element, and the effect that updates the text in it.

use leptos::{html, prelude::*};

use crate::{
    app::{
        browser::{announce::Announcer, dom},
        scroll::follow::Follow,
        store::Store,
        text::{Texts, Written, on_click},
    },
    chat::{MessageId, PathEntry},
};

/// The text of an answer, growing while it is written.
#[component]
pub(super) fn AnswerText(
    /// The message's id.
    id: MessageId,
    /// Its entry on the path.
    entry: Memo<PathEntry>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let (follow, texts) = (expect_context::<Follow>(), expect_context::<Texts>());
    let announcer = expect_context::<Announcer>();
    let host: NodeRef<html::Div> = NodeRef::new();
    let shown = StoredValue::new_local(None::<(Box<dyn Written>, bool)>);
    let next_slice = ArcTrigger::new();
    // If Markdown could not be loaded when the page began, each answer tries again.
    texts.load();
    Effect::new(move |_| {
        let revision = entry.with(|entry| entry.revision);
        let growth = store.growth(id);
        if let Some(growth) = &growth {
            growth.text.track();
        }
        next_slice.track();
        let (Some(host), Some((begin, markdown))) = (host.get(), texts.get()) else { return };
        let is_whole = shown.try_update_value(|shown| {
            store.with_answer_text(id, |settled, growing| {
                let known = shown.take().filter(|(_, was)| *was == markdown);
                let mut now = known.unwrap_or_else(|| (begin(&host), markdown));
                let is_whole = now.0.write(settled, growing, revision, growth.is_none());
                *shown = Some(now);
                is_whole
            })
        });
        let is_whole = is_whole.flatten().unwrap_or(true);
        if !is_whole {
            let next_slice = next_slice.clone();
            dom::before_next_frame(move || next_slice.notify());
        }
        if growth.is_some() || !is_whole {
            follow.on_growth();
        }
    });
    view! { <div class="text" translate="no" node_ref=host on:click=move |event| on_click(announcer, &event)></div> }
}
