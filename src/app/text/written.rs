//! A Markdown text in the page: its document, and the view of it.

use web_sys::Element;

use super::{Written, view::TextView};
use crate::{app::browser::dom, markdown::Document};

/// Time for building text in one frame, in milliseconds; layout and paint come on top. The rest is built in the
/// next frames.
const SLICE: f64 = 10.0;
/// Bytes that are built between two checks of the clock.
const PIECE: usize = 2 << 10;

struct Markdown {
    document: Document,
    view: TextView,
    /// The element that contains the text.
    host: Element,
    /// Bytes of the text that were pushed to the document.
    length: usize,
    /// The revision at the last write.
    revision: u32,
    finished: bool,
    /// Whether nothing was written yet.
    is_new: bool,
}

/// Makes an empty Markdown text in a host element.
pub(super) fn begin(host: &Element) -> Box<dyn Written> {
    // It may have been shown as plain text until now.
    let _ = host.class_list().remove_1("plain");
    Box::new(Markdown::new(host, 0))
}

impl Markdown {
    fn new(host: &Element, revision: u32) -> Self {
        Self {
            document: Document::new(),
            view: TextView::new(host),
            host: host.clone(),
            length: 0,
            revision,
            finished: false,
            is_new: true,
        }
    }
}

impl Written for Markdown {
    fn write(&mut self, settled: &str, growing: &str, revision: u32, ended: bool) -> bool {
        let whole = settled.len() + growing.len();
        let same = self.revision == revision || begins_with(settled, growing, self.document.source());
        if !same || self.length > whole || (self.finished && self.length < whole) {
            *self = Self::new(&self.host, revision);
        }
        // A finished answer is shown at once when it is opened; a hidden page has no frames to keep free.
        let in_slices = !(self.is_new && ended) && !dom::is_hidden();
        self.is_new = false;
        self.revision = revision;
        let from = self.length;
        let old = settled.get(from..).unwrap_or("");
        let new = growing.get(from.saturating_sub(settled.len())..).unwrap_or("");
        let begun = dom::now();
        for piece in pieces(old).chain(pieces(new)) {
            if in_slices && self.length > from && dom::now().0 - begun.0 > SLICE {
                break;
            }
            self.view.apply(self.document.push(piece));
            self.length += piece.len();
        }
        let is_whole = self.length == whole;
        if is_whole && ended && !self.finished {
            self.view.apply(self.document.finish());
            self.finished = true;
        }
        is_whole
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

/// Whether the text still begins with what is shown: an edit may have changed it. The document's source has
/// normalised line ends, so a text with other line ends is built again, which is also correct.
fn begins_with(settled: &str, growing: &str, source: &str) -> bool {
    match source.split_at_checked(settled.len()) {
        Some((first, rest)) => first == settled && growing.starts_with(rest),
        None => settled.starts_with(source),
    }
}
