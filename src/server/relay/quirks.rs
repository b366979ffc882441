//! Request fields that a model's server refused, remembered until the process ends.

use std::sync::atomic::{AtomicU32, Ordering};

use super::fields::{FIELDS, Field, Refused};

/// What is remembered of one model: a bit for each row of the table of fields.
#[derive(Debug, Default)]
pub(crate) struct Quirks(AtomicU32);

impl Quirks {
    /// Whether the field of this name is to be left out or renamed.
    pub(crate) fn avoids(&self, name: &str) -> bool {
        self.0.load(Ordering::Relaxed) & bit(name) != 0
    }

    /// Remembers that the server refuses the field of this name. False if that was known already, or
    /// if there is no such field: sending the request again would not help then.
    pub(crate) fn learn(&self, name: &str) -> bool {
        let bit = bit(name);
        self.0.fetch_or(bit, Ordering::Relaxed) & bit != bit
    }
}

fn bit(name: &str) -> u32 {
    FIELDS.iter().position(|field| field.name == name).map_or(0, |row| 1 << row)
}

/// The names of fields that a refusal calls unknown or unsupported, and that can be left out or
/// renamed. `parameter` is the error's own `param`; `message` is its sentence, which is only searched.
pub(crate) fn named(parameter: Option<&str>, message: &str) -> Vec<&'static str> {
    if !complains_of_the_unknown(message) {
        return Vec::new();
    }
    let names = |wanted: &str| {
        parameter.map_or_else(|| contains_word(message, wanted), |parameter| last_part(parameter) == wanted)
    };
    let is_named = |field: &&Field| names(field.name) || field.aliases.iter().any(|alias| names(alias));
    let adaptable = FIELDS.iter().filter(|field| matches!(field.refused, Refused::Adapt(_)));
    adaptable.filter(is_named).map(|field| field.name).collect()
}

/// The name of the setting that a refusal is about.
pub(crate) fn setting(parameter: Option<&str>, message: &str) -> Option<&'static str> {
    let mut settings = FIELDS.iter().filter(|field| matches!(field.refused, Refused::Report));
    let is_named = |name: &str| {
        parameter == Some(name)
            || (complains_of_the_unknown(message) && contains_word(message, &format!("'{name}'")))
    };
    settings.find(|field| is_named(field.name)).map(|field| field.name)
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
    use super::{Quirks, named, setting};

    #[test]
    fn finds_the_parameter_that_openai_names() {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
        assert_eq!(named(Some("max_tokens"), message), ["max_completion_tokens"]);
        assert_eq!(named(Some("store"), "Unknown parameter: 'store'."), ["store"]);
    }

    #[test]
    fn finds_the_fields_that_a_validator_lists() {
        let message = r#"[{"type":"extra_forbidden","loc":["body","store"]},{"type":"extra_forbidden","loc":["body","stream_options"]}]"#;
        assert_eq!(named(None, message), ["stream_options", "store"]);
    }

    #[test]
    fn a_cap_that_is_too_large_is_no_unknown_parameter() {
        assert_eq!(named(Some("max_tokens"), "max_tokens is too large: 100000."), [""; 0]);
        assert_eq!(named(None, "The seed of the restored picture was unclear."), [""; 0]);
        assert_eq!(named(None, "unknown word 'restore' in the question"), [""; 0]);
    }

    #[test]
    fn a_setting_of_the_person_is_told_and_not_dropped() {
        let message = "Unsupported value: 'temperature' does not support 0.5 with this model.";
        assert_eq!(named(Some("temperature"), message), [""; 0]);
        assert_eq!(setting(Some("temperature"), message), Some("temperature"));
    }

    #[test]
    fn learns_a_thing_once() {
        let quirks = Quirks::default();
        assert!(quirks.learn("store"));
        assert!(!quirks.learn("store"));
        assert!(!quirks.learn("model"), "a field that is in no row can't be left out");
        assert!(quirks.avoids("store") && !quirks.avoids("seed"));
    }
}
