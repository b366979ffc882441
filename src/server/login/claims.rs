//! Claims as providers send them. Only those that are used are read, so that a claim of an
//! unexpected type keeps nobody out.

use serde_json::{Map, Value};

/// The claims of an ID token, a userinfo answer or a logout token.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims(pub(super) Map<String, Value>);

impl Claims {
    /// A text claim. None if it is missing or not text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A text claim for display, without surrounding space: in its default language, or else in the
    /// first one that the provider sent (`name#de`). None if it is empty.
    pub(super) fn label(&self, name: &str) -> Option<&str> {
        let localized = || {
            let mut claims = self.0.iter().filter_map(|(key, value)| Some((key.split_once('#')?, value)));
            claims.find(|((base, _), _)| *base == name)?.1.as_str()
        };
        let text = self.text(name).or_else(localized)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// A time in whole seconds since 1970. None if the claim is not a number.
    pub(super) fn time(&self, name: &str) -> Option<i64> {
        let number = self.0.get(name)?.as_number()?;
        number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds as i64))
    }

    /// Whether the claim is there and not null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    /// The texts of a claim that is a text or a list of texts. None if it is neither.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<&str>> {
        match self.0.get(name)? {
            Value::String(text) => Some(vec![text]),
            Value::Array(items) => items.iter().map(Value::as_str).collect(),
            _ => None,
        }
    }
}
