//! The note below an answer that is not simply complete: its sentences and its buttons, from one place, so that no
//! sentence names a button that is missing.

use super::{Answer, Conversation, End, ErrorKind, FinishReason, MessageId, StreamError};

/// What a person can do about an answer: the buttons of its note, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Send from the answer's question on.
    StartFromHere,
    /// Stop sending the oldest turn.
    DropOldestTurn,
    /// Continue the text where it broke off.
    Continue,
    /// Ask again.
    Retry,
}

/// The note below an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// What happened.
    pub heading: String,
    /// What it means and what can be done.
    pub text: String,
    /// The buttons.
    pub remedies: Vec<Remedy>,
    /// Whether it reports a failure.
    pub is_failure: bool,
}

impl Conversation {
    /// The note below an answer. `None` below a live one and a complete one.
    pub fn note(&self, answer: MessageId) -> Option<Note> {
        let answer = self.tree.get(answer)?.answer()?;
        let end = answer.end.as_ref()?;
        let mut remedies = Vec::new();
        let is_too_long = end.error().is_some_and(|error| error.kind == ErrorKind::ContextLength);
        if is_too_long && self.sends_several_turns() {
            remedies.extend([Remedy::StartFromHere, Remedy::DropOldestTurn]);
        }
        if answer.can_continue() {
            remedies.push(Remedy::Continue);
        }
        remedies.push(Remedy::Retry);
        let advice = match remedies[..] {
            _ if !is_too_long => "",
            [Remedy::StartFromHere, ..] => " Start from here, or drop the oldest turn.",
            _ => " Shorten the message, or choose another model.",
        };
        let note = |is_failure: bool, heading: &str, text: &str| Note {
            heading: heading.to_owned(),
            text: text.to_owned(),
            remedies,
            is_failure,
        };
        match end {
            End::Done(reason) if answer.is_unanswered() => Some(unanswered(reason, answer, note)),
            End::Done(FinishReason::Length) => {
                Some(note(false, "Cut at the length limit.", "The model may have more to say."))
            }
            End::Done(FinishReason::ContentFilter) => {
                Some(note(true, "Filtered.", "The provider’s filter withheld the rest of this answer."))
            }
            End::Done(_) => None,
            End::Stopped if answer.is_empty() => {
                Some(note(false, "You stopped this answer.", "Nothing had arrived."))
            }
            End::Stopped => Some(note(false, "You stopped this answer.", "What arrived is above.")),
            End::Interrupted(error) => {
                let words = answer.text.as_str().split_whitespace().count();
                let text = format!("{words} words arrived; this is not complete.{advice}{}", request(error));
                Some(note(false, &error.message, &text))
            }
            End::Failed(error) => {
                let text = format!("Your message is kept.{advice}{}", request(error));
                Some(note(true, &error.message, &text))
            }
        }
    }
}

/// The note of an answer that ended as complete and has no text.
fn unanswered(reason: &FinishReason, answer: &Answer, note: impl FnOnce(bool, &str, &str) -> Note) -> Note {
    let thought = answer.reasoning.is_some();
    match reason {
        FinishReason::ToolCalls => note(
            true,
            "The model asked for a tool instead of answering.",
            "This chat offers it none. Try again, or choose another model.",
        ),
        FinishReason::ContentFilter => note(true, "Filtered.", "The provider’s filter withheld this answer."),
        FinishReason::Length => note(
            true,
            "The length limit was reached before the answer began.",
            "Allow a longer answer in the settings, or try again.",
        ),
        _ if thought => {
            note(true, "The model thought, but gave no answer.", "Try again, or choose another model.")
        }
        _ => note(true, "The model gave an empty answer.", "Try again, or choose another model."),
    }
}

fn request(error: &StreamError) -> String {
    error.request_id.as_ref().map(|id| format!(" Request {id}.")).unwrap_or_default()
}
