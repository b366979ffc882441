//! The block level of the tree: what a document is made of.

use super::inline::{Formula, Inline};

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
        /// What is in it.
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
    /// A quote that begins with `[!NOTE]` or the like (GitHub's alerts).
    Callout {
        /// Which of the five it is.
        kind: Callout,
        /// What is in it, the first line left out.
        content: Vec<Block>,
    },
    /// An HTML comment, which shows nothing.
    Comment,
    /// A thematic break.
    Rule,
    /// What a footnote says. It is where the source has it; a view may gather them at the end.
    FootnoteDefinition {
        /// The label by which references name it.
        label: String,
        /// What it says.
        content: Vec<Block>,
    },
    /// A paragraph that is one display formula and nothing else: its TeX source.
    MathBlock(Formula),
}

/// The shapes of blocks, for what only walks or compares trees.
impl Block {
    /// The blocks that it holds directly, if it is a container and no list.
    pub(super) fn content(&self) -> Option<&Vec<Self>> {
        match self {
            Self::Quote(content)
            | Self::Callout { content, .. }
            | Self::FootnoteDefinition { content, .. } => Some(content),
            _ => None,
        }
    }

    /// As [`Block::content`], to change it.
    pub(super) fn content_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Quote(content)
            | Self::Callout { content, .. }
            | Self::FootnoteDefinition { content, .. } => Some(content),
            _ => None,
        }
    }

    /// Its running text, if it is a paragraph or a heading.
    pub(super) fn inlines(&self) -> Option<&[Inline]> {
        match self {
            Self::Paragraph(content) | Self::Heading { content, .. } => Some(content),
            _ => None,
        }
    }

    /// Its lines, if it is code or raw HTML.
    pub(super) fn lines(&self) -> Option<&[String]> {
        match self {
            Self::CodeBlock { lines, .. } | Self::Html { lines } => Some(lines),
            _ => None,
        }
    }

    /// Whether `other` is this node, but for what it holds and for a list's spacing.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Paragraph(_), Self::Paragraph(_))
            | (Self::Quote(_), Self::Quote(_))
            | (Self::Html { .. }, Self::Html { .. }) => true,
            (Self::Callout { kind: old, .. }, Self::Callout { kind: new, .. }) => old == new,
            (Self::Heading { level: old, .. }, Self::Heading { level: new, .. }) => old == new,
            (Self::CodeBlock { language: old, .. }, Self::CodeBlock { language: new, .. }) => old == new,
            (
                Self::Table { alignments: old, head: old_head, .. },
                Self::Table { alignments: new, head: new_head, .. },
            ) => old == new && old_head == new_head,
            (Self::List { start: old, .. }, Self::List { start: new, .. }) => old == new,
            (Self::FootnoteDefinition { label: old, .. }, Self::FootnoteDefinition { label: new, .. }) => {
                old == new
            }
            _ => false,
        }
    }
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// A task's state (GFM task lists): `Some(true)` is done. None: not a task.
    pub task: Option<bool>,
    /// What is in it.
    pub content: Vec<Block>,
}

/// A row of a table: one cell per column.
pub type Row = Vec<Cell>;

/// What is in a cell of a table.
pub type Cell = Vec<Inline>;

/// What a call-out is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callout {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

impl Callout {
    /// Its word in English, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

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
