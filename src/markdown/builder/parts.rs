//! What the builder notes about blocks, and small readings of text.

use super::super::block::{Alignment, Cell, Item, Row};
use super::super::boundary::is_blank;
use super::super::inline::Inline;

/// What kind of block a [`Span`] is, as far as cutting asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::markdown) enum Kind {
    Paragraph,
    Heading,
    Rule,
    Fence,
    Indented,
    Html,
    Table,
    Quote,
    List,
    Item,
    Footnote,
}

/// A block's place in its parent and in the text.
#[derive(Clone, Copy, Debug)]
pub(in crate::markdown) struct Span {
    pub kind: Kind,
    /// Which child of its parent it is.
    pub index: usize,
    pub start: usize,
    pub end: usize,
    /// Where its parent starts, or the leaf before it ends.
    pub before: usize,
    /// Tabs indent it: how wide its marker is can't be told from its text alone.
    pub tabbed: bool,
}

/// A node whose end has not been seen.
pub(super) enum Open {
    Root,
    Paragraph,
    Heading(u8),
    Quote,
    List { start: Option<u64>, items: Vec<Item>, list: Spacing },
    Item { task: Option<bool>, list: Spacing },
    Footnote(String),
    Code(String),
    Html,
    Table { alignments: Vec<Alignment>, head: Row, rows: Vec<Row> },
    Row { head: bool, cells: Vec<Cell> },
    Cell,
    Emphasis,
    Strong,
    Strikethrough,
    Link { href: String, title: String },
    Image { src: String, title: String },
}

/// What is seen of a list's blank lines.
#[derive(Clone, Copy, Default)]
pub(super) struct Spacing {
    /// The library gave a paragraph directly in an item.
    pub wrapped: bool,
    /// The library left one out.
    pub unwrapped: bool,
    /// A blank line stands between items or between blocks of an item.
    pub loose: bool,
}

impl Spacing {
    /// The library's word where it has one; where no item holds a paragraph, the blank lines'.
    pub fn is_tight(self) -> bool {
        !self.wrapped && (self.unwrapped || !self.loose)
    }
}

/// Whether a line between two offsets is blank, in so many quotes.
pub(super) fn blank_between(text: &str, end: usize, start: usize, quotes: usize) -> bool {
    let Some(between) = text.get(end..start) else {
        return false;
    };
    let Some((between, _)) = between.rsplit_once('\n') else {
        return false;
    };
    let whole = end == 0 || text.as_bytes()[end - 1] == b'\n';
    let mut lines = between.split('\n').skip(usize::from(!whole));
    lines.any(|line| is_blank(line, quotes))
}

pub(super) fn lines(text: &str) -> Vec<String> {
    let text = text.strip_suffix('\n').map_or((text, text.is_empty()), |text| (text, false));
    if text.1 { Vec::new() } else { text.0.split('\n').map(str::to_owned).collect() }
}

pub(super) fn alignment_of(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

/// What a picture's description says, without its markup.
pub(super) fn plain_text(inlines: &[Inline], into: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => into.push_str(text),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Link { content: inner, .. } => plain_text(inner, into),
            Inline::Image { alt, .. } => into.push_str(alt),
            Inline::Break | Inline::SoftBreak => into.push('\n'),
            Inline::Math { formula, .. } => into.push_str(&formula.tex),
            Inline::FootnoteReference(_) => {}
        }
    }
}
