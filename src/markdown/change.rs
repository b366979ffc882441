//! What a view applies: small edits at the right edge of the tree, and rare look-backs.

use super::block::{Block, Cell, Item, Row};
use super::inline::Inline;

/// One edit. Edits are applied in the order in which they are given.
///
/// A document grows at its right edge only, so nodes are named by their *depth* on the spine:
/// depth 0 is the document, depth 1 its last block, depth 2 that block's last child, and so on.
/// Children are: of a document, quote, footnote definition or item its blocks; of a list its
/// items; of a table its body rows (the header row belongs to the table itself); of a row its
/// cells; of code and raw HTML their lines; of a paragraph, heading, cell, emphasis, strong,
/// strikethrough or link its inlines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Add these as the last children of the spine's node at this depth. The last of them, and its
    /// last descendants, are the spine from here on.
    Append {
        /// Whose children they become.
        depth: usize,
        /// What is added: never empty, and of the kind that this node holds.
        nodes: Nodes,
    },
    /// Drop the children of the spine's node at this depth from index `keep` on.
    /// The last child that is kept is the spine from here on.
    Truncate {
        /// Whose children are dropped.
        depth: usize,
        /// How many stay.
        keep: usize,
    },
    /// Add text to the end of the spine's node at this depth: a text, a code span, or a line.
    Text {
        /// Which node grows.
        depth: usize,
        /// What is added.
        text: String,
    },
    /// The list at this depth turned loose (or, while it is open, tight again): its paragraphs are
    /// set with, or without, space around them. No node is replaced.
    Spacing {
        /// Which node it is.
        depth: usize,
        /// As in [`Block::List`].
        tight: bool,
    },
    /// Blocks before this index are closed: only a [`Change::Patch`] touches them again.
    Closed {
        /// How many blocks of the document, from its start, are closed.
        blocks: usize,
    },
    /// Markdown looked back: a definition that came late changes this one node of a closed block.
    Patch {
        /// The index of the block in the document.
        block: usize,
        /// Child indices from that block down to the node; empty: the block itself.
        path: Vec<usize>,
        /// What is there now: exactly one node, in the place of exactly one.
        node: Nodes,
    },
}

/// Nodes of one kind, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// Children of a document, quote, footnote definition or item.
    Blocks(Vec<Block>),
    /// Children of a list.
    Items(Vec<Item>),
    /// Children of a table.
    Rows(Vec<Row>),
    /// Children of a row.
    Cells(Vec<Cell>),
    /// Children of code and raw HTML.
    Lines(Vec<String>),
    /// Children of all that holds running text.
    Inlines(Vec<Inline>),
}
