//! What an ended turn leaves behind, and how it becomes part of the tree.

use crate::chat::message::{Answer, Body, Reasoning};
use crate::chat::tree::Tree;
use crate::chat::{End, Figures, MessageId, ModelId, Text};

/// The result of an ended turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// The answer's message in the tree.
    pub answer: MessageId,
    /// The model that answered.
    pub model: ModelId,
    /// How it ended.
    pub end: End,
    /// The visible text; for a continuation, only the new part.
    pub text: Text,
    /// The reasoning.
    pub reasoning: Option<Reasoning>,
    /// Tokens and times; `None` when nothing arrived.
    pub figures: Option<Figures>,
    /// How often this had been sent again automatically.
    pub attempt: u8,
}

impl Finished {
    /// Writes it into the open message of its answer. Text and reasoning are appended, never replaced.
    pub(in crate::chat) fn commit(self, tree: &mut Tree) {
        tree.update(self.answer, |body| {
            if let Body::Answer(answer) = body {
                self.write(answer);
            }
        });
    }

    /// Appends it to an open answer.
    pub(super) fn write(self, answer: &mut Answer) {
        // After a failed continuation, the existing text is still incomplete.
        answer.end = Some(match self.end {
            End::Failed(error) if !answer.is_empty() => End::Interrupted(error),
            end => end,
        });
        answer.model = self.model;
        answer.attempt = self.attempt;
        answer.text.push_str(self.text.as_str());
        answer.figures = match (answer.figures, self.figures) {
            (Some(first), Some(more)) => Some(first.and_then(more)),
            (first, more) => first.or(more),
        };
        answer.reasoning = match (answer.reasoning.take(), self.reasoning) {
            (Some(mut first), Some(more)) => {
                first.text.push_str("\n\n");
                first.text.push_str(more.text.as_str());
                first.ms += more.ms;
                Some(first)
            }
            (first, more) => first.or(more),
        };
    }
}
