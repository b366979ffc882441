//! The phases of a live turn.

use crate::chat::{text::Text, time::Instant};

/// The phase of a live turn.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Not sent yet: it waits for a free stream, the network or a sign-in.
    Pending,
    /// Sent; nothing has arrived.
    Waiting {
        /// When it was sent.
        sent_at: Instant,
    },
    /// The answer grows.
    Streaming(Streaming),
}

/// The state that only a streaming turn has.
#[derive(Clone, Debug, PartialEq)]
pub struct Streaming {
    pub(super) sent_at: Instant,
    pub(super) first_token_at: Instant,
    pub(super) text: Text,
    pub(super) reasoning: Text,
    pub(super) thinking_since: Option<Instant>,
    pub(super) thought_ms: f64,
}

impl Streaming {
    /// When the first token of text or reasoning arrived.
    pub fn first_token_at(&self) -> Instant {
        self.first_token_at
    }

    /// The visible text so far; for a continuation, only the new part. It only grows, so a page that
    /// remembers how many bytes it has shown appends the rest.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The reasoning so far; it only grows, too.
    pub fn reasoning(&self) -> &Text {
        &self.reasoning
    }

    /// Whether the model is thinking.
    pub fn is_thinking(&self) -> bool {
        self.thinking_since.is_some()
    }

    /// How long it has been thinking in total, in milliseconds.
    pub fn thought_ms(&self, now: Instant) -> f64 {
        self.thought_ms + self.thinking_since.map_or(0.0, |since| now.since(since))
    }

    pub(super) fn from(phase: Phase, now: Instant) -> Self {
        let sent_at = match phase {
            Phase::Streaming(streaming) => return streaming,
            Phase::Waiting { sent_at } => sent_at,
            Phase::Pending => now,
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

    pub(super) fn pause_thinking(&mut self, now: Instant) {
        self.thought_ms = self.thought_ms(now);
        self.thinking_since = None;
    }
}
