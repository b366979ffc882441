//! What counts as a token here: a short word with the space before it, or a piece of a longer one.

/// The most characters of a token.
const LONGEST: usize = 7;

/// Splits a text into tokens, which joined are the text again.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (token, after) = rest.split_at(first(rest)?);
        rest = after;
        Some(token)
    })
}

/// The bytes of the first token: blanks, then characters up to the next blank.
fn first(text: &str) -> Option<usize> {
    let mut word = false;
    for (count, (at, character)) in text.char_indices().enumerate() {
        if count == LONGEST || (word && character.is_whitespace()) {
            return Some(at);
        }
        word |= !character.is_whitespace();
    }
    (!text.is_empty()).then_some(text.len())
}
