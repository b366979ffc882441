//! The answer's text in the page. Its nodes belong to this component alone: Leptos renders the
//! empty host, and what stands in it is built from the text as it comes, once per frame.

mod actions;
mod build;
mod table;
mod view;

use leptos::{html, prelude::*};

use self::view::TextView;
use super::{dom, store::Store};
use crate::{
    chat::{MessageId, PathEntry},
    markdown::Document,
};

/// How long one frame may build what came at once, in milliseconds; the browser's own work on it comes
/// on top. What is left waits for the next frame.
const SLICE: f64 = 8.0;
/// Bytes that are built between two looks at the clock.
const PIECE: usize = 2 << 10;

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
    let next_slice = ArcTrigger::new();
    Effect::new(move |_| {
        let revision = entry.with(|entry| entry.revision);
        let growth = store.growth(id);
        if let Some(growth) = &growth {
            growth.text.track();
        }
        next_slice.track();
        let Some(host) = host.get() else { return };
        let is_whole = shown.try_update_value(|shown| {
            store.with_answer_text(id, |settled, growing| {
                let whole = settled.len() + growing.len();
                let known = shown.take().filter(|shown| {
                    let same =
                        shown.revision == revision || begins_with(settled, growing, shown.document.source());
                    same && shown.length <= whole && !(shown.finished && shown.length < whole)
                });
                // What is opened is there at once; nobody looks at a hidden page.
                let in_slices = (growth.is_some() || known.is_some()) && !dom::is_hidden();
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
                let begun = dom::now();
                for piece in pieces(old).chain(pieces(new)) {
                    if in_slices && now.length > from && dom::now().0 - begun.0 > SLICE {
                        break;
                    }
                    now.view.apply(now.document.push(piece));
                    now.length += piece.len();
                }
                let is_whole = now.length == whole;
                if is_whole && growth.is_none() && !now.finished {
                    now.view.apply(now.document.finish());
                    now.finished = true;
                }
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

/// The text in pieces of about [`PIECE`] bytes.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(PIECE));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
