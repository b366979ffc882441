//! What is sent: the line from the first message to the requested answer.

use super::{Body, Conversation, Image, MessageId, Part, Role, Text, TextFile};

/// A message as it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptMessage<'a> {
    /// Who wrote it.
    pub role: Role,
    /// Its content, in order. Never empty.
    pub parts: Vec<PromptPart<'a>>,
}

/// A part of a message as it is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PromptPart<'a> {
    /// Words.
    Text(&'a Text),
    /// An image.
    Image(&'a Image),
    /// A text file; it is sent as [`TextFile::fenced`].
    File(&'a TextFile),
}

impl Conversation {
    /// What the live turn sends; without a live turn, the whole shown line. The system prompt comes
    /// first, if there is one. Answers without text are left out, and neighbours of the same role become
    /// one message, because some models require alternating roles. A continuation ends with the answer
    /// that it continues.
    pub fn prompt(&self) -> Vec<PromptMessage<'_>> {
        let mut messages = Vec::new();
        if !self.settings.system_prompt.as_str().trim().is_empty() {
            add(&mut messages, Role::System, PromptPart::Text(&self.settings.system_prompt));
        }
        let mut line = match self.turn() {
            Some(turn) => self.tree.line_to(turn.answer()),
            None => self.tree.path().collect(),
        };
        if self.turn().is_some_and(|turn| !turn.is_continuation()) {
            line.pop();
        }
        let start: Option<MessageId> = self.context_start;
        let first = line.iter().position(|message| Some(message.id) == start).unwrap_or(0);
        for message in &line[first..] {
            match &message.body {
                Body::Answer(answer) if answer.text.is_empty() => {}
                Body::Answer(answer) => add(&mut messages, Role::Assistant, PromptPart::Text(&answer.text)),
                Body::Question(question) => {
                    for part in &question.parts {
                        let part = match part {
                            Part::Text(text) => PromptPart::Text(text),
                            Part::Image(image) => PromptPart::Image(image),
                            Part::File(file) => PromptPart::File(file),
                        };
                        add(&mut messages, Role::User, part);
                    }
                }
            }
        }
        messages
    }
}

fn add<'a>(messages: &mut Vec<PromptMessage<'a>>, role: Role, part: PromptPart<'a>) {
    match messages.last_mut().filter(|last| last.role == role) {
        Some(last) => last.parts.push(part),
        None => messages.push(PromptMessage { role, parts: vec![part] }),
    }
}
