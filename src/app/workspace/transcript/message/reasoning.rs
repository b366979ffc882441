//! The reasoning of the model, collapsed above its answer; it grows while the model thinks.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Node;

use crate::{
    app::{
        store::Store,
        ui::{icon::Icon, number::rounded, shown::Shown},
    },
    chat::{MessageId, PathEntry},
};

/// Size of a piece of the reasoning, in bytes. More text goes into a new piece, so that the layout cost of an
/// update does not grow with the length of the reasoning.
const PIECE: usize = 4096;

/// The reasoning, in an element that people can open.
#[component]
pub(super) fn Reasoning(
    /// The message's id.
    id: MessageId,
    /// Its entry on the path.
    entry: Memo<PathEntry>,
    /// Whether it is open from the start: it is all that there is.
    open: Memo<bool>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let host: NodeRef<html::Div> = NodeRef::new();
    // None: no reasoning. Some(None): still thinking. Some(Some(ms)): thought for this long.
    let thought = Memo::new(move |_| {
        entry.track();
        store.with_current(|_| ());
        if let Some(growth) = store.growth(id) {
            growth.thought.track();
            growth.text.with(|text| *text > 0);
        }
        store.thought(id).map(|(thinking, ms)| (!thinking).then_some(ms))
    });
    let shown = StoredValue::new_local(Thought::default());
    Effect::new(move |_| {
        entry.track();
        if let Some(growth) = store.growth(id) {
            growth.thought.track();
        }
        let Some(host) = host.get() else { return };
        shown.update_value(|shown| {
            store.with_thoughts(id, |settled, growing| shown.show(&host, settled, growing));
        });
    });
    let label = move || match thought.get() {
        Some(None) => "Thinking…".to_owned(),
        Some(Some(ms)) => format!("Thought for {} s", rounded(ms / 1000.0, 1)),
        None => String::new(),
    };
    view! {
        <Shown when=move || thought.with(Option::is_some)>
            <details class="thinking" open=move || open.get()>
                <summary><Icon name="chevron" class="small flip" /><span>{move || label()}</span></summary>
                <div translate="no" node_ref=host></div>
            </details>
        </Shown>
    }
}

/// How much of the reasoning is in the page. Reasoning only grows, or is removed.
#[derive(Default)]
struct Thought {
    /// Bytes that are shown.
    length: usize,
    /// Bytes in the last piece.
    piece: usize,
}

impl Thought {
    fn show(&mut self, host: &Node, settled: &str, growing: &str) {
        // The two are joined in the same way when the turn ends.
        let gap = if settled.is_empty() || growing.is_empty() { "" } else { "\n\n" };
        if !host.has_child_nodes() || self.length > settled.len() + gap.len() + growing.len() {
            host.set_text_content(None);
            *self = Self::default();
        }
        let mut before = self.length;
        for text in [settled, gap, growing] {
            if let Some(more) = text.get(before.min(text.len())..) {
                self.append(host, more);
            }
            before = before.saturating_sub(text.len());
        }
    }

    fn append(&mut self, host: &Node, text: &str) {
        self.length += text.len();
        let mut rest = text;
        while !rest.is_empty() {
            // End a long piece at a line end, where the break between two pieces is not visible.
            let lines = rest.match_indices('\n').map(|(at, _)| at + 1);
            let end = lines.into_iter().find(|end| self.piece + end >= PIECE).unwrap_or(rest.len());
            let (now, later) = rest.split_at(end);
            let last = host.last_child().filter(|_| self.piece > 0);
            let piece = last.or_else(|| {
                let piece = document().create_element("div").ok()?;
                host.append_child(&piece).ok()
            });
            let text = document().create_text_node(now);
            if let Some(piece) = piece {
                // Does not fail: a block may contain text.
                let _ = piece.append_child(text.unchecked_ref());
            }
            self.piece += now.len();
            if self.piece >= PIECE && now.ends_with('\n') {
                self.piece = 0;
            }
            rest = later;
        }
    }
}
