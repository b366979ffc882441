//! Formulas in `\(…\)` and `\[…\]`, which Markdown takes for escapes.
//!
//! The library first says which parentheses and brackets were escaped in running text, so code,
//! addresses and HTML are out of it. Pairs within one leaf block are formulas; their bytes are then
//! replaced by as many letters, so that nothing in them is taken for Markdown when the library
//! reads the text again, and every offset stays what it was.

use std::ops::Range;

/// A formula's place.
#[derive(Clone, Debug)]
pub(super) struct Mask {
    /// Delimiters included.
    pub range: Range<usize>,
    pub display: bool,
    /// Empty: what is hidden is text, not a formula.
    pub tex: String,
    /// Line ends and the prefixes of containers, which stay visible.
    gaps: Vec<Range<usize>>,
}

impl Mask {
    /// Hides one character that would be taken for a delimiter.
    pub fn literal(at: usize) -> Self {
        Self { range: at..at + 1, display: false, tex: String::new(), gaps: Vec::new() }
    }
}

/// Collects delimiters and line ends of one leaf block.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Offset of the character after the backslash.
    marks: Vec<(usize, u8)>,
    gaps: Vec<Range<usize>>,
    /// A line end whose continuation has not been seen.
    open_gap: bool,
}

impl Scan {
    /// A text event, as the library gives it, in the text that it read.
    pub fn text(&mut self, text: &str, range: &Range<usize>) {
        self.place(range);
        let bytes = text.as_bytes();
        let first = bytes.get(range.start).copied().unwrap_or(0);
        if matches!(first, b'(' | b')' | b'[' | b']') && range.start > 0 && bytes[range.start - 1] == b'\\' {
            self.marks.push((range.start, first));
        }
    }

    /// Any inline event: where running text goes on after a line end.
    pub fn place(&mut self, range: &Range<usize>) {
        if self.open_gap
            && let Some(gap) = self.gaps.last_mut()
            && range.start >= gap.end
        {
            gap.end = range.start;
            self.open_gap = false;
        }
    }

    /// A soft or hard line break.
    pub fn line_end(&mut self, text: &str, range: &Range<usize>) {
        let at = text[range.clone()].find('\n').map_or(range.end, |at| range.start + at);
        self.gaps.push(at..range.end);
        self.open_gap = true;
    }

    /// The leaf block ends: its formulas.
    pub fn finish(&mut self, source: &str, masks: &mut Vec<Mask>) {
        let mut next = 0;
        while next < self.marks.len() {
            let (open, kind) = self.marks[next];
            next += 1;
            let closing = match kind {
                b'(' => b')',
                b'[' => b']',
                _ => continue,
            };
            let Some(at) = self.marks[next..].iter().position(|(_, kind)| *kind == closing) else {
                // None of this kind closes from here on, so none will for a later opening either.
                self.marks.retain(|(_, other)| *other != kind);
                next = self.marks.partition_point(|(at, _)| *at <= open);
                continue;
            };
            let close = self.marks[next + at].0;
            next += at + 1;
            // A backtick that hides could turn a line into an opening fence.
            let mask = self.mask(source, open - 1..close + 1, kind == b'[');
            if !mask.tex.is_empty() && !mask.tex.contains('`') {
                masks.push(mask);
            }
        }
        self.marks.clear();
        self.gaps.clear();
        self.open_gap = false;
    }

    fn mask(&self, source: &str, range: Range<usize>, display: bool) -> Mask {
        let first = self.gaps.partition_point(|gap| gap.start < range.start);
        let inside = self.gaps[first..].iter().take_while(|gap| gap.end <= range.end);
        let gaps: Vec<_> = inside.cloned().collect();
        let mut tex = String::new();
        let mut at = range.start + 2;
        for gap in &gaps {
            tex.push_str(source[at..gap.start].trim_end());
            tex.push('\n');
            at = gap.end.min(range.end - 2);
        }
        tex.push_str(&source[at..range.end - 2]);
        Mask { range, display, tex: tex.trim().to_owned(), gaps }
    }
}

/// By place, none within another: a dollar in a formula is hidden with it.
pub(super) fn in_order(mut masks: Vec<Mask>) -> Vec<Mask> {
    masks.sort_by_key(|mask| mask.range.start);
    let mut hidden = 0;
    masks.retain(|mask| {
        let apart = mask.range.start >= hidden;
        hidden = hidden.max(mask.range.end);
        apart
    });
    masks
}

/// The text with the masked bytes replaced by letters. Pipes stay, escaped or not: they make tables.
pub(super) fn hide(text: &str, masks: &[Mask]) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut at = 0;
    for mask in masks {
        hidden.push_str(&text[at..mask.range.start]);
        at = mask.range.start;
        let begun = hidden.len();
        for gap in &mask.gaps {
            letters(&mut hidden, &text[at..gap.start]);
            hidden.push_str(&text[gap.clone()]);
            at = gap.end;
        }
        letters(&mut hidden, &text[at..mask.range.end]);
        at = mask.range.end;
        // A letter here would make a tag of what is none.
        if ["<", "</", "<!"].iter().any(|open| hidden[..begun].ends_with(open)) {
            hidden.replace_range(begun..=begun, "0");
        }
    }
    hidden.push_str(&text[at..]);
    hidden
}

fn letters(hidden: &mut String, text: &str) {
    let mut backslashes = 0;
    for byte in text.bytes() {
        match byte {
            b'\\' => backslashes += 1,
            b'|' => {
                hidden.extend(std::iter::repeat_n('\\', backslashes));
                hidden.push('|');
                backslashes = 0;
            }
            _ => {
                hidden.extend(std::iter::repeat_n('x', backslashes + 1));
                backslashes = 0;
            }
        }
    }
    hidden.extend(std::iter::repeat_n('x', backslashes));
}
