//! Where the window may start: which blocks are closed, which containers stay open, and which
//! made-up lines replace what was before.
//!
//! Blocks are parsed line by line, so what is before the last leaf block of complete lines can
//! change no more. The window can then start at that leaf's line, and the containers around it are
//! opened again by a few made-up lines: for an item a line with nothing but its marker, of the same
//! width; a quote opens itself, since every line of it bears its marker. Within fenced code, tables
//! and raw HTML the window starts at the next line, and the made-up lines end with the opening
//! fence, the header rows, the first line.

use super::block::Block;
use super::lines::{html_has_mark, is_blank, is_unindented, last_line_start, line_start, whole_lines};
use super::parsed::{Kind, Parsed, Span};

/// The longest made-up beginning, in bytes. Deeper nests are parsed at doubling sizes.
const MAX_PREFIX: usize = 1024;

/// A new start of the window. Offsets are bytes of the old window.
#[derive(Debug)]
pub(super) struct Cut {
    /// Where the source goes on.
    pub at: usize,
    /// The made-up lines.
    pub prefix: String,
    /// How many nodes of the spine stay open around the new window.
    pub path: usize,
    /// How many children the document and the nodes of the path have before the new window.
    pub dropped: Vec<usize>,
    /// A raw HTML block's first line is made up, but is also one of its lines.
    pub keeps_line: bool,
}

impl Cut {
    /// Everything closes.
    pub(crate) fn all(at: usize, blocks: usize) -> Self {
        Self { at, prefix: String::new(), path: 0, dropped: vec![blocks], keeps_line: false }
    }
}

/// Looks for the latest start in complete lines. None: it stays where it is.
pub(super) fn find(text: &str, parsed: &Parsed) -> Option<Cut> {
    let blank = last_line_start(text).filter(|at| text[*at..].trim().is_empty());
    let close_all = |at| Cut::all(at, parsed.blocks.len());
    let top = parsed.spine.first();
    let definition = parsed.links.last().filter(|(range, ..)| top.is_none_or(|top| range.start >= top.end));
    let closed = match top {
        Some(top) if definition.is_none() => {
            let blank_line_ends = blank.is_some_and(|at| top.end <= at);
            // A second definition of a label may follow a block. It defines nothing, so pulldown-cmark does
            // not tell it, but a list that follows it is read as if it went on from a paragraph.
            let nothing_follows = text[top.end..].trim().is_empty();
            match top.kind {
                Kind::Rule | Kind::Heading => nothing_follows || blank_line_ends,
                Kind::Fence => (nothing_follows && top.end < text.len()) || blank_line_ends,
                Kind::Paragraph | Kind::Table | Kind::Quote | Kind::Html => blank_line_ends,
                Kind::List | Kind::Item | Kind::Footnote | Kind::Indented => false,
            }
        }
        _ => blank.is_some(),
    };
    if closed {
        return Some(close_all(text.len()));
    }
    if let Some((range, ..)) = definition {
        let at = line_start(text, range.start);
        return is_unindented(&text[at..]).then(|| close_all(at));
    }
    if parsed.capped || defines_inside(parsed) {
        return None;
    }
    leaf(text, parsed)
}

/// Whether the first block holds link definitions, which has begun before the window: in its containers,
/// since what else goes on in a window holds none.
pub(super) fn defines_in_first(parsed: &Parsed) -> bool {
    matches!((parsed.ends.first(), parsed.links.first()), (Some(end), Some((range, ..))) if range.start < *end)
}

/// Whether the containers of the last block hold link definitions. They leave no trace in the
/// tree but end lists' tightness, so such a block is parsed as a whole.
fn defines_inside(parsed: &Parsed) -> bool {
    match (parsed.spine.first(), parsed.links.last()) {
        (Some(top), Some((range, ..))) => {
            parsed.spine.len() > 1 && (top.start..top.end).contains(&range.start)
        }
        _ => false,
    }
}

