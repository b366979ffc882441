//! What half-written constructs look like: as if what is open were closed, and without marks whose
//! meaning the next characters decide. Only the last leaf block is touched, and only while it is open.

use super::block::Block;
use super::inline::{Formula, Inline, LinkPolicy};
use super::lines::line_start;
use super::parsed::{Kind, Parsed};

mod scan;

/// An address that no text has; links to it are the ones whose own address has not come.
const PENDING: &str = "pending:";

/// A text that ends as if what is open were closed.
pub(super) struct Repaired {
    pub text: String,
    /// The source of a formula that has not come to its end.
    pub formula: Option<String>,
}

/// None: the text can be shown as it is.
pub(super) fn repair(text: &str, made_up: usize, parsed: &Parsed) -> Option<Repaired> {
    if let Some(open) = &parsed.open {
        let shown = text.trim_end_matches(['\\', '$', ' ', '\t', '\n', '>']);
        if open.tex.is_empty() || shown.len() <= open.at + 2 {
            return cut(text, made_up, open.at);
        }
        let mut repaired = cut(text, made_up, shown.len())?;
        repaired.text.push_str(&open.closing);
        repaired.formula = Some(open.tex.trim_end_matches(['\\', '$', ' ', '\n', '>']).to_owned());
        return Some(repaired);
    }
    let leaf = parsed.spine.last()?;
    let line = line_start(text, text.len());
    let last = &text[line..];
    if leaf.kind == Kind::Html && leaf.start >= made_up && is_open_comment(&text[leaf.start..]) {
        // It shows nothing when it ends, so it shows nothing now.
        return cut(text, made_up, leaf.start);
    }
    if matches!(leaf.kind, Kind::Html | Kind::Indented) {
        return None;
    }
    if leaf.kind == Kind::Fence {
        return cut(text, made_up, fence_cut(text, line, leaf.start, leaf.end)?);
    }
    // What the made-up lines opened is before this line, whatever it is.
    let at = line_cut(text, line, leaf.kind == Kind::Paragraph && leaf.start < line, leaf.start);
    let inline = match leaf.kind {
        Kind::Paragraph => leaf.start < at && !ends_blank(text),
        Kind::Heading | Kind::Table => at == text.len() && !last.is_empty(),
        _ => false,
    };
    if !inline {
        return if at < text.len() { cut(text, made_up, at) } else { None };
    }
    let start = if leaf.kind == Kind::Table { cell_start(text, line) } else { leaf.start };
    let Some(end) = scan::end(&text[start..at]) else {
        return if at < text.len() { cut(text, made_up, at) } else { None };
    };
    let mut repaired = cut(text, made_up, start + end.keep)?;
    if let Some(removed) = end.remove {
        repaired.text.remove(start + removed);
    }
    repaired.text.push_str(&end.close);
    repaired.formula = end.formula;
    Some(repaired)
}

fn cut(text: &str, made_up: usize, at: usize) -> Option<Repaired> {
    (at >= made_up).then(|| Repaired { text: text[..at].to_owned(), formula: None })
}

/// Where to cut a fence's text: at an opening line that has not ended (its language is still being
/// written), or at a line that may become the closing fence.
fn fence_cut(text: &str, line: usize, start: usize, end: usize) -> Option<usize> {
    if start >= line {
        return Some(start);
    }
    let rest = text[line..].trim_start_matches([' ', '>']);
    let mark = text[start..].trim_start().chars().next()?;
    (end == text.len() && !rest.is_empty() && rest.chars().all(|c| c == mark)).then_some(line)
}

