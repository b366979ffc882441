//! The HTML tags that mean something in running text; all others are shown as they are written.

use super::inline::Style;

/// What a tag is.
pub(super) enum Tag {
    Open(Style),
    Close(Style),
    Break,
    Comment,
}

/// Reads one piece of raw inline HTML. None: it is text.
pub(super) fn read(source: &str) -> Option<Tag> {
    if source.starts_with("<!--") {
        return Some(Tag::Comment);
    }
    let name = source.strip_prefix('<')?.strip_suffix('>')?.trim_end();
    if name.trim_end_matches('/').trim_end().eq_ignore_ascii_case("br") {
        return Some(Tag::Break);
    }
    match name.strip_prefix('/') {
        Some(name) => Style::of_tag(name).map(Tag::Close),
        None => Style::of_tag(name).map(Tag::Open),
    }
}

/// The tag that closes a style's.
pub(super) fn closing(style: Style) -> &'static str {
    match style {
        Style::Subscript => "</sub>",
        Style::Superscript => "</sup>",
        Style::Key => "</kbd>",
        Style::Mark => "</mark>",
        Style::Underline => "</u>",
        _ => "</s>",
    }
}

/// Whether what follows a `<` at a text's end may become one of these tags.
pub(super) fn may_begin(rest: &str) -> bool {
    let name = rest.strip_prefix('/').unwrap_or(rest);
    ["br/", "sub", "sup", "kbd", "mark", "u", "s"].iter().any(|tag| {
        tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) && !rest.is_empty()
    })
}
