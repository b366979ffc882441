//! Formulas: which delimiters in running text belong together, and how they are hidden.
//!
//! pulldown-cmark takes `\\(` and `\\[` for escapes, and its own rule for dollars takes amounts for formulas.
//! A first pass finds which delimiters are in running text, so code, addresses and HTML are out of it. Pairs
//! within one leaf block are formulas. Their bytes are replaced by as many letters for a second pass, so that
//! nothing in them is read as Markdown and every offset stays what it was. Formulas that fill lines are
//! found before: see [`super::display`].

use std::ops::Range;

use super::autolink;
use super::flanking;
use super::mask::Mask;

/// Collects delimiters, marks and line ends of one leaf block.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Delimiters: the offset of a bracket after its backslash, or of the first dollar, and what it is.
    marks: Vec<(usize, Delimiter)>,
    /// Where `*` and `~` are in running text, whether they came to anything or not.
    runs: Vec<usize>,
    /// Ranges of text.
    texts: Vec<Range<usize>>,
    gaps: Vec<Range<usize>>,
    /// A line end whose continuation has not been seen.
    open_gap: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delimiter {
    Bracket(u8),
    Dollars(usize),
}

impl Scan {
    /// Whether a text has anything to look for.
    pub(crate) fn is_needed(text: &str) -> bool {
        text.bytes().any(|b| matches!(b, b'$' | b'\\'))
            || text.contains("://")
            || text.contains("www.")
            || (!text.is_ascii() && text.bytes().any(|b| matches!(b, b'*' | b'~')))
    }

    /// A text event, as pulldown-cmark gives it, in the text that it read.
    pub(crate) fn text(&mut self, text: &str, range: &Range<usize>) {
        self.place(range);
        match self.texts.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.texts.push(range.clone()),
        }
        let bytes = text.as_bytes();
        let mut at = range.start;
        if bytes.get(at).is_some_and(|b| matches!(b, b'(' | b')' | b'[' | b']')) && is_escaped(bytes, at) {
            self.marks.push((at, Delimiter::Bracket(bytes[at])));
        }
        while at < range.end {
            match bytes[at] {
                b'$' if !is_escaped(bytes, at) => {
                    let count = bytes[at..range.end].iter().take_while(|b| **b == b'$').count();
                    self.marks.push((at, Delimiter::Dollars(count)));
                    at += count;
                    continue;
                }
                b'*' | b'~' if !is_escaped(bytes, at) => self.runs.push(at),
                _ => {}
            }
            at += 1;
        }
    }

    /// Emphasis, strong emphasis or strikethrough begins or ends with the mark at this place.
    pub(crate) fn run(&mut self, at: usize) {
        self.runs.push(at);
    }

    /// Any inline event: where running text goes on after a line end.
    pub(crate) fn place(&mut self, range: &Range<usize>) {
        if self.open_gap
            && let Some(gap) = self.gaps.last_mut()
            && range.start >= gap.end
        {
            gap.end = range.start;
            self.open_gap = false;
        }
    }

    /// A soft or hard line break.
    pub(crate) fn line_end(&mut self, text: &str, range: &Range<usize>) {
        let at = text[range.clone()].find('\n').map_or(range.end, |at| range.start + at);
        self.gaps.push(at..range.end);
        self.open_gap = true;
    }

    /// The leaf block ends: what of it is hidden.
    pub(crate) fn finish(&mut self, source: &str, leaf: &Range<usize>, masks: &mut Vec<Mask>) {
        let addresses = self.addresses(source, leaf, masks);
        let in_address = |at: usize| addresses.iter().any(|address| address.contains(&at));
        self.marks.retain(|(at, _)| !in_address(*at));
        self.formulas(source, masks);
        self.emphasis(source, leaf, masks);
        *self = Self::default();
    }

    /// Bare addresses. Marks in them are none, if any of them was taken for one.
    fn addresses(&self, source: &str, leaf: &Range<usize>, masks: &mut Vec<Mask>) -> Vec<Range<usize>> {
        let is_text = |at: usize| {
            let next = self.texts.partition_point(|text| text.end <= at);
            self.texts.get(next).is_some_and(|text| text.start <= at)
        };
        let mut found: Vec<Range<usize>> = Vec::new();
        for text in &self.texts {
            let mut from = text.start.max(found.last().map_or(0, |last| last.end));
            while from < text.end {
                let before = source[leaf.start..from].chars().next_back().unwrap_or(' ');
                let Some(address) = autolink::find(&source[from..leaf.end], text.end - from, before) else {
                    break;
                };
                let address = from + address.start..from + address.end;
                let marks = address.clone().filter(|at| matches!(source.as_bytes()[*at], b'_' | b'~'));
                if marks.clone().any(|at| !is_text(at)) {
                    masks.extend(marks.map(|at| Mask::literal(at..at + 1, "x".to_owned())));
                }
                from = address.end;
                found.push(address);
            }
        }
        found
    }

    fn formulas(&mut self, source: &str, masks: &mut Vec<Mask>) {
        let mut next = 0;
        while next < self.marks.len() {
            let (open, kind) = self.marks[next];
            next += 1;
            let found = match kind {
                Delimiter::Bracket(b'(' | b'[') => {
                    let closing =
                        Delimiter::Bracket(if kind == Delimiter::Bracket(b'(') { b')' } else { b']' });
                    let Some(at) = self.marks[next..].iter().position(|(_, kind)| *kind == closing) else {
                        // None of this kind closes from here on, so none will for a later opening either.
                        self.marks.retain(|(_, other)| *other != kind);
                        next = self.marks.partition_point(|(at, _)| *at <= open);
                        continue;
                    };
                    let close = self.marks[next + at].0;
                    Some((at, open - 1..close + 1, 2, kind == Delimiter::Bracket(b'[')))
                }
                Delimiter::Dollars(count @ (1 | 2)) => self.marks[next..]
                    .iter()
                    .position(|(_, kind)| matches!(kind, Delimiter::Dollars(_)))
                    .filter(|at| self.marks[next + at].1 == kind)
                    .map(|at| (at, open..self.marks[next + at].0 + count, count, count == 2))
                    .filter(|(_, range, ..)| is_formula(source, range, count)),
                _ => None,
            };
            let Some((at, range, delimiter, display)) = found else {
                continue;
            };
            let mask = self.mask(source, range, delimiter, display);
            // A backtick that hides could turn a line into an opening fence.
            if !mask.tex.is_empty() && !mask.tex.contains('`') {
                masks.push(mask);
                next += at + 1;
            } else if matches!(kind, Delimiter::Bracket(_)) {
                next += at + 1;
            }
        }
    }

    fn mask(&self, source: &str, range: Range<usize>, delimiter: usize, display: bool) -> Mask {
        let first = self.gaps.partition_point(|gap| gap.start < range.start);
        let inside = self.gaps[first..].iter().take_while(|gap| gap.end <= range.end);
        let gaps: Vec<_> = inside.cloned().collect();
        let mut tex = String::new();
        let mut at = range.start + delimiter;
        for gap in &gaps {
            tex.push_str(source[at..gap.start.max(at)].trim_end());
            tex.push('\n');
            at = gap.end.clamp(at, range.end - delimiter);
        }
        tex.push_str(&source[at..range.end - delimiter]);
        Mask::formula(range, display, tex.trim().to_owned(), gaps)
    }

    fn emphasis(&mut self, source: &str, leaf: &Range<usize>, masks: &mut Vec<Mask>) {
        if source[leaf.clone()].is_ascii() {
            return;
        }
        let bytes = source.as_bytes();
        self.runs.sort_unstable();
        let mut done = 0;
        for at in &self.runs {
            if *at < done || !leaf.contains(at) {
                continue;
            }
            let mark = bytes[*at];
            let is_mark = |at: &usize| bytes[*at] == mark;
            let before = (leaf.start.max(done)..*at).rev().take_while(is_mark).count();
            let start = at - before;
            let run = start..at + (*at..leaf.end).take_while(is_mark).count();
            done = run.end;
            flanking::masks(source, &run, leaf, masks);
        }
    }
}

