//! What one parse of one text gives: the tree, and where its parts are in the text.

use std::ops::Range;

use super::block::Block;
use super::definitions::Definition;
use super::display::Open;

/// What one parse found. Offsets are bytes of the text that was parsed.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub blocks: Vec<Block>,
    /// The last block, its last child, and so on down to a leaf block.
    pub spine: Vec<Span>,
    /// Where each top-level block starts.
    pub starts: Vec<usize>,
    /// Where each top-level block ends, what follows within its last line left out.
    pub ends: Vec<usize>,
    /// Link definitions: where they stand, label, meaning. In order.
    pub links: Vec<(Range<usize>, String, Definition)>,
    /// Footnote definitions: where they start, label. In order.
    pub footnotes: Vec<(usize, String)>,
    /// References to link definitions that are not known: where, label.
    pub wanted: Vec<(usize, String)>,
    /// References that the text's own definitions resolve: where, label.
    pub used: Vec<(usize, String)>,
    /// The first formula that fills lines and whose end has not come.
    pub open: Option<Open>,
    /// Bytes of addresses and titles that references copied.
    pub expanded: usize,
    /// Whether containers nest deeper than the tree goes.
    pub capped: bool,
    /// Bytes that pulldown-cmark was given.
    pub work: usize,
}

/// What kind of block a [`Span`] is, as far as cutting asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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
pub(super) struct Span {
    pub kind: Kind,
    /// Which child of its parent it is.
    pub index: usize,
    pub start: usize,
    pub end: usize,
    /// Where its parent starts, or the leaf before it ends.
    pub before: usize,
    /// Tabs indent it: how wide its marker is can't be read from its text alone.
    pub tabbed: bool,
}
