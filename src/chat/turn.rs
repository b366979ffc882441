//! A turn: one answer while it is requested and written.
//!
//! A [`Turn`] is always live. Whatever ends it consumes it and leaves a [`Finished`], which is
//! committed to the tree: an ended turn can't be fed, and a waiting one has no text.

mod finished;
mod phase;
mod think_tags;

pub use finished::Finished;
pub use phase::{Change, Phase, Streaming};

use think_tags::ThinkTags;

use super::message::{Answer, Reasoning};
use super::{
    ChatEvent, End, ErrorKind, Figures, Instant, MessageId, ModelId, StreamError, Text, Tokens, TurnId,
    Usage, seam::Seam,
};

/// A live turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    id: TurnId,
    answer: MessageId,
    continues: bool,
    /// The model's text begins with its reasoning, without an opening tag.
    thinks_first: bool,
    /// The undecided beginning of a continuation.
    seam: Option<Seam>,
    model: ModelId,
    attempt: u8,
    usage: Option<Usage>,
    request_id: Option<String>,
    phase: Phase,
}

/// A turn after an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// It continues.
    Live(Turn, Change),
    /// It has ended.
    Ended(Finished),
}

impl Turn {
    /// A turn, sent now, whose answer is an open message in the tree.
    pub(super) fn open(id: TurnId, answer: MessageId, model: ModelId, attempt: u8, now: Instant) -> Self {
        let phase = Phase::Waiting { sent_at: now };
        Self {
            id,
            answer,
            continues: false,
            thinks_first: false,
            seam: None,
            model,
            attempt,
            usage: None,
            request_id: None,
            phase,
        }
    }

    /// Makes it append to the existing text. A seam is given when the model may repeat itself.
    pub(super) fn continuing(self, seam: Option<Seam>) -> Self {
        Self { continues: true, seam, ..self }
    }

    /// Its id.
    pub fn id(&self) -> TurnId {
        self.id
    }

    /// The answer's message in the tree.
    pub fn answer(&self) -> MessageId {
        self.answer
    }

    /// The model that answers.
    pub fn model(&self) -> &ModelId {
        &self.model
    }

    /// Whether it appends to existing text.
    pub fn is_continuation(&self) -> bool {
        self.continues
    }

    /// The request's id in the server's logs, once it is known.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Its phase.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The state of a streaming turn; `None` before the first token.
    pub fn streaming(&self) -> Option<&Streaming> {
        match &self.phase {
            Phase::Streaming(streaming) => Some(streaming),
            Phase::Pending | Phase::Waiting { .. } => None,
        }
    }

    /// The visible text so far (see [`Streaming::text`]); empty before the first of it.
    pub fn text(&self) -> &str {
        self.streaming().map_or("", |streaming| streaming.text.as_str())
    }

    /// The reasoning so far; empty before the first of it.
    pub fn reasoning(&self) -> &str {
        self.streaming().map_or("", |streaming| streaming.reasoning.as_str())
    }

    /// Its share of the memory budget in bytes.
    pub fn bytes(&self) -> usize {
        self.text().len() + self.reasoning().len()
    }

    /// Takes the text for reasoning until a closing tag. Does nothing once the answer streams.
    pub(super) fn think_first(&mut self) {
        self.thinks_first = true;
    }

    /// Takes it back to not sent. Does nothing once the answer streams.
    pub fn postpone(&mut self) {
        if self.streaming().is_none() {
            self.phase = Phase::Pending;
        }
    }

    /// Marks it as sent now. Does nothing once the answer streams.
    pub fn mark_sent(&mut self, now: Instant) {
        if self.streaming().is_none() {
            self.phase = Phase::Waiting { sent_at: now };
        }
    }

