//! What a message is made of: who says it, its parts, the answer. Its place is in [`super::tree`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::wire::names;
use super::{End, Figures, Image, ModelId, Text};

names! {
    /// Who wrote a message, in the Chat Completions API's words.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Role {
        /// Instructions for the whole conversation.
        System = "system",
        /// The person.
        User = "user",
        /// The model.
        Assistant = "assistant",
    }
}

/// A part of a question. Attachments are shared, not copied, between the versions of a
/// message and the branches of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Words.
    Text(Text),
    /// An image.
    Image(Arc<Image>),
    /// A text file, by its content.
    File(Arc<TextFile>),
}

impl Part {
    /// Whether it is blank text.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.as_str().trim().is_empty())
    }

    /// Its share of the memory budget in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Image(image) => image.url.len() + image.name.len(),
            Self::File(file) => file.name.len() + file.text.len(),
        }
    }
}

/// A text file by its content, or a long paste.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextFile {
    /// The file's name.
    pub name: Text,
    /// Its content.
    pub text: Text,
}

impl TextFile {
    /// As it is sent to a model and shown in an export: the name, then the content in a fence that
    /// is longer than any inside.
    pub fn fenced(&self) -> String {
        let text = self.text.as_str();
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let end = if text.ends_with('\n') { "" } else { "\n" };
        [self.name.as_str(), ":\n\n", &fence, "\n", text, end, &fence].concat()
    }
}

/// A model's reasoning before or while it answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reasoning {
    /// The thoughts.
    pub text: Text,
    /// How long the thinking took in milliseconds.
    pub ms: f64,
}

/// What the person wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// In the order in which it is shown and sent.
    pub parts: Vec<Part>,
}

/// What a model answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The model that answers.
    pub model: ModelId,
    /// The text: complete once the turn has ended. While a turn is live, this is what it continues;
    /// the growing text is in [`super::Turn::text`].
    pub text: Text,
    /// The reasoning, where the model showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// How the turn ended; `None` while it is live.
    #[serde(default)]
    pub end: Option<End>,
    /// Whether the person changed the text.
    #[serde(default)]
    pub edited: bool,
    /// Tokens and times; `None` while nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
    /// How often the tab sent this again automatically.
    #[serde(skip)]
    pub(super) attempt: u8,
}

impl Answer {
    pub(super) fn open(model: ModelId) -> Self {
        Self {
            model,
            text: Text::default(),
            reasoning: None,
            end: None,
            edited: false,
            figures: None,
            attempt: 0,
        }
    }

    /// Whether its turn is live.
    pub fn is_live(&self) -> bool {
        self.end.is_none()
    }

    /// Whether it has neither text nor reasoning.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.reasoning.is_none()
    }

    /// Whether it ended as complete without any text: the person has no answer.
    pub fn is_unanswered(&self) -> bool {
        matches!(self.end, Some(End::Done(_))) && self.text.as_str().trim().is_empty()
    }

    /// Whether 'Continue' is offered: there is text, and it was cut by the length limit, the person
    /// or a fault.
    pub fn can_continue(&self) -> bool {
        !self.text.is_empty() && self.end.as_ref().is_some_and(End::is_partial)
    }
}

/// The two kinds of message in a conversation; the system prompt is a setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// The person's.
    #[serde(rename = "user")]
    Question(Question),
    /// The model's.
    #[serde(rename = "assistant")]
    Answer(Answer),
}

impl Body {
    pub(super) fn bytes(&self) -> usize {
        /// Roughly the struct, its place in the tree and the allocator's overhead.
        const OVERHEAD: usize = 256;
        OVERHEAD
            + match self {
                Self::Question(question) => question.parts.iter().map(Part::bytes).sum(),
                Self::Answer(answer) => {
                    answer.text.len() + answer.reasoning.as_ref().map_or(0, |r| r.text.len())
                }
            }
    }
}
