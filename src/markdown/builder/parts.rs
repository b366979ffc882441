//! What the builder notes about blocks, and small readings of text.

use super::super::block::{Alignment, Cell, Item, Row};
use super::super::inline::Style;

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
    Styled(Style),
    Link { href: String, title: String },
    Image { src: String, title: String },
}

/// What is seen of a list's blank lines.
#[derive(Clone, Copy, Default)]
pub(super) struct Spacing {
    /// pulldown-cmark gave a paragraph directly in an item.
    pub wrapped: bool,
    /// pulldown-cmark left one out.
    pub unwrapped: bool,
    /// A blank line stands between items or between blocks of an item.
    pub loose: bool,
}

impl Spacing {
    /// What pulldown-cmark says, if an item holds a paragraph; otherwise the blank lines decide.
    pub fn is_tight(self) -> bool {
        !self.wrapped && (self.unwrapped || !self.loose)
    }
}

pub(super) fn alignment_of(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}