    /// Applies an event of the stream.
    pub fn feed(mut self, event: ChatEvent, now: Instant) -> Step {
        let tags = ThinkTags::new(self.continues, self.thinks_first);
        let change = match event {
            ChatEvent::Start { model, request_id } => {
                (self.model, self.request_id) = (model, Some(request_id));
                Change::Started
            }
            // Servers begin with empty deltas, which are not tokens.
            ChatEvent::Delta(text) | ChatEvent::Reasoning(text) if text.is_empty() => Change::Nothing,
            ChatEvent::Delta(text) => {
                let mut streaming = Streaming::from(self.phase, tags, now);
                let decided = match &mut self.seam {
                    Some(seam) => seam.push(text.as_str()),
                    None => Some(text),
                };
                let change = decided.map_or(Change::Nothing, |text| {
                    self.seam = None;
                    streaming.push_text(text.as_str(), now)
                });
                self.phase = Phase::Streaming(streaming);
                change
            }
            ChatEvent::Reasoning(text) => {
                let mut streaming = Streaming::from(self.phase, tags, now);
                streaming.push_reasoning(text.as_str(), now);
                self.phase = Phase::Streaming(streaming);
                Change::Reasoning
            }
            ChatEvent::Usage(usage) => {
                self.usage = Some(usage);
                Change::Nothing
            }
            ChatEvent::Done { finish_reason } => {
                return Step::Ended(self.end(End::Done(finish_reason), now));
            }
            ChatEvent::Error(error) => return Step::Ended(self.fail(error, now)),
        };
        Step::Live(self, change)
    }

    /// The person stopped it.
    pub fn stop(self, now: Instant) -> Finished {
        self.end(End::Stopped, now)
    }

    /// The stream ended without a terminal event: it was cut between the server and the tab.
    pub fn cut(self, now: Instant) -> Finished {
        let request_id = self.request_id.clone();
        let error = StreamError { request_id, ..StreamError::connection_lost() };
        self.fail(error, now)
    }

    /// Ends it with an error: an `error` event, a refused request, a lost connection. Interrupted when
    /// any text or reasoning had arrived, failed when not.
    pub fn fail(self, error: StreamError, now: Instant) -> Finished {
        let end = match self.phase {
            Phase::Streaming(_) => End::Interrupted(error),
            Phase::Pending | Phase::Waiting { .. } => End::Failed(error),
        };
        self.end(end, now)
    }

    /// The open answer with what has arrived so far, for an export: interrupted, because it is
    /// incomplete, and without figures, which are known only at the end.
    pub(super) fn snapshot(&self, answer: &Answer) -> Answer {
        let sentence = "The answer was still being written when this was exported.";
        let now = self.streaming().map_or(Instant(0.0), |streaming| streaming.first_token_at);
        let end = End::Interrupted(StreamError::new(ErrorKind::Interrupted, sentence));
        let mut snapshot = answer.clone();
        Finished { figures: None, ..self.clone().end(end, now) }.write(&mut snapshot);
        snapshot
    }

    fn end(self, end: End, now: Instant) -> Finished {
        let Self { answer, model, attempt, usage, seam, phase, .. } = self;
        let mut finished =
            Finished { answer, model, attempt, end, text: Text::default(), reasoning: None, figures: None };
        let Phase::Streaming(mut streaming) = phase else { return finished };
        if let Some(mut seam) = seam {
            streaming.push_text(seam.take().as_str(), now);
        }
        streaming.finish_text(now);
        streaming.pause_thinking(now);
        let Streaming { sent_at, first_token_at, text, reasoning, thought_ms, .. } = streaming;
        let tokens = match usage {
            Some(usage) => Tokens::Counted(usage),
            None => Tokens::estimate(text.len() + reasoning.len()),
        };
        // Hidden reasoning took its time before the first token.
        let thought = usage.and_then(|usage| usage.reasoning_tokens).unwrap_or(0);
        finished.figures = Some(Figures {
            tokens,
            first_token_ms: first_token_at.since(sent_at),
            writing_ms: now.since(first_token_at),
            hidden_tokens: if reasoning.is_empty() { thought } else { 0 },
        });
        finished.text = text;
        finished.reasoning = (!reasoning.is_empty()).then_some(Reasoning { text: reasoning, ms: thought_ms });
        finished
    }
}
