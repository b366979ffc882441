//! The seam of a continued answer. A model that is asked to continue often repeats the last words
//! first; the repetition is removed once.

use super::Text;

/// How far back a repetition may begin, in bytes.
const TAIL: usize = 400;
/// A shorter repetition may be meant ('no, no'); in letters and digits.
const SHORTEST: usize = 4;

/// Keeps the beginning of a continuation back for as long as it repeats the end of the existing text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seam {
    tail: Text,
    pending: Text,
}

impl Seam {
    /// The seam for a continuation of this text.
    pub(super) fn new(text: &str) -> Self {
        let text = text.trim_end();
        let mut start = text.len().saturating_sub(TAIL);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        Self { tail: text[start..].into(), pending: Text::default() }
    }

    /// Takes the next piece. Returns what to append once that is decided; the seam is not needed after that.
    pub(super) fn push(&mut self, piece: &str) -> Option<Text> {
        self.pending.push_str(piece);
        let (tail, pending) = (self.tail.as_str(), self.pending.as_str().trim_start());
        // Undecided while everything so far could be part of a repetition.
        let undecided = starts(tail).any(|start| tail[start..].starts_with(pending));
        (!undecided).then(|| self.take())
    }

    /// What to append when nothing more arrives.
    pub(super) fn take(&mut self) -> Text {
        let pending = std::mem::take(&mut self.pending);
        let words = pending.as_str().trim_start();
        let tail = self.tail.as_str();
        // The longest repetition first.
        let repeated = starts(tail)
            .map(|start| &tail[start..])
            .find(|repeated| words.starts_with(repeated) && has_words(repeated));
        match repeated {
            Some(repeated) => words[repeated.len()..].into(),
            None => pending,
        }
    }
}

/// Where a repetition may begin: at a word, or at any character of a script without spaces.
fn starts(tail: &str) -> impl Iterator<Item = usize> + '_ {
    let mut before = ' ';
    tail.char_indices().filter_map(move |(index, c)| {
        let begins = !c.is_whitespace() && (!before.is_alphanumeric() || c >= '\u{2e80}');
        before = c;
        begins.then_some(index)
    })
}

/// Whether it consists of words. Closing tags and brackets are repeated on purpose.
fn has_words(repeated: &str) -> bool {
    let words = repeated.split_whitespace().filter(|word| word.starts_with(char::is_alphanumeric));
    words.flat_map(str::chars).filter(|c| c.is_alphanumeric()).count() >= SHORTEST
}
