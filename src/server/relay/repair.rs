//! A chunk that strict JSON refuses, made readable: invalid UTF-8, halves of surrogate pairs, doubled keys, empty
//! values of another type. The slow way; it is only taken when reading a chunk as it is has failed.

use serde_json::Value;

use super::chunk::is_empty;

/// Half a surrogate pair stands in a repaired chunk as its number plus this: in a plane that is for private use.
const HALF: u32 = 0x10_0000;

/// A frame that no words can be in: a ping, a comment that was put into a `data` field.
pub(super) fn holds_no_words(data: &[u8]) -> bool {
    let data = data.trim_ascii();
    data.is_empty()
        || data.starts_with(b":")
        || data.iter().all(|byte| byte.is_ascii_alphabetic() || b"-_. ".contains(byte)) && data.len() <= 32
}

/// The chunk as JSON that can be read. `None` when it is none.
pub(super) fn repaired(data: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(data);
    // The last of doubled keys wins.
    let mut chunk: Value = serde_json::from_str(&with_halves_marked(&text)).ok()?;
    let fields = chunk.as_object_mut()?;
    for name in ["usage", "error"] {
        if fields.get(name).is_some_and(is_empty) {
            fields.remove(name);
        }
    }
    if fields.get("usage").is_some_and(|usage| !usage.is_object()) {
        fields.remove("usage");
    }
    serde_json::to_vec(&chunk).ok()
}

/// Escapes of lone halves as escapes of one private character each.
fn with_halves_marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        marked.push_str(before);
        let length = match unit(escape) {
            Some(high @ 0xd800..=0xdbff) if !unit(&escape[6..]).is_some_and(is_low) => {
                push_half(&mut marked, high);
                6
            }
            Some(0xd800..=0xdbff) => {
                marked.push_str(&escape[..12]);
                12
            }
            Some(low) if is_low(low) => {
                push_half(&mut marked, low);
                6
            }
            // The escaped character may be a backslash itself.
            _ => {
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                marked.push_str(&escape[..length]);
                length
            }
        };
        rest = &escape[length..];
    }
    marked.push_str(rest);
    marked
}

fn is_low(unit: u32) -> bool {
    (0xdc00..=0xdfff).contains(&unit)
}

/// The UTF-16 unit that an escape such as `\ud83d` at the start of the text stands for.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok()
}

fn push_half(text: &mut String, half: u32) {
    text.extend(char::from_u32(HALF + half));
}

/// Joins halves of characters that came in two deltas.
#[derive(Default)]
pub(super) struct Halves(Option<u32>);

impl Halves {
    /// The text of a delta, with the half that waits in front of it. A half at its end waits; any other half becomes
    /// U+FFFD. `is_marked`: the delta is of a repaired chunk; no other has halves.
    pub(super) fn join(&mut self, delta: &str, is_marked: bool) -> String {
        let mut text = String::with_capacity(delta.len() + 4);
        for c in delta.chars() {
            let half = (u32::from(c).wrapping_sub(HALF), is_marked);
            match half {
                (low, true) if is_low(low) => text.push(match self.0.take() {
                    Some(high) => char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
                        .unwrap_or('\u{fffd}'),
                    None => '\u{fffd}',
                }),
                (high @ 0xd800..=0xdbff, true) => {
                    text.push_str(self.rest());
                    self.0 = Some(high);
                }
                _ => {
                    text.push_str(self.rest());
                    text.push(c);
                }
            }
        }
        text
    }

    /// Whether a half waits.
    pub(super) fn is_waiting(&self) -> bool {
        self.0.is_some()
    }

    /// What stands for the half that waits when nothing can follow it; empty when none does.
    pub(super) fn rest(&mut self) -> &'static str {
        if self.0.take().is_some() { "\u{fffd}" } else { "" }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn content(json: &str) -> String {
        let chunk: Value = serde_json::from_slice(&repaired(json.as_bytes()).unwrap()).unwrap();
        chunk["content"].as_str().unwrap().to_owned()
    }

    #[test]
    fn halves_in_two_deltas_become_one_character() {
        let mut halves = Halves::default();
        let first = halves.join(&content(r#"{"content":"a \ud83d"}"#), true);
        assert!(halves.is_waiting());
        let second = halves.join(&content(r#"{"content":"\ude00 b"}"#), true);
        assert_eq!([first, second].concat(), "a 😀 b");
        assert!(!halves.is_waiting());
    }

    #[test]
    fn a_half_alone_is_the_replacement_character() {
        let mut halves = Halves::default();
        assert_eq!(halves.join(&content(r#"{"content":"\ude00 \ud83d b"}"#), true), "\u{fffd} \u{fffd} b");
        assert_eq!(halves.join(&content(r#"{"content":"\ud83d"}"#), true), "");
        assert_eq!(halves.join("b", false), "\u{fffd}b");
        halves.join(&content(r#"{"content":"\ud83d"}"#), true);
        assert_eq!((halves.rest(), halves.rest()), ("\u{fffd}", ""));
    }

    #[test]
    fn whole_characters_and_other_escapes_stay() {
        let json = r#"{"content":"\ud83d\ude00 \\ud83d \n \u00e9"}"#;
        assert_eq!(content(json), "😀 \\ud83d \n é");
    }

    #[test]
    fn the_last_of_doubled_keys_wins_and_what_is_empty_is_nothing() {
        let json = br#"{"content":"a","content":"b","usage":"","error":{}}"#;
        assert_eq!(repaired(json).unwrap(), br#"{"content":"b"}"#);
        assert_eq!(content("{\"content\":\"\u{fffd}\"}"), "\u{fffd}");
        assert_eq!(repaired(b"{\"content\":\"half"), None);
        assert_eq!(repaired(b"[1]"), None);
    }

    #[test]
    fn a_ping_holds_no_words_and_a_broken_chunk_may() {
        for data in [&b": keep-alive"[..], b"", b"  ", b"ping", b"keep-alive"] {
            assert!(holds_no_words(data));
        }
        for data in [&b"{\"choices\":"[..], b"<html>", b"\"words\"", b"123"] {
            assert!(!holds_no_words(data));
        }
    }
}
