//! The inline level of the tree: what is in a paragraph, a heading or a cell.

/// A piece of running text, owned and complete.
///
/// Two [`Inline::Text`] are never neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text, escapes and entities resolved. Raw inline HTML is in here as its source.
    Text(String),
    /// Emphasis and the like: other inlines with a look of their own.
    Styled(Style, Vec<Inline>),
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
        /// What is shown; no link is within a link.
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

/// A look that inlines have. To add one, add it here and to [`Style::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `*emphasis*`
    Emphasis,
    /// `**strong**`
    Strong,
    /// `~~strikethrough~~` (GFM), `<s>`
    Strikethrough,
    /// `<sub>`
    Subscript,
    /// `<sup>`
    Superscript,
    /// `<kbd>`
    Key,
    /// `<mark>`
    Mark,
    /// `<u>`
    Underline,
}

impl Style {
    /// Each style, the element that a view makes of it, and the HTML tags that mean it in a text.
    const ALL: &[(Self, &'static str, &'static [&'static str])] = &[
        (Self::Emphasis, "em", &[]),
        (Self::Strong, "strong", &[]),
        (Self::Strikethrough, "del", &["s"]),
        (Self::Subscript, "sub", &["sub"]),
        (Self::Superscript, "sup", &["sup"]),
        (Self::Key, "kbd", &["kbd"]),
        (Self::Mark, "mark", &["mark"]),
        (Self::Underline, "u", &["u"]),
    ];

    /// The name of the HTML element that shows it.
    pub fn element(self) -> &'static str {
        Self::ALL.iter().find(|(style, ..)| *style == self).map_or("span", |(_, element, _)| element)
    }

    /// The style of an HTML tag with this name, in any letter case.
    pub(super) fn of_tag(name: &str) -> Option<Self> {
        let has = |tags: &[&str]| tags.iter().any(|tag| tag.eq_ignore_ascii_case(name));
        Self::ALL.iter().find(|(.., tags)| has(tags)).map(|(style, ..)| *style)
    }
}

/// The shapes of inlines, for what only walks or compares trees.
impl Inline {
    /// What it holds, if it holds inlines.
    pub fn content(&self) -> Option<&[Self]> {
        match self {
            Self::Styled(_, content) | Self::Link { content, .. } => Some(content),
            _ => None,
        }
    }

    /// Its text, if it grows by characters.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Code(text) => Some(text),
            _ => None,
        }
    }

    /// Whether `other` is this node, but for what it holds.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(_), Self::Text(_)) | (Self::Code(_), Self::Code(_)) => true,
            (Self::Styled(old, _), Self::Styled(new, _)) => old == new,
            (
                Self::Link { href: old, title: old_title, policy: old_policy, .. },
                Self::Link { href, title, policy, .. },
            ) => old == href && old_title == title && old_policy == policy,
            _ => false,
        }
    }
}

/// What these inlines say, without their markup.
pub(super) fn plain_text(inlines: &[Inline], into: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => into.push_str(text),
            Inline::Image { alt, .. } => into.push_str(alt),
            Inline::Break | Inline::SoftBreak => into.push('\n'),
            Inline::Math { formula, .. } => into.push_str(&formula.tex),
            Inline::FootnoteReference(_) => {}
            Inline::Styled(_, content) | Inline::Link { content, .. } => plain_text(content, into),
        }
    }
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

/// A formula's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// TeX as the source has it, delimiters left out.
    pub tex: String,
    /// Whether its closing delimiter has not come yet: show the source, don't typeset it.
    pub pending: bool,
}
