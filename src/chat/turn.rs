//! A turn: one answer while it is asked for and written.
//!
//! A [`Turn`] is always live. Whatever ends it consumes it and leaves a [`Finished`], which is
//! committed to the tree: an ended turn can't be fed, and a waiting one has no text.

use serde::{Deserialize, Serialize};

use super::message::{Answer, Body, Reasoning};
use super::{
    ChatEvent, ErrorKind, Figures, FinishReason, Instant, MessageId, ModelId, StreamError, Text, Tokens,
    TurnId, Usage, seam::Seam, tree::Tree,
};

/// How a turn ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The model said that it is done, and why.
    Done(FinishReason),
    /// The person stopped it.
    Stopped,
    /// It broke off after something had come: what stands there is not all.
    Interrupted(StreamError),
    /// It failed before anything came.
    Failed(StreamError),
}

impl End {
    /// Whether what stands there is known not to be all: the answer must never look complete.
    pub fn is_partial(&self) -> bool {
        !matches!(self, Self::Done(reason) if *reason != FinishReason::Length)
    }

    /// What went wrong, if something did.
    pub fn error(&self) -> Option<&StreamError> {
        match self {
            Self::Interrupted(error) | Self::Failed(error) => Some(error),
            Self::Done(_) | Self::Stopped => None,
        }
    }
}

/// A turn that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    id: TurnId,
    answer: MessageId,
    continues: bool,
    /// Undecided beginning of a continuation.
    seam: Option<Seam>,
    model: ModelId,
    attempt: u8,
    usage: Option<Usage>,
    request_id: Option<String>,
    phase: Phase,
}

/// How far a live turn has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Not sent yet: it waits for a free stream, the network or a sign-in.
    Held,
    /// Sent, nothing has come.
    Waiting {
        /// When it was sent.
        sent_at: Instant,
    },
    /// The answer grows.
    Streaming(Streaming),
}

/// What only a streaming turn has.
#[derive(Clone, Debug, PartialEq)]
pub struct Streaming {
    sent_at: Instant,
    first_token_at: Instant,
    text: Text,
    reasoning: Text,
    thinking_since: Option<Instant>,
    thought_ms: f64,
}

impl Streaming {
    /// When the first token came, visible or thought.
    pub fn first_token_at(&self) -> Instant {
        self.first_token_at
    }

    /// The visible text so far; of a continuation only the new part. It only ever grows, so a page
    /// that remembers how many bytes it has shown appends the rest.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The thoughts so far; they, too, only grow.
    pub fn reasoning(&self) -> &Text {
        &self.reasoning
    }

    /// Whether the model thinks right now.
    pub fn is_thinking(&self) -> bool {
        self.thinking_since.is_some()
    }

    /// How long it has thought up to now, in milliseconds.
    pub fn thought_ms(&self, now: Instant) -> f64 {
        self.thought_ms + self.thinking_since.map_or(0.0, |since| now.since(since))
    }

    fn from(phase: Phase, now: Instant) -> Self {
        let sent_at = match phase {
            Phase::Streaming(streaming) => return streaming,
            Phase::Waiting { sent_at } => sent_at,
            Phase::Held => now,
        };
        Self {
            sent_at,
            first_token_at: now,
            text: Text::default(),
            reasoning: Text::default(),
            thinking_since: None,
            thought_ms: 0.0,
        }
    }

    fn pause_thinking(&mut self, now: Instant) {
        self.thought_ms = self.thought_ms(now);
        self.thinking_since = None;
    }
}

/// What an event did to a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fed {
    /// Nothing that can be seen.
    Nothing,
    /// The upstream accepted the request; the model's name may have changed.
    Started,
    /// [`Turn::text`] has grown.
    Text,
    /// [`Turn::reasoning`] has grown.
    Reasoning,
}

/// Where a turn stands after an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// It goes on.
    Live(Turn, Fed),
    /// It has ended.
    Ended(Finished),
}

impl Turn {
    /// A turn whose answer stands in the tree as an open message, sent now.
    pub(super) fn open(id: TurnId, answer: MessageId, model: ModelId, attempt: u8, now: Instant) -> Self {
        let phase = Phase::Waiting { sent_at: now };
        Self {
            id,
            answer,
            continues: false,
            seam: None,
            model,
            attempt,
            usage: None,
            request_id: None,
            phase,
        }
    }

    /// It appends to what stands there. The seam is given where the model may repeat itself.
    pub(super) fn continuing(self, seam: Option<Seam>) -> Self {
        Self { continues: true, seam, ..self }
    }

    /// Its name.
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

    /// Whether it appends to what already stands there.
    pub fn is_continuation(&self) -> bool {
        self.continues
    }

    /// The request's id in the server's logs, once the server told it.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How far it has come.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What only a streaming turn has.
    pub fn streaming(&self) -> Option<&Streaming> {
        match &self.phase {
            Phase::Streaming(streaming) => Some(streaming),
            Phase::Held | Phase::Waiting { .. } => None,
        }
    }

