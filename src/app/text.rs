//! The answer's text in the page. Its nodes belong to this component alone: Leptos renders the
//! empty host, and what stands in it is built from the text as it comes, once per frame.

mod actions;
mod build;
mod table;
mod view;

use leptos::{html, prelude::*};

use self::view::TextView;
use super::store::Store;
use crate::{
    chat::{MessageId, PathEntry},
    markdown::Document,
};

/// What is shown so far.
struct Shown {
    document: Document,
    view: TextView,
    /// Bytes of the text that the document has.
    length: usize,
    /// The row's revision at that time; while it is the same, the text has only grown.
    revision: u32,
    finished: bool,
}

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
    let shown = StoredValue::new_local(None::<Shown>);
    Effect::new(move |_| {
        let revision = entry.with(|entry| entry.revision);
        let growth = store.growth(id);
        if let Some(growth) = &growth {
            growth.text.track();
        }
        let Some(host) = host.get() else { return };
        shown.update_value(|shown| {
            store.with_answer_text(id, |settled, growing| {
                let whole = settled.len() + growing.len();
                let known = shown.take().filter(|shown| {
                    let same =
                        shown.revision == revision || begins_with(settled, growing, shown.document.source());
                    same && shown.length <= whole && !(shown.finished && shown.length < whole)
                });
                let mut now = known.unwrap_or_else(|| Shown {
                    document: Document::new(),
                    view: TextView::new(&host),
                    length: 0,
                    revision,
                    finished: false,
                });
                now.revision = revision;
                let from = now.length;
                let old = settled.get(from..).unwrap_or("");
                let new = growing.get(from.saturating_sub(settled.len())..).unwrap_or("");
                for piece in [old, new] {
                    if !piece.is_empty() {
                        now.view.apply(now.document.push(piece));
                    }
                }
                now.length = whole;
                if growth.is_none() && !now.finished {
                    now.view.apply(now.document.finish());
                    now.finished = true;
                }
                *shown = Some(now);
            });
        });
        if growth.is_some() {
            store.follow.grown();
        }
    });
    view! { <div class="text" translate="no" node_ref=host on:click=move |event| actions::clicked(store, &event)></div> }
}

/// Whether the text still begins with what is shown: an edit may have changed it. The document's
/// source has its line ends normalised, so a text with others is shown anew, which is right, too.
fn begins_with(settled: &str, growing: &str, source: &str) -> bool {
    match source.split_at_checked(settled.len()) {
        Some((first, rest)) => first == settled && growing.starts_with(rest),
        None => settled.starts_with(source),
    }
}
