//! What the builder notes about blocks, and small readings of text.

use super::super::block::{Alignment, Callout, Cell, Item, Row};
use super::super::inline::Style;

/// A node whose end has not been seen.
pub(super) enum Open {
    Root,
    Paragraph,
    Heading(u8),
    /// A formula that fills lines.
    Formula,
    Quote(Option<Callout>),
    List {
        start: Option<u64>,
        items: Vec<Item>,
        loose: bool,
    },
    Item {
        task: Option<bool>,
        loose: bool,
    },
    Footnote(String),
    Code(String),
    Html,
    Table {
        alignments: Vec<Alignment>,
        head: Row,
        rows: Vec<Row>,
    },
    Row {
        head: bool,
        cells: Vec<Cell>,
    },
    Cell,
    Styled(Style),
    /// An HTML tag that means a style, as the text has it.
    Tag(Style, String),
    Link {
        href: String,
        title: String,
    },
    Image {
        src: String,
        title: String,
    },
}

pub(super) fn alignment_of(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

pub(super) fn callout_of(kind: pulldown_cmark::BlockQuoteKind) -> Callout {
    match kind {
        pulldown_cmark::BlockQuoteKind::Note => Callout::Note,
        pulldown_cmark::BlockQuoteKind::Tip => Callout::Tip,
        pulldown_cmark::BlockQuoteKind::Important => Callout::Important,
        pulldown_cmark::BlockQuoteKind::Warning => Callout::Warning,
        pulldown_cmark::BlockQuoteKind::Caution => Callout::Caution,
    }
}
