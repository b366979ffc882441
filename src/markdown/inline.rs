//! The inline level of the tree: what stands in a paragraph, a heading or a cell.

use super::block::Formula;

/// A piece of running text, owned and complete.
///
/// Two [`Inline::Text`] never stand beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text, escapes and entities resolved. Raw inline HTML is in here as its source.
    Text(String),
    /// `*emphasis*`
    Emphasis(Vec<Inline>),
    /// `**strong**`
    Strong(Vec<Inline>),
    /// `~~strikethrough~~` (GFM)
    Strikethrough(Vec<Inline>),
    /// A code span.
    Code(String),
    /// A link: inline, by reference, `<autolink>` or bare URL.
    Link {
        /// The address, entities and escapes resolved, otherwise as written.
        href: String,
        /// The title; empty where there is none.
        title: String,
        /// Whether it may be followed.
        policy: LinkPolicy,
        /// What is shown; no link stands within a link.
        content: Vec<Inline>,
    },
    /// A picture.
    Image {
        /// The address as written.
        src: String,
        /// The title; empty where there is none.
        title: String,
        /// The description as plain text.
        alt: String,
        /// Whether it may be shown.
        policy: ImagePolicy,
    },
    /// A hard line break.
    Break,
    /// A line end in the source; a space to the reader.
    SoftBreak,
    /// A reference to a footnote that is defined somewhere in the document.
    FootnoteReference(String),
    /// A formula in running text.
    Math {
        /// Whether it is display style (`$$`, `\[`).
        display: bool,
        /// Its source.
        formula: Formula,
    },
}

/// What may be done with a link's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPolicy {
    /// http, https or mailto: may be opened, in a new tab, without referrer.
    Open,
    /// Any other scheme, or none: the content is shown as text, with the address beside it.
    Refused,
    /// The address has not come to its end yet: looks like a link, leads nowhere.
    Pending,
}

/// What may be done with a picture's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImagePolicy {
    /// A `data:` address of a raster type, bounded in size: may be the `src` of an `img`.
    Picture,
    /// An http or https address: a placeholder that names the host and opens elsewhere.
    Foreign {
        /// Host and port, without user name and password.
        host: String,
    },
    /// Anything else: a placeholder with the description alone.
    Refused,
}
