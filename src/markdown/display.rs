//! Display formulas that fill lines: `\\[ … \\]`, `$$ … $$` and `\\begin{…} … \\end{…}`.
//!
//! In a paragraph, a line that begins with one of these opens a formula, if its closing mark comes within
//! [`LONGEST`] bytes and nothing but punctuation follows on that line. What is between is a formula's source and
//! nothing else, whatever its lines look like to Markdown: lists, headings, blank lines.

use std::ops::Range;

/// How many bytes a formula may have, delimiters and the prefixes of its lines included.
const LONGEST: usize = 8192;

/// The environments that are formulas by themselves.
const ENVIRONMENTS: &[&str] = &[
    "align",
    "alignat",
    "aligned",
    "array",
    "bmatrix",
    "Bmatrix",
    "cases",
    "CD",
    "dcases",
    "displaymath",
    "eqnarray",
    "equation",
    "flalign",
    "gather",
    "gathered",
    "math",
    "matrix",
    "multline",
    "pmatrix",
    "rcases",
    "smallmatrix",
    "split",
    "vmatrix",
    "Vmatrix",
];

/// What begins at a line.
pub(super) enum Display {
    /// A formula, and its source.
    Closed(Range<usize>, String),
    /// A formula that may still be closed.
    Open(Open),
}

/// A formula whose closing mark has not come.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// Where it begins.
    pub at: usize,
    /// What would close it.
    pub closing: String,
    /// The source so far.
    pub tex: String,
}

/// Looks for a formula in the lines of a paragraph; `at` is where the content of a line begins, within so many
/// quotes. None: there is none, whatever comes.
pub(super) fn at_line(text: &str, at: usize, quotes: usize) -> Option<Display> {
    let rest = &text[at..];
    let (opening, closing, environment) = delimiters(rest)?;
    let body = &rest[opening..];
    let window = &body[..floor(body, LONGEST - opening)];
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let column = indentation(&text[line..at], quotes).1;
    let close = closing_mark(window, Within { quotes, column }, &rest[..opening], &closing)?;
    let tex = |end: usize| {
        let inner = strip(&body[..end], quotes);
        if environment { [&rest[..opening], "\n", &inner, "\n", &closing].concat() } else { inner }
    };
    let Some(close) = close else {
        let whole = window.len() == body.len();
        return whole.then(|| Display::Open(Open { at, tex: strip(body, quotes), closing }));
    };
    let end = close + closing.len();
    let tail = body[end..].lines().next().unwrap_or_default();
    let ends = tail
        .chars()
        .all(|c| matches!(c, ' ' | '\t' | '.' | ',' | ';' | ':' | '!' | '?' | '。' | '，' | '；'));
    (ends && !body[..close].trim().is_empty()).then(|| Display::Closed(at..at + opening + end, tex(close)))
}

/// The length of the mark that this begins with, what closes it, and whether it is part of the source.
fn delimiters(rest: &str) -> Option<(usize, String, bool)> {
    if rest.starts_with("\\[") {
        return Some((2, "\\]".to_owned(), false));
    }
    if rest.starts_with("$$") && !rest.starts_with("$$$") {
        return Some((2, "$$".to_owned(), false));
    }
    let name = rest.strip_prefix("\\begin{")?;
    let name = &name[..name.get(..floor(name, 16))?.find('}')?];
    ENVIRONMENTS
        .contains(&name.strip_suffix('*').unwrap_or(name))
        .then(|| ("\\begin{}".len() + name.len(), ["\\end{", name, "}"].concat(), true))
}

/// Where a formula begins: within how many quotes, and how many characters behind them.
#[derive(Clone, Copy)]
struct Within {
    quotes: usize,
    column: usize,
}

/// What follows the marks of so many quotes, and the width of its indentation. For a line up to a formula
/// the width counts everything: what is before a formula in its line is an item's marker.
fn indentation(line: &str, quotes: usize) -> (&str, usize) {
    let mut rest = line;
    for _ in 0..quotes {
        let bare = rest.trim_start_matches([' ', '\t']);
        rest = bare.strip_prefix('>').map_or(bare, |bare| bare.strip_prefix(' ').unwrap_or(bare));
    }
    (rest, rest.chars().count())
}

/// Whether a line that is indented less than the item that a formula is in would end that item.
fn ends_item(line: &str, within: Within) -> bool {
    let (rest, _) = indentation(line, within.quotes);
    let bare = rest.trim_start_matches([' ', '\t']);
    let indented = rest.len() - bare.len() >= within.column;
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let begins_block = bare.starts_with(['>', '#', '-', '+', '*', '=', '_', '~'])
        || (digits > 0 && bare[digits..].starts_with(['.', ')']));
    !indented && begins_block
}

/// Looks for a closing mark that no backslash escapes. `Some(None)`: it has not come. None: it can't come, since a line
/// leaves the quotes or the item that the first is in, opens another formula, or has a backtick, which could open a
/// fence.
fn closing_mark(body: &str, within: Within, opening: &str, closing: &str) -> Option<Option<usize>> {
    let mut at = 0;
    let mut lines = body.split('\n').enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        if index > 0 {
            let bare = line.trim_start_matches([' ', '\t', '>']);
            let prefix = &line[..line.len() - bare.len()];
            // The line that is being written may still get its prefix.
            let written = lines.peek().is_some() || !bare.is_empty();
            let outside = prefix.bytes().filter(|b| *b == b'>').count() < within.quotes && written;
            if outside || ends_item(line, within) || (opening != closing && bare.starts_with(opening)) {
                return None;
            }
        }
        let escaped =
            |at: usize| line.as_bytes()[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
        let found = line.match_indices(closing).map(|(at, _)| at).find(|at| !escaped(*at));
        if line[..found.unwrap_or(line.len())].contains('`') {
            return None;
        }
        if let Some(found) = found {
            return Some(Some(at + found));
        }
        at += line.len() + 1;
    }
    Some(None)
}

/// A formula's source without the prefixes of its lines.
fn strip(body: &str, quotes: usize) -> String {
    let mut tex = String::with_capacity(body.len());
    for (at, mut line) in body.split('\n').enumerate() {
        if at > 0 {
            tex.push('\n');
            for _ in 0..quotes {
                line = line.trim_start();
                line = line.strip_prefix('>').unwrap_or(line);
            }
        }
        tex.push_str(line.trim());
    }
    tex.trim().to_owned()
}

/// The largest boundary of characters that is not above an offset.
fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
