//! The block level of the tree: what a document is made of.

use super::inline::Inline;

/// One block of a document, owned and complete: paragraphs, lists, code and the like.
///
/// The names are CommonMark 0.31.2's and GitHub Flavored Markdown's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph. In a tight list it is set without space around it.
    Paragraph(Vec<Inline>),
    /// A heading, ATX or setext.
    Heading {
        /// 1 to 6.
        level: u8,
        /// What stands in it.
        content: Vec<Inline>,
    },
    /// Fenced or indented code.
    CodeBlock {
        /// The first word of the info string; empty where there is none.
        language: String,
        /// The lines without their line ends.
        lines: Vec<String>,
    },
    /// Raw HTML, which is shown as text and never interpreted.
    Html {
        /// The source lines without their line ends.
        lines: Vec<String>,
    },
    /// A table (GFM). Every row has as many cells as there are alignments.
    Table {
        /// One per column.
        alignments: Vec<Alignment>,
        /// The header row; it never changes while rows are added.
        head: Row,
        /// The body.
        rows: Vec<Row>,
    },
    /// A bullet list, or an ordered list.
    List {
        /// The first number of an ordered list, none for bullets.
        start: Option<u64>,
        /// Whether paragraphs directly in its items are set without space around them.
        tight: bool,
        /// The items in order.
        items: Vec<Item>,
    },
    /// A block quote.
    Quote(Vec<Block>),
    /// A thematic break.
    Rule,
    /// What a footnote says. It stands where the source has it; a view may gather them at the end.
    FootnoteDefinition {
        /// The label by which references name it.
        label: String,
        /// What it says.
        content: Vec<Block>,
    },
    /// A paragraph that is one display formula and nothing else: its TeX source.
    MathBlock(Formula),
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// A task's state (GFM task lists): `Some(true)` is done. None: not a task.
    pub task: Option<bool>,
    /// What stands in it.
    pub content: Vec<Block>,
}

/// A row of a table: one cell per column.
pub type Row = Vec<Cell>;

/// What stands in a cell of a table.
pub type Cell = Vec<Inline>;

/// How a table's column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Not said: the reader's start side.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// A formula's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// TeX as the source has it, delimiters left out.
    pub tex: String,
    /// Whether its closing delimiter has not come yet: show the source, don't typeset it.
    pub pending: bool,
}