fn leaf(text: &str, parsed: &Parsed) -> Option<Cut> {
    let spine = &parsed.spine;
    let leaf = spine.last()?;
    if spine.iter().skip(1).any(|span| span.kind == Kind::Footnote) {
        return None;
    }
    let line = line_start(text, leaf.start);
    let mut at = line;
    if matches!(leaf.kind, Kind::Paragraph | Kind::Heading | Kind::Table) {
        // What follows link definitions was read as if it went on from them.
        at = after_blank(text, parsed, leaf.before, line);
    }
    if text[at..].trim_start_matches([' ', '\t', '>']).starts_with("[!") {
        // As the first line of the window it would make a call-out of the quote that it is in.
        return None;
    }
    let open = leaf.end == text.len();
    let mut opening = String::new();
    let mut inside = false;
    let mut keeps_line = false;
    match leaf.kind {
        Kind::Fence if open => {
            opening = whole_lines(text, at, 1)?.to_owned();
            inside = true;
        }
        Kind::Table if open && at == line => {
            opening = whole_lines(text, at, 2)?.to_owned();
            inside = true;
        }
        // A comment shows nothing in the end, so none of its lines is shown before.
        Kind::Html if text[leaf.start..].trim_start().starts_with("<!--") => {}
        Kind::Html if open && html_goes_on(&text[leaf.start..]) => {
            opening = whole_lines(text, at, 1)?.to_owned();
            inside = true;
            keeps_line = true;
        }
        Kind::Indented => {
            let last = line_start(text, leaf.end.checked_sub(1)?);
            inside = last > at;
            at = at.max(last);
        }
        _ => {}
    }
    let before = spine.iter().take_while(|span| span.start < at).count();
    let path = if inside { spine.len() } else { before };
    if path == 0 && leaf.kind != Kind::Indented && !is_unindented(&text[at..]) {
        return None;
    }
    let (mut prefix, _) = containers(text, &spine[..before.min(spine.len() - usize::from(inside))])?;
    prefix.push_str(&opening);
    let mut dropped: Vec<usize> = spine.iter().take(path).map(|span| span.index).collect();
    match leaf.kind {
        Kind::Indented if inside => dropped.push(leaf_children(parsed)?.checked_sub(1)?),
        _ if inside => {
            at = text.len();
            dropped.push(leaf_children(parsed)?.checked_sub(usize::from(keeps_line))?);
        }
        // Footnote definitions can share a line; what is on the window's line isn't before it.
        _ if path == 0 => dropped.push(parsed.starts.partition_point(|start| *start < at)),
        _ => dropped.push(spine.get(path)?.index),
    }
    Some(Cut { at, prefix, path, dropped, keeps_line })
}

/// The first line from `from` to the one at `at` with only lines between that are not blank. A line of a
/// definition never is: its address may look like a quote's marker.
fn after_blank(text: &str, parsed: &Parsed, from: usize, at: usize) -> usize {
    let defines = |at: usize| parsed.links.iter().any(|(range, ..)| range.contains(&at));
    let mut first = at;
    while first > from {
        let before = line_start(text, first - 1);
        // What was before ends within this line; or the line is blank.
        if before < from || (is_blank(&text[before..first], usize::MAX) && !defines(before)) {
            break;
        }
        first = before;
    }
    first
}

/// The made-up lines that open these containers, and what a line after them starts with to stand
/// in them. None: they can't be made up.
pub(super) fn containers(text: &str, outer: &[Span]) -> Option<(String, String)> {
    let mut lines = String::new();
    let mut before = String::new();
    for (depth, span) in outer.iter().enumerate() {
        match span.kind {
            Kind::Quote => before.push_str("> "),
            Kind::List => {}
            Kind::Item if span.tabbed => return None,
            Kind::Item => {
                let (marker, width) = marker(&text[span.start..])?;
                lines.push_str(&before);
                lines.push_str(&marker);
                lines.push('\n');
                before.extend(std::iter::repeat_n(' ', width));
            }
            Kind::Footnote if depth == 0 => {
                let line = &text[span.start..];
                lines.push_str(&line[..line.find("]:")? + 2]);
                lines.push('\n');
                before.push_str("    ");
            }
            _ => return None,
        }
        if lines.len() + before.len() > MAX_PREFIX {
            return None;
        }
    }
    Some((lines, before))
}

/// An item's marker, with as many spaces in front that an empty item of it has the same width, and
/// that width in columns.
fn marker(item: &str) -> Option<(String, usize)> {
    let bytes = item.as_bytes();
    let indent = bytes.iter().take_while(|b| **b == b' ').count();
    let digits = bytes[indent..].iter().take_while(|b| b.is_ascii_digit()).count();
    let delimiter = *bytes.get(indent + digits)?;
    if indent > 3 || !matches!((digits, delimiter), (0, b'-' | b'+' | b'*') | (1..=9, b'.' | b')')) {
        return None;
    }
    let after = &bytes[indent + digits + 1..];
    let spaces = after.iter().take_while(|b| **b == b' ').count();
    let padding = match after.get(spaces) {
        Some(b'\t') => return None,
        None | Some(b'\n') => 1,
        Some(_) if spaces > 4 => 1,
        Some(_) => spaces,
    };
    let width = indent + digits + 1 + padding;
    let mut marker = String::new();
    let room = width - 1;
    let mark = digits + 1;
    if room - mark <= 3 {
        marker.extend(std::iter::repeat_n(' ', room - mark));
        marker.push_str(&item[indent..indent + mark]);
    } else if digits > 0 && room <= 10 {
        marker.push('1');
        marker.extend(std::iter::repeat_n('0', room - 2));
        marker.push(char::from(delimiter));
    } else {
        return None;
    }
    Some((marker, width))
}

/// Whether raw HTML that is open so far certainly goes on in the next line. HTML blocks of types 1
/// to 5 end in the line that has their closing mark, which always ends in `>`; the others end
/// before a blank line.
fn html_goes_on(html: &str) -> bool {
    let last = last_line_start(html).unwrap_or(0);
    !html_has_mark(html) || !html[last..].contains('>')
}

fn leaf_children(parsed: &Parsed) -> Option<usize> {
    let mut blocks = &parsed.blocks;
    loop {
        match blocks.last()? {
            Block::CodeBlock { lines, .. } | Block::Html { lines } => return Some(lines.len()),
            Block::Table { rows, .. } => return Some(rows.len()),
            Block::List { items, .. } => blocks = &items.last()?.content,
            block => blocks = block.content()?,
        }
    }
}
