//! What the server tells the tab while an answer streams.
//!
//! Exactly one [`ChatEvent::Done`] or [`ChatEvent::Error`] ends a stream. A stream that ends
//! without either was cut, and its answer is never shown as complete.

use serde::{Deserialize, Serialize};

use super::{ModelId, Text};

/// One event of an answer's stream. Each travels as a named server-sent event whose name is the
/// variant's in lower case and whose data is the variant's content as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "lowercase")]
pub enum ChatEvent {
    /// The upstream accepted the request.
    Start {
        /// The model that answers.
        model: ModelId,
        /// The request's id, as in the server's logs.
        request_id: String,
    },
    /// Visible text.
    Delta(Text),
    /// Thinking, where the model sends it.
    Reasoning(Text),
    /// Token counts, where the model sends them.
    Usage(Usage),
    /// The upstream said that the answer is complete, and why it ended.
    Done {
        /// Why the model stopped.
        finish_reason: FinishReason,
    },
    /// Anything else that ends the stream.
    Error(StreamError),
}

impl ChatEvent {
    /// Whether this event ends the stream.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Error(_))
    }
}

/// Why a model stopped, in the words of the Chat Completions API. A reason that we don't know is
/// kept as it is and ends the turn as done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model had said all it wanted, or met a stop sequence.
    Stop,
    /// The answer met the limit of its length.
    Length,
    /// The provider's filter withheld the rest.
    ContentFilter,
    /// The model wants a tool called.
    ToolCalls,
    /// Another reason, as the upstream named it.
    #[serde(untagged)]
    Other(String),
}

impl FinishReason {
    /// From its word.
    pub fn from_name(name: String) -> Self {
        match name.as_str() {
            "stop" => Self::Stop,
            "length" => Self::Length,
            "content_filter" => Self::ContentFilter,
            "tool_calls" => Self::ToolCalls,
            _ => Self::Other(name),
        }
    }
}

/// Token counts as the model's server tells them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Tokens of what was sent.
    pub prompt_tokens: u64,
    /// Tokens of the answer, reasoning included.
    pub completion_tokens: u64,
    /// Tokens of the reasoning alone, where told.
    pub reasoning_tokens: Option<u64>,
}

/// What went wrong, for code to branch on. [`StreamError::message`] says it to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    // ── our own refusals, made before the upstream is dialled: HTTP statuses ──
    /// 401: there is no session, or it ended.
    SignedOut,
    /// 403: the request did not come from our own page, or the person may not do this.
    Forbidden,
    /// 404: the model is not configured here.
    UnknownModel,
    /// 413: body, message or attachment beyond a limit.
    TooLarge,
    /// 400 or 422: the request can't be read or says something out of bounds.
    BadRequest,
    /// 429: this person's own limit.
    RateLimited,
    /// 429: this person's tokens of the day are used up.
    TokensUsedUp,
    /// 429: this person has too many streams open.
    TooManyStreams,
    /// 503: the server is stopping or out of resources.
    Unavailable,
    // ── the upstream's faults: `error` events ──
    /// Connection refused, name not found, TLS failed.
    Unreachable,
    /// No first token, or silence in the middle, longer than the timers allow.
    Timeout,
    /// 401 or 403 from the model's server: our access is misconfigured.
    UpstreamAccess,
    /// 404 from the model's server.
    ModelNotFound,
    /// 429 from the model's server.
    UpstreamBusy,
    /// The provider's quota is exhausted; waiting does not help.
    QuotaExhausted,
    /// The conversation is longer than the model takes.
    ContextLength,
    /// Another 4xx: the model's server did not accept the request.
    Rejected,
    /// 502, 503 or 504 from the model's server or what stands before it: down for the moment.
    UpstreamUnavailable,
    /// Another 5xx, or an error in mid-stream.
    UpstreamError,
    /// What came was no event stream, or broke its format.
    Malformed,
    /// The answer broke off: end of stream or reset without a finish reason.
    Interrupted,
    /// The server is restarting.
    Restarting,
    // ── found by the tab itself ──
    /// The tab's own connection to the server was lost.
    ConnectionLost,
    /// Something between the tab and the server answered instead of the server.
    ForeignAnswer,
    /// A kind that this tab does not know; a newer server named it.
    #[serde(other)]
    Unknown,
}

impl ErrorKind {
    /// From its word on the wire; [`ErrorKind::Unknown`] for one that this tab does not know.
    pub fn from_name(name: &str) -> Self {
        match name {
            "signed_out" => Self::SignedOut,
            "forbidden" => Self::Forbidden,
            "unknown_model" => Self::UnknownModel,
            "too_large" => Self::TooLarge,
            "bad_request" => Self::BadRequest,
            "rate_limited" => Self::RateLimited,
            "tokens_used_up" => Self::TokensUsedUp,
            "too_many_streams" => Self::TooManyStreams,
            "unavailable" => Self::Unavailable,
            "unreachable" => Self::Unreachable,
            "timeout" => Self::Timeout,
            "upstream_access" => Self::UpstreamAccess,
            "model_not_found" => Self::ModelNotFound,
            "upstream_busy" => Self::UpstreamBusy,
            "quota_exhausted" => Self::QuotaExhausted,
            "context_length" => Self::ContextLength,
            "rejected" => Self::Rejected,
            "upstream_unavailable" => Self::UpstreamUnavailable,
            "upstream_error" => Self::UpstreamError,
            "malformed" => Self::Malformed,
            "interrupted" => Self::Interrupted,
            "restarting" => Self::Restarting,
            "connection_lost" => Self::ConnectionLost,
            "foreign_answer" => Self::ForeignAnswer,
            _ => Self::Unknown,
        }
    }
}

/// How and why a stream or a request failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamError {
    /// For code.
    pub kind: ErrorKind,
    /// For the person: what happened and what they can do, in one sentence. Never the upstream's
    /// own body, never a key.
    pub message: String,
    /// Seconds after which trying again makes sense, where the other side named them. A delay that
    /// could not be read is passed on as a negative number: then only the person tries again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
    /// The request's id, as in the server's logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl StreamError {
    /// An error without a delay or a request id.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), retry_after: None, request_id: None }
    }
}
