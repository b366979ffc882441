//! The title of a conversation.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{ChatError, Part, Text};

/// The maximum length of a title in characters.
const LONGEST: usize = 80;
/// The maximum length of a title made of first words, in characters.
const FIRST_WORDS: usize = 48;

/// A conversation's title and its origin. The person's title has priority over the model's; without
/// either, the first words are shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Title {
    /// The first words of the first message.
    #[default]
    FirstWords,
    /// Suggested by a model.
    Suggested(Text),
    /// Given by the person.
    Given(Text),
}

impl Title {
    /// A title by the person.
    ///
    /// # Errors
    /// [`ChatError::BlankTitle`] when it is blank.
    pub fn given(name: &str) -> Result<Self, ChatError> {
        let name = shorten(name, LONGEST);
        if name.is_empty() { Err(ChatError::BlankTitle) } else { Ok(Self::Given(name.into())) }
    }

    /// A name by a model, without the thoughts, quotes, marks and further lines that small models
    /// add. Nothing left: the first words.
    pub fn suggested(answer: &str) -> Self {
        const THOUGHT: (&str, &str) = ("<think>", "</think>");
        let answer = match (answer.rsplit_once(THOUGHT.1), answer.contains(THOUGHT.0)) {
            (Some((_, after)), _) => after,
            // Cut off while it thought: there is no name.
            (None, true) => "",
            (None, false) => answer,
        };
        let line = answer.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
        let line = line.trim_start_matches("Title:");
        let marks = |c: char| c.is_whitespace() || "\"'“”‘’«»„`*#_".contains(c);
        let name = line.trim_start_matches(marks).trim_end_matches(|c| marks(c) || c == '.');
        let name = shorten(name, LONGEST);
        if name.is_empty() { Self::FirstWords } else { Self::Suggested(name.into()) }
    }

    /// The given or suggested title; `None` when the first words are shown.
    pub fn text(&self) -> Option<&Text> {
        match self {
            Self::FirstWords => None,
            Self::Suggested(name) | Self::Given(name) => Some(name),
        }
    }
}

/// The first words of a message, or the name of its first attachment.
pub fn first_words(parts: &[Part]) -> Option<Cow<'_, str>> {
    let words = parts.iter().find_map(|part| match part {
        Part::Text(text) if !part.is_blank() => Some(text),
        _ => None,
    });
    let name = || {
        parts.iter().find_map(|part| match part {
            Part::Text(_) => None,
            Part::Image(image) => Some(&image.name),
            Part::File(file) => Some(&file.name),
        })
    };
    let title = shorten(words.or_else(name)?.as_str(), FIRST_WORDS);
    (!title.is_empty()).then_some(Cow::Owned(title))
}

/// Single spaces, no control characters, whole words up to `longest` characters, then an ellipsis.
fn shorten(text: &str, longest: usize) -> String {
    let mut short = String::new();
    let mut length = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        let gap = usize::from(length > 0);
        let count = gap + word.chars().take(longest + 1).count();
        if length + count > longest {
            if length == 0 {
                short.extend(word.chars().take(longest));
            }
            short.push('…');
            break;
        }
        short.push_str(&" "[..gap]);
        short.push_str(word);
        length += count;
    }
    short
}
