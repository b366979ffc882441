//! What is being written, and what is queued.

use serde::{Deserialize, Serialize};

use super::{Part, QueuedId, Text};

/// The content of one conversation's composer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The words.
    pub text: Text,
    /// Images and files.
    pub attachments: Vec<Part>,
}

impl Draft {
    /// Whether it has nothing that could be sent.
    pub fn is_blank(&self) -> bool {
        self.text.as_str().trim().is_empty() && self.attachments.iter().all(Part::is_blank)
    }

    /// As a message: attachments first, so that the words can refer to them.
    pub fn into_parts(self) -> Vec<Part> {
        let mut parts = self.attachments;
        parts.push(Part::Text(self.text));
        parts
    }

    /// From a message that is to be edited: its texts become one.
    pub fn from_parts(parts: Vec<Part>) -> Self {
        let mut draft = Self::default();
        for part in parts {
            match part {
                Part::Text(text) => draft.append(text.as_str()),
                attachment => draft.attachments.push(attachment),
            }
        }
        draft
    }

    /// Moves the content of an attached text file, such as a long paste, into the draft's text. Does
    /// nothing when there is no text file at this index.
    pub fn unfold(&mut self, index: usize) {
        if let Some(Part::File(file)) = self.attachments.get(index).cloned() {
            self.attachments.remove(index);
            self.append(file.text.as_str());
        }
    }

    /// Its share of the memory budget in bytes.
    pub fn bytes(&self) -> usize {
        self.text.len() + self.attachments.iter().map(Part::bytes).sum::<usize>()
    }

    fn append(&mut self, words: &str) {
        if !self.text.is_empty() && !words.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(words);
    }
}

/// A message that waits until the turn before it has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Queued {
    /// Its id in the queue.
    pub id: QueuedId,
    /// Its content.
    pub parts: Vec<Part>,
}

impl Queued {
    /// Its share of the memory budget in bytes.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(Part::bytes).sum()
    }
}