    /// The visible text so far (see [`Streaming::text`]); empty before the first of it.
    pub fn text(&self) -> &str {
        self.streaming().map_or("", |streaming| streaming.text.as_str())
    }

    /// The thoughts so far; empty before the first of them.
    pub fn reasoning(&self) -> &str {
        self.streaming().map_or("", |streaming| streaming.reasoning.as_str())
    }

    /// Its share of the memory budget in bytes.
    pub fn bytes(&self) -> usize {
        self.text().len() + self.reasoning().len()
    }

    /// It is not sent yet. Does nothing once the answer streams.
    pub fn hold(&mut self) {
        if self.streaming().is_none() {
            self.phase = Phase::Held;
        }
    }

    /// It is sent now. Does nothing once the answer streams.
    pub fn sent(&mut self, now: Instant) {
        if self.streaming().is_none() {
            self.phase = Phase::Waiting { sent_at: now };
        }
    }

    /// Takes an event of the stream.
    pub fn feed(mut self, event: ChatEvent, now: Instant) -> Step {
        let fed = match event {
            ChatEvent::Start { model, request_id } => {
                (self.model, self.request_id) = (model, Some(request_id));
                Fed::Started
            }
            // Servers open with empty deltas; they are no token.
            ChatEvent::Delta(text) | ChatEvent::Reasoning(text) if text.is_empty() => Fed::Nothing,
            ChatEvent::Delta(text) => {
                let mut streaming = Streaming::from(self.phase, now);
                streaming.pause_thinking(now);
                let decided = match &mut self.seam {
                    Some(seam) => seam.push(text.as_str()),
                    None => Some(text),
                };
                let fed = if decided.is_some() { Fed::Text } else { Fed::Nothing };
                if let Some(text) = decided {
                    streaming.text.push_str(text.as_str());
                    self.seam = None;
                }
                self.phase = Phase::Streaming(streaming);
                fed
            }
            ChatEvent::Reasoning(text) => {
                let mut streaming = Streaming::from(self.phase, now);
                streaming.reasoning.push_str(text.as_str());
                streaming.thinking_since.get_or_insert(now);
                self.phase = Phase::Streaming(streaming);
                Fed::Reasoning
            }
            ChatEvent::Usage(usage) => {
                self.usage = Some(usage);
                Fed::Nothing
            }
            ChatEvent::Done { finish_reason } => {
                return Step::Ended(self.end(End::Done(finish_reason), now));
            }
            ChatEvent::Error(error) => return Step::Ended(self.fail(error, now)),
        };
        Step::Live(self, fed)
    }

    /// The person stopped it.
    pub fn stop(self, now: Instant) -> Finished {
        self.end(End::Stopped, now)
    }

    /// The stream ended without a terminal event: it was cut on our side of the wire.
    pub fn cut(self, now: Instant) -> Finished {
        let request_id = self.request_id.clone();
        let sentence = "The connection was lost before the answer was complete.";
        let error = StreamError { request_id, ..StreamError::new(ErrorKind::ConnectionLost, sentence) };
        self.fail(error, now)
    }

    /// It can't go on: an `error` event, a refused request, a lost connection. Interrupted when
    /// anything had come, words or thoughts; failed when not.
    pub fn fail(self, error: StreamError, now: Instant) -> Finished {
        let end = match self.phase {
            Phase::Streaming(_) => End::Interrupted(error),
            Phase::Held | Phase::Waiting { .. } => End::Failed(error),
        };
        self.end(end, now)
    }

    /// The open answer with what has come so far, as an export holds it: interrupted, because it is
    /// not all. Without figures, which are known at the end.
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
        streaming.pause_thinking(now);
        if let Some(mut seam) = seam {
            streaming.text.push_str(seam.take().as_str());
        }
        let Streaming { sent_at, first_token_at, text, reasoning, thought_ms, .. } = streaming;
        let tokens = match usage {
            Some(usage) => Tokens::Told(usage),
            None => Tokens::estimate(text.len() + reasoning.len()),
        };
        // Thoughts that were counted but never shown took their time before the first token.
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

/// What a turn leaves behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// The answer's message in the tree.
    pub answer: MessageId,
    /// The model that answered.
    pub model: ModelId,
    /// How it ended.
    pub end: End,
    /// The visible text; of a continuation only the new part.
    pub text: Text,
    /// The thoughts.
    pub reasoning: Option<Reasoning>,
    /// Tokens and times; `None` when nothing came.
    pub figures: Option<Figures>,
    /// How often this had been sent again without being asked.
    pub attempt: u8,
}

impl Finished {
    /// Writes it into the open message of its answer: words and thoughts are appended, never
    /// replaced.
    pub(super) fn commit(self, tree: &mut Tree) {
        tree.update(self.answer, |body| {
            if let Body::Answer(answer) = body {
                self.write(answer);
            }
        });
    }

    /// Appends it to an open answer.
    fn write(self, answer: &mut Answer) {
        // Words that stood there before a failed continuation are still not all.
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