/// Whether a character is escaped: an odd number of backslashes is before it.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// Whether dollars are a formula's delimiters, and not amounts or a shell's variables. `range` is from the
/// first dollar to the last, with `count` of them on each side.
pub(super) fn is_formula(text: &str, range: &Range<usize>, count: usize) -> bool {
    let inner = &text[range.start + count..range.end - count];
    if inner.trim().is_empty() {
        return false;
    }
    if count == 1 {
        let word = |c: char| c.is_ascii_alphanumeric();
        let spaced = inner.starts_with(char::is_whitespace) || inner.ends_with(char::is_whitespace);
        let after = &text[range.end..];
        if spaced || text[..range.start].ends_with(word) || (after.starts_with(word) && !is_ordinal(after)) {
            return false;
        }
    }
    let led_by = inner.trim_start_matches(['-', '+', '.', ',', '~', ' ', '\n']);
    let amount = led_by.starts_with(|c: char| c.is_ascii_digit());
    let shell = inner.starts_with(['(', '{']) || is_variable(inner);
    !(amount && (has_prose(inner) || ["**", "](", "~~"].iter().any(|mark| inner.contains(mark))))
        && !(shell && has_prose(inner))
}

/// Whether this starts as a shell's variable does: `$HOME`.
pub(super) fn is_variable(text: &str) -> bool {
    text.bytes().take_while(|b| b.is_ascii_uppercase() || *b == b'_').count() > 1
}

/// `$n$th`, `$k$s`.
fn is_ordinal(after: &str) -> bool {
    let letters = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
    matches!(&after[..letters], "th" | "st" | "nd" | "rd" | "d" | "s")
}

/// Whether words are in a formula's source, outside of braces and other than commands.
fn has_prose(tex: &str) -> bool {
    let mut depth = 0usize;
    let mut letters = 0;
    let mut command = false;
    for c in tex.chars() {
        if c.is_alphabetic() {
            letters += if c.is_ascii() { 1 } else { 2 };
            if depth == 0 && !command && letters > 1 {
                return true;
            }
            continue;
        }
        letters = 0;
        command = c == '\\';
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