/// Where to cut lines that the next characters may turn into anything: markers of lists, headings
/// and rules, a task's box, the lines that may become a table. The text's length: nowhere.
fn line_cut(text: &str, line: usize, continues: bool, leaf: usize) -> usize {
    let rest = text[line..].trim_start_matches([' ', '\t', '>']);
    let bare = rest.trim_end();
    let only = |marks: &str| !bare.is_empty() && bare.chars().all(|c| marks.contains(c));
    let number = bare.trim_end_matches(['.', ')']);
    let numbered = !number.is_empty() && number.len() < 10 && number.bytes().all(|b| b.is_ascii_digit());
    if only("#") || (only("-=*_+") && bare.len() < 3) || (numbered && continues) {
        return line;
    }
    let environment = "\\begin{".starts_with(bare)
        || (bare.starts_with("\\begin{") && bare.len() < 24 && !bare.contains('}'));
    if environment && !bare.is_empty() {
        return line;
    }
    let in_leaf = &text[leaf.min(text.len())..];
    if matches!(in_leaf, "[" | "[ " | "[x" | "[X" | "[ ]" | "[x]" | "[X]") {
        return leaf;
    }
    let alert = in_leaf.strip_prefix("[!").is_some_and(|name| {
        ["NOTE]", "TIP]", "IMPORTANT]", "WARNING]", "CAUTION]"]
            .iter()
            .any(|kind| kind.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
    });
    if alert && text[line..].starts_with([' ', '>']) {
        return leaf;
    }
    if leaf > text.len() || (!continues && leaf < line) {
        return text.len();
    }
    if only("|:- ") || rest.is_empty() {
        let before = line_start(text, line.saturating_sub(1));
        if before < line && before >= line_start(text, leaf) && is_row(&text[before..line]) {
            return before.max(leaf);
        }
    }
    if is_row(rest) { line.max(leaf) } else { text.len() }
}

fn is_open_comment(html: &str) -> bool {
    html.trim_start().starts_with("<!--") && !html.contains("-->")
}

fn is_row(line: &str) -> bool {
    line.trim_start_matches([' ', '>']).starts_with('|')
}

/// Where the cell starts that is being written.
fn cell_start(text: &str, line: usize) -> usize {
    let bytes = text.as_bytes();
    let bar = |at: &usize| bytes[*at] == b'|' && (*at == 0 || bytes[*at - 1] != b'\\');
    (line..text.len()).rev().find(bar).map_or(line, |at| at + 1)
}

fn ends_blank(text: &str) -> bool {
    let blank = |line: &str| line.bytes().all(|b| matches!(b, b' ' | b'\t' | b'>'));
    text.rsplit('\n').nth(1).is_some_and(blank) && blank(&text[line_start(text, text.len())..])
}

/// Gives what was closed too early, and the address that a text ends with, its looks. `text` is
/// what was shown.
pub(super) fn mark(blocks: &mut [Block], text: &str, formula: Option<String>) {
    match blocks.last_mut() {
        Some(Block::List { items, .. }) => {
            if let Some(item) = items.last_mut() {
                mark(&mut item.content, text, formula);
            }
        }
        Some(Block::Paragraph(content) | Block::Heading { content, .. }) => mark_last(content, text, formula),
        Some(Block::Table { rows, .. }) => {
            let written = rows.last_mut().and_then(|row| row.iter_mut().rfind(|cell| !cell.is_empty()));
            if let Some(cell) = written {
                mark_last(cell, text, formula);
            }
        }
        Some(Block::MathBlock(math)) => mark_formula(math, formula),
        Some(block) => {
            if let Some(content) = block.content_mut() {
                mark(content, text, formula);
            }
        }
        None => {}
    }
}

fn mark_formula(math: &mut Formula, formula: Option<String>) {
    if let Some(tex) = formula {
        *math = Formula { tex, pending: true };
    }
}

fn mark_last(content: &mut [Inline], text: &str, formula: Option<String>) {
    match content.last_mut() {
        Some(Inline::Styled(_, content)) => mark_last(content, text, formula),
        Some(Inline::Math { formula: math, .. }) => mark_formula(math, formula),
        Some(Inline::Link { href, policy, content, .. }) => {
            // A bare address may go on: until it has ended it leads nowhere.
            let bare = matches!(content.as_slice(), [Inline::Text(shown)] if href.ends_with(shown.as_str()) && text.ends_with(shown.as_str()));
            if href == PENDING || bare {
                *policy = LinkPolicy::Pending;
                href.clear();
                mark_last(content, text, formula);
            }
        }
        _ => {}
    }
}
