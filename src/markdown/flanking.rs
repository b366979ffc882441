//! Whether `*` and `~` open or close emphasis between letters of Chinese, Japanese and Korean.
//!
//! CommonMark asks for a space or punctuation outside of `**「…」**`, and these scripts have no spaces. The
//! community's amendment, <https://github.com/tats-u/markdown-cjk-friendly>, takes their punctuation for
//! letters, and a letter of theirs for a place where emphasis may begin and end. pulldown-cmark doesn't
//! know it: a [`Mask`] puts another character of the same length beside the marks for a second pass.

use std::ops::Range;

use super::mask::Mask;

/// What a character beside a run of marks is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Space,
    Punctuation,
    CjkPunctuation,
    Cjk,
    Letter,
}

impl Side {
    fn of(c: char) -> Self {
        match (is_cjk(c), c.is_whitespace(), c.is_alphanumeric()) {
            (_, true, _) => Self::Space,
            (true, _, true) => Self::Cjk,
            (true, ..) => Self::CjkPunctuation,
            (_, _, true) => Self::Letter,
            _ => Self::Punctuation,
        }
    }

    fn is_cjk(self) -> bool {
        matches!(self, Self::Cjk | Self::CjkPunctuation)
    }
}

/// Whether a run of marks between two characters is left-flanking, and right-flanking (CommonMark 0.31.2,
/// 6.2, amended).
pub(super) fn flanking(before: char, after: char) -> (bool, bool) {
    let (before, after) = (Side::of(before), Side::of(after));
    let flanks = |inner: Side, outer: Side| {
        inner != Side::Space
            && (inner != Side::Punctuation
                || matches!(outer, Side::Space | Side::Punctuation)
                || outer.is_cjk())
    };
    (flanks(after, before), flanks(before, after))
}

/// The characters to hide so that pulldown-cmark reads the run of marks at this place as amended.
pub(super) fn masks(source: &str, run: &Range<usize>, leaf: &Range<usize>, masks: &mut Vec<Mask>) {
    let before = source[leaf.start..run.start].chars().next_back();
    let after = source[run.end..leaf.end].chars().next();
    let (Some(left), Some(right)) = (before, after) else {
        return;
    };
    let mut hide = |at: usize, c: char, fill: &str| {
        masks.push(Mask::literal(at..at + c.len_utf8(), fill.repeat(c.len_utf8())));
    };
    match (Side::of(left), Side::of(right)) {
        (Side::Punctuation, side) if side.is_cjk() => hide(run.end, right, ","),
        (side, Side::Punctuation) if side.is_cjk() => hide(run.start - left.len_utf8(), left, ","),
        (left_side, right_side) => {
            if left_side == Side::CjkPunctuation && right_side != Side::Space {
                hide(run.start - left.len_utf8(), left, "x");
            }
            if right_side == Side::CjkPunctuation && left_side != Side::Space {
                hide(run.end, right, "x");
            }
        }
    }
}

/// Whether a character belongs to the scripts of Chinese, Japanese and Korean, their punctuation and full-width
/// forms included.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}'
        | '\u{2E80}'..='\u{33FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{A4CF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FFEF}'
        | '\u{1AFF0}'..='\u{1B16F}'
        | '\u{1F200}'..='\u{1F2FF}'
        | '\u{20000}'..='\u{3FFFF}')
}
