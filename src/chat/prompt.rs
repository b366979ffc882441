//! What is sent: the line from the first message to the answer that is asked for.

use super::{Body, Conversation, Image, MessageId, Part, Role, Text, TextFile};

/// A message as it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptMessage<'a> {
    /// Who says it.
    pub role: Role,
    /// What is said, in order. Never empty.
    pub parts: Vec<PromptPart<'a>>,
}

/// A part of a message as it is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PromptPart<'a> {
    /// Words.
    Text(&'a Text),
    /// A picture.
    Image(&'a Image),
    /// A text file; [`TextFile::fenced`] tells a model of it.
    File(&'a TextFile),
}

impl Conversation {
    /// What the live turn sends; without one, all of the shown line. The system prompt comes first
    /// where there is one. Answers without words are left out, and neighbours of one role (after a
    /// deletion, say) become one message, because some models take only turns that alternate. A
    /// continuation ends with the answer that is continued.
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
