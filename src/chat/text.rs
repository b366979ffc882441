//! Text that a person or a model wrote.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Message text. It prints as its length, never as its content, so that no log line, panic message
/// or debug dump can contain what people write. Only [`Text::as_str`] and [`Text::into_string`] give
/// the content.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// The content.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The content, owned.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Appends a delta.
    pub fn push_str(&mut self, more: &str) {
        self.0.push_str(more);
    }

    /// Length in UTF-8 bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn prints_its_length_and_never_its_words() {
        let text = Text::from("a secret");
        assert_eq!(format!("{text} {text:?}"), "[8 bytes] Text(8 bytes)");
    }
}
