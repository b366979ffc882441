//! The seam of a continued answer: a model that is told to go on 'exactly there' often repeats the
//! last words first. They are taken out once.

use super::Text;

/// How far back a repetition is looked for, in bytes.
const TAIL: usize = 400;
/// A shorter repetition may be meant ('no, no'); in letters and digits.
const SHORTEST: usize = 4;

/// Holds back the beginning of a continuation for as long as it repeats the end of what stands
/// there.
#[derive(Clone, Debug, PartialEq)]
pub struct Seam {
    tail: Text,
    held: Text,
}

impl Seam {
    /// For a continuation of this text.
    pub fn after(text: &str) -> Self {
        let text = text.trim_end();
        let mut start = text.len().saturating_sub(TAIL);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        Self { tail: text[start..].into(), held: Text::default() }
    }

    /// Takes the next piece; gives what to append, once that is decided. From then on the seam has
    /// done its work.
    pub fn push(&mut self, piece: &str) -> Option<Text> {
        self.held.push_str(piece);
        let (tail, held) = (self.tail.as_str(), self.held.as_str().trim_start());
        // Undecided while all that came could still be part of a repetition.
        let undecided = starts(tail).any(|start| tail[start..].starts_with(held));
        (!undecided).then(|| self.take())
    }

    /// What to append when nothing more comes.
    pub fn take(&mut self) -> Text {
        let held = std::mem::take(&mut self.held);
        let words = held.as_str().trim_start();
        let tail = self.tail.as_str();
        // The longest repetition first.
        let repeated = starts(tail)
            .map(|start| &tail[start..])
            .find(|repeated| words.starts_with(repeated) && has_words(repeated));
        match repeated {
            Some(repeated) => words[repeated.len()..].into(),
            None => held,
        }
    }
}

/// Where a repetition may begin: at a word, or at any sign of a script that writes no spaces.
fn starts(tail: &str) -> impl Iterator<Item = usize> + '_ {
    let mut before = ' ';
    tail.char_indices().filter_map(move |(index, c)| {
        let begins = !c.is_whitespace() && (!before.is_alphanumeric() || c >= '\u{2e80}');
        before = c;
        begins.then_some(index)
    })
}

/// Whether it is made of words. Closing tags and brackets repeat because they are meant to.
fn has_words(repeated: &str) -> bool {
    let words = repeated.split_whitespace().filter(|word| word.starts_with(char::is_alphanumeric));
    words.flat_map(str::chars).filter(|c| c.is_alphanumeric()).count() >= SHORTEST
}
