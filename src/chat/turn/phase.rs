//! The phases of a live turn.

use super::think_tags::ThinkTags;
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
    /// The length of the text when the reasoning last grew.
    text_at_thought: usize,
    tags: ThinkTags,
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

    pub(super) fn from(phase: Phase, tags: ThinkTags, now: Instant) -> Self {
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
            text_at_thought: 0,
            tags,
        }
    }

    /// Appends reasoning that the model's server sends separately. A second thought after some text becomes a
    /// paragraph of its own.
    pub(super) fn push_reasoning(&mut self, reasoning: &str, now: Instant) {
        self.tags.on_separate_reasoning();
        let since = self.text.as_str().get(self.text_at_thought..).unwrap_or_default();
        if !self.reasoning.is_empty() && !since.trim().is_empty() {
            self.reasoning.push_str("\n\n");
        }
        self.reasoning.push_str(reasoning);
        self.text_at_thought = self.text.len();
        self.thinking_since.get_or_insert(now);
    }

    /// Appends text, in which there may be reasoning between tags.
    pub(super) fn push_text(&mut self, delta: &str, now: Instant) -> Change {
        let before = (self.text.len(), self.reasoning.len());
        let moved = self.tags.push(delta, &mut self.text, &mut self.reasoning);
        self.after_text(before, moved, now)
    }

    /// Appends what was kept back because it could have become a tag: nothing more follows.
    pub(super) fn finish_text(&mut self, now: Instant) {
        let before = (self.text.len(), self.reasoning.len());
        let moved = self.tags.finish(&mut self.text, &mut self.reasoning);
        self.after_text(before, moved, now);
    }

    fn after_text(&mut self, (text, reasoning): (usize, usize), moved: bool, now: Instant) -> Change {
        if moved {
            self.thinking_since = Some(self.first_token_at);
        }
        if self.tags.is_in_thought() {
            self.thinking_since.get_or_insert(now);
        } else {
            self.pause_thinking(now);
        }
        match () {
            () if moved => Change::Moved,
            () if self.text.len() > text => Change::Text,
            () if self.reasoning.len() > reasoning => Change::Reasoning,
            () => Change::Nothing,
        }
    }

    pub(super) fn pause_thinking(&mut self, now: Instant) {
        self.thought_ms = self.thought_ms(now);
        self.thinking_since = None;
    }
}

/// What an event changed in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing visible.
    Nothing,
    /// The upstream accepted the request; the model's name may have changed.
    Started,
    /// The text has grown, the reasoning perhaps, too.
    Text,
    /// The reasoning has grown.
    Reasoning,
    /// The text so far turned out to be reasoning and moved there. This happens once at most.
    Moved,
}
