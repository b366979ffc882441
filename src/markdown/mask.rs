//! Masks: what pulldown-cmark must not read as Markdown is hidden by as many other bytes, so every offset stays.

use std::ops::Range;

/// A place whose bytes are hidden in the second pass.
#[derive(Clone, Debug)]
pub(super) struct Mask {
    /// Delimiters included.
    pub range: Range<usize>,
    pub display: bool,
    /// A formula's source. Empty: what is hidden is text, not a formula.
    pub tex: String,
    /// The formula fills its lines: it is hidden as one line, a heading, which ends any block before it.
    pub block: bool,
    /// Line ends and the prefixes of containers, which stay visible.
    gaps: Vec<Range<usize>>,
    /// What hides text, of the same length.
    fill: String,
}

impl Mask {
    /// Hides text with as many bytes of something else.
    pub(crate) fn literal(range: Range<usize>, fill: String) -> Self {
        Self { range, display: false, tex: String::new(), block: false, gaps: Vec::new(), fill }
    }

    /// Hides a formula in running text; gaps are line ends and the prefixes of containers.
    pub(crate) fn formula(range: Range<usize>, display: bool, tex: String, gaps: Vec<Range<usize>>) -> Self {
        Self { range, display, tex, block: false, gaps, fill: String::new() }
    }

    /// Hides a formula that fills its lines.
    pub(crate) fn block(range: Range<usize>, tex: String) -> Self {
        Self { range, display: true, tex, block: true, gaps: Vec::new(), fill: String::new() }
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
        at = mask.range.end;
        if mask.block {
            hidden.push_str("# ");
            hidden.extend(std::iter::repeat_n('x', mask.range.len() - 2));
            continue;
        }
        if mask.tex.is_empty() {
            hidden.push_str(&mask.fill);
            continue;
        }
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
