//! A message and its place: what it follows and what follows it.

use crate::chat::id::MessageId;
use crate::chat::message::{Answer, Body, Part, Question, Role};

/// The versions below one message, and which of them is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Children {
    pub(in crate::chat) ids: Vec<MessageId>,
    pub(in crate::chat) selected: usize,
}

impl Children {
    /// All of them, oldest first.
    pub fn ids(&self) -> &[MessageId] {
        &self.ids
    }

    /// The one that is shown; `None` when there is none.
    pub fn selected(&self) -> Option<MessageId> {
        self.ids.get(self.selected).copied()
    }

    pub(in crate::chat) fn position(&self, id: MessageId) -> Option<usize> {
        self.ids.iter().position(|other| *other == id)
    }

    pub(in crate::chat) fn select(&mut self, id: MessageId) -> bool {
        let position = self.position(id);
        self.selected = position.unwrap_or(self.selected);
        position.is_some()
    }
}

/// A message and its place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub(in crate::chat) id: MessageId,
    pub(in crate::chat) parent: Option<MessageId>,
    pub(in crate::chat) children: Children,
    pub(in crate::chat) revision: u32,
    pub(in crate::chat) body: Body,
}

impl Message {
    /// Its id.
    pub fn id(&self) -> MessageId {
        self.id
    }

    /// The message that it follows; `None` for a first message.
    pub fn parent(&self) -> Option<MessageId> {
        self.parent
    }

    /// Incremented whenever its content or state changes; not when its versions do.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Its content.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Who wrote it.
    pub fn role(&self) -> Role {
        match self.body {
            Body::Question(_) => Role::User,
            Body::Answer(_) => Role::Assistant,
        }
    }

    /// Its content as an answer; `None` for a question.
    pub fn answer(&self) -> Option<&Answer> {
        match &self.body {
            Body::Answer(answer) => Some(answer),
            Body::Question(_) => None,
        }
    }

    /// Its content as a question; `None` for an answer.
    pub fn question(&self) -> Option<&Question> {
        match &self.body {
            Body::Question(question) => Some(question),
            Body::Answer(_) => None,
        }
    }

    /// Its text in Markdown, as 'Copy' takes it: an answer's text, a question's texts and files.
    pub fn markdown(&self) -> String {
        match &self.body {
            Body::Answer(answer) => answer.text.as_str().to_owned(),
            Body::Question(question) => {
                let words = question.parts.iter().filter_map(|part| match part {
                    Part::Text(text) => Some(text.as_str().to_owned()),
                    Part::File(file) => Some(file.fenced()),
                    Part::Image(_) => None,
                });
                words.collect::<Vec<_>>().join("\n\n")
            }
        }
    }
}
