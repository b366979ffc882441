//! The title of a conversation.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{ChatError, FinishReason, Part, Text};

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

    /// A model's title that an export holds.
    pub fn imported_suggestion(title: &str) -> Self {
        let title = shorten(title, LONGEST);
        if title.is_empty() { Self::FirstWords } else { Self::Suggested(title.into()) }
    }

    /// A title from a model's reply, without the reasoning, labels, quotes, marks and further lines that small models
    /// add. A reply that was cut, talks instead, or is too long for a title gives [`Self::FirstWords`].
    pub fn suggested(reply: &str, reason: &FinishReason) -> Self {
        const THOUGHT: (&str, &str) = ("<think>", "</think>");
        let reply = match (reply.rsplit_once(THOUGHT.1), reply.contains(THOUGHT.0)) {
            (Some((_, after)), _) => after,
            // Cut off while it was thinking: there is no title.
            (None, true) => "",
            (None, false) => reply,
        };
        let mut lines = reply.lines().map(|line| unlabelled(unmarked(line)));
        let title = shorten(lines.find(|line| !line.is_empty()).unwrap_or_default(), LONGEST + 1);
        let fits = title.chars().count() <= LONGEST;
        if title.is_empty() || !fits || *reason == FinishReason::Length {
            return Self::FirstWords;
        }
        Self::Suggested(title.into())
    }

    /// The given or suggested title; `None` when the first words are shown.
    pub fn text(&self) -> Option<&Text> {
        match self {
            Self::FirstWords => None,
            Self::Suggested(name) | Self::Given(name) => Some(name),
        }
    }
}

/// A line without the quotes and marks around it.
fn unmarked(line: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || "\"'“”‘’«»„「」『』`*#_".contains(c);
    let line = line.trim_matches(marks);
    line.trim_end_matches(|c| marks(c) || c == '.' || c == '。')
}

/// A line without the label or the sentence before the title: `Title: …`, `Sure! Here is a title: …`. Empty when
/// nothing follows them, or when the line only talks.
fn unlabelled(line: &str) -> &str {
    const LABELS: [&str; 10] = [
        "title",
        "chat title",
        "conversation title",
        "titel",
        "titre",
        "título",
        "titolo",
        "标题",
        "タイトル",
        "제목",
    ];
    const TALK: [&str; 9] =
        ["sure", "certainly", "of course", "here is", "here's", "here’s", "okay", "gern", "voici"];
    let lower = line.to_lowercase();
    let talks = TALK.iter().any(|word| {
        let rest = lower.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    match line.split_once([':', '：']) {
        Some((label, title)) if talks || LABELS.contains(&unmarked(label).to_lowercase().as_str()) => {
            unmarked(title)
        }
        None if talks => "",
        _ => line,
    }
}

/// The first words of a message, or the name of its first attachment.
pub(super) fn first_words(parts: &[Part]) -> Option<Cow<'_, str>> {
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
