//! Counts and times of an answer for the log, never its text.

use tokio::time::Instant;

use crate::{
    chat::{ErrorKind, FinishReason, ModelId, Usage},
    server::limits::Permit,
};

/// How an answer ended.
pub(crate) enum Outcome {
    /// The upstream ended it.
    Done(FinishReason),
    /// With an `error` event.
    Failed(ErrorKind),
    /// The tab left.
    Left,
}

/// Counts and times of one answer. It writes its line to the log, settles the person's tokens and
/// gives the permit back when the answer ends: by its last event, or by being dropped.
pub(crate) struct Record {
    /// The request's id.
    pub(crate) request_id: String,
    /// When the first token came.
    pub(crate) first_token: Option<Instant>,
    /// When the model first showed work of any kind: a token, a tool call, a part of an unknown type.
    pub(crate) first_sign: Option<Instant>,
    /// Token counts, if the model's server sent them.
    pub(crate) usage: Option<Usage>,
    /// Chunks that were read.
    pub(crate) chunks: u64,
    /// Frames that were not understood.
    pub(crate) skipped: u64,
    model: ModelId,
    permit: Option<Permit>,
    begun: Instant,
    accepted: Option<Instant>,
    tokens: u64,
    bytes: u64,
    prompt_estimate: u64,
}

impl Record {
    /// For an answer that begins now. `prompt_estimate`: an estimate of the question's tokens.
    pub(crate) fn new(request_id: String, model: ModelId, permit: Permit, prompt_estimate: u64) -> Self {
        Self {
            request_id,
            first_token: None,
            first_sign: None,
            usage: None,
            chunks: 0,
            skipped: 0,
            model,
            permit: Some(permit),
            begun: Instant::now(),
            accepted: None,
            tokens: 0,
            bytes: 0,
            prompt_estimate,
        }
    }

    /// The upstream accepted the request.
    pub(crate) fn accepted(&mut self) {
        self.accepted = Some(Instant::now());
    }

    /// The model worked for something that is not passed on.
    pub(super) fn work(&mut self) {
        self.first_sign.get_or_insert_with(Instant::now);
    }

    /// Whether the model worked, and no token came of it.
    pub(super) fn has_worked(&self) -> bool {
        self.first_sign.is_some() && self.first_token.is_none()
    }

    /// A piece of text or thought came.
    pub(crate) fn token(&mut self, text: &str) {
        if self.first_token.is_none() {
            self.first_token = Some(Instant::now());
            self.work();
        }
        self.tokens += 1;
        self.bytes += text.len() as u64;
    }

    /// Ends the record; a second call does nothing.
    pub(crate) fn end(&mut self, outcome: Outcome) {
        let Some(permit) = self.permit.take() else { return };
        let (used, estimated) = self.used();
        permit.spend(used);
        let (kind, finish_reason) = match outcome {
            Outcome::Done(reason) => ("done".to_owned(), Some(word(reason.as_str()))),
            Outcome::Failed(kind) => (kind.as_str().to_owned(), None),
            Outcome::Left => ("left".to_owned(), None),
        };
        let since = |instant: Option<Instant>| instant.map(|at| (at - self.begun).as_millis() as u64);
        tracing::info!(
            request_id = self.request_id,
            model = self.model.as_str(),
            outcome = kind,
            finish_reason,
            tokens = used,
            tokens_estimated = estimated,
            chunks = self.chunks,
            pieces = self.tokens,
            bytes = self.bytes,
            skipped = self.skipped,
            accepted_ms = since(self.accepted),
            first_token_ms = since(self.first_token),
            total_ms = self.begun.elapsed().as_millis() as u64,
            "answer"
        );
    }

    /// Tokens to count, and whether they are estimated. A question that no server accepted costs
    /// nothing.
    fn used(&self) -> (u64, bool) {
        match (self.usage, self.accepted) {
            (Some(usage), _) => (usage.prompt_tokens.saturating_add(usage.completion_tokens), false),
            (None, Some(_)) => (self.prompt_estimate + self.tokens.max(self.bytes / 4), true),
            (None, None) => (0, false),
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.end(Outcome::Left);
    }
}

/// A reason, which may be a server's own word, for the log.
fn word(reason: &str) -> String {
    reason.escape_default().to_string()
}
