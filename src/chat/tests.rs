#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod conversation;
mod invariants;
mod note;
mod prompt;
mod queue;
mod random;
mod retry;
mod seam;
mod turn;

use super::*;

pub(crate) fn model() -> ModelId {
    ModelId::from("small")
}

pub(crate) fn at(ms: f64) -> Instant {
    Instant(ms)
}

pub(crate) fn words(text: &str) -> Vec<Part> {
    vec![Part::Text(text.into())]
}

pub(crate) fn delta(text: &str) -> ChatEvent {
    ChatEvent::Delta(text.into())
}

pub(crate) fn done() -> ChatEvent {
    ChatEvent::Done { finish_reason: FinishReason::Stop }
}

/// Asks, and has the whole answer come at once. Gives the answer.
pub(crate) fn exchange(conversation: &mut Conversation, question: &str, answer: &str) -> MessageId {
    let turn = conversation.ask(words(question), &model(), at(0.0)).unwrap();
    finish(conversation, turn, answer)
}

/// Has a whole answer come at once. Gives the answer.
pub(crate) fn finish(conversation: &mut Conversation, turn: TurnId, answer: &str) -> MessageId {
    assert_eq!(conversation.feed(turn, delta(answer), at(100.0)), Progress::Live(Change::Text));
    match conversation.feed(turn, done(), at(1100.0)) {
        Progress::Ended(answer) => answer,
        other => panic!("still {other:?}"),
    }
}

/// The words of the shown line.
pub(crate) fn shown(conversation: &Conversation) -> Vec<String> {
    conversation.tree().path().map(Message::markdown).collect()
}

pub(crate) fn answer(conversation: &Conversation, id: MessageId) -> &Answer {
    conversation.tree().get(id).unwrap().answer().unwrap()
}
