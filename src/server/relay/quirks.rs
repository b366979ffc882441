//! Request fields that a model's server turned out not to take, remembered until the process ends.

use std::sync::atomic::{AtomicU8, Ordering};

/// A field that may be left out without changing what the person asked for, or renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Field {
    /// `stream_options`; without it there are no token counts.
    StreamOptions = 1,
    /// `store`, which asks that nothing is kept.
    Store = 2,
    /// `reasoning_effort`
    ReasoningEffort = 4,
    /// `seed`
    Seed = 8,
    /// `max_completion_tokens` or `max_tokens`: the one becomes the other, so that the cap holds.
    MaxTokens = 16,
}

impl Field {
    const ALL: [(Self, &'static [&'static str]); 5] = [
        (Self::StreamOptions, &["stream_options", "include_usage"]),
        (Self::Store, &["store"]),
        (Self::ReasoningEffort, &["reasoning_effort"]),
        (Self::Seed, &["seed"]),
        (Self::MaxTokens, &["max_completion_tokens", "max_tokens"]),
    ];
}

/// The settings whose refusal is told by name, since leaving them out would change the answer.
const SETTINGS: [&str; 3] = ["temperature", "top_p", "stop"];

/// What is remembered of one model.
#[derive(Debug, Default)]
pub struct Quirks(AtomicU8);

impl Quirks {
    /// Whether this field is to be left out or renamed.
    pub fn avoids(&self, field: Field) -> bool {
        self.0.load(Ordering::Relaxed) & field as u8 != 0
    }

    /// Remembers it. False if that was known already: then sending again would not help.
    pub fn learn(&self, field: Field) -> bool {
        self.0.fetch_or(field as u8, Ordering::Relaxed) & field as u8 == 0
    }
}

/// Which fields a refusal names as unknown or unsupported. `parameter` is the error's own `param`;
/// `message` is its sentence, which is looked at and goes nowhere.
pub fn named(parameter: Option<&str>, message: &str) -> Vec<Field> {
    if !complains_of_the_unknown(message) {
        return Vec::new();
    }
    let names = |wanted: &str| {
        parameter.map_or_else(|| contains_word(message, wanted), |parameter| last_part(parameter) == wanted)
    };
    Field::ALL.iter().filter(|(_, all)| all.iter().any(|name| names(name))).map(|(field, _)| *field).collect()
}

/// Which setting a refusal names.
pub fn setting(parameter: Option<&str>, message: &str) -> Option<&'static str> {
    SETTINGS.into_iter().find(|name| {
        parameter == Some(name)
            || (complains_of_the_unknown(message) && contains_word(message, &format!("'{name}'")))
    })
}

fn complains_of_the_unknown(message: &str) -> bool {
    const WORDS: [&str; 13] = [
        "unsupported",
        "not support",
        "unknown",
        "unrecogni",
        "unexpected",
        "not permitted",
        "not allowed",
        "not a valid",
        "extra_forbidden",
        "extra fields",
        "additional propert",
        "invalid parameter",
        "does not exist",
    ];
    let message = message.to_ascii_lowercase();
    WORDS.iter().any(|word| message.contains(word))
}

fn last_part(parameter: &str) -> &str {
    parameter.rsplit(['.', '/']).next().unwrap_or(parameter)
}

fn contains_word(text: &str, word: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| {
        !inside(text[..at].chars().next_back()) && !inside(text[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::{Field, Quirks, named, setting};

    #[test]
    fn finds_the_parameter_that_openai_names() {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
        assert_eq!(named(Some("max_tokens"), message), [Field::MaxTokens]);
        assert_eq!(named(Some("store"), "Unknown parameter: 'store'."), [Field::Store]);
    }

    #[test]
    fn finds_the_fields_that_a_validator_lists() {
        let message = r#"[{"type":"extra_forbidden","loc":["body","store"]},{"type":"extra_forbidden","loc":["body","stream_options"]}]"#;
        assert_eq!(named(None, message), [Field::StreamOptions, Field::Store]);
    }

    #[test]
    fn a_cap_that_is_too_large_is_no_unknown_parameter() {
        assert_eq!(named(Some("max_tokens"), "max_tokens is too large: 100000."), []);
        assert_eq!(named(None, "The seed of the restored picture was unclear."), []);
        assert_eq!(named(None, "unknown word 'restore' in the question"), []);
    }

    #[test]
    fn a_setting_of_the_person_is_told_and_not_dropped() {
        let message = "Unsupported value: 'temperature' does not support 0.5 with this model.";
        assert_eq!(named(Some("temperature"), message), []);
        assert_eq!(setting(Some("temperature"), message), Some("temperature"));
    }

    #[test]
    fn learns_a_thing_once() {
        let quirks = Quirks::default();
        assert!(quirks.learn(Field::Store));
        assert!(!quirks.learn(Field::Store));
        assert!(quirks.avoids(Field::Store) && !quirks.avoids(Field::Seed));
    }
}
