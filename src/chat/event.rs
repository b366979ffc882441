//! What the server sends to the tab while an answer streams.
//!
//! Exactly one [`ChatEvent::Done`] or [`ChatEvent::Error`] ends a stream. A stream that ends
//! without either was cut, and its answer is never shown as complete.

use serde::{Deserialize, Serialize};

use super::stream_error::StreamError;
use super::wire::{names, wire};
use super::{ModelId, Text};

/// One event of an answer's stream. Each travels as a named server-sent event whose name is the
/// variant's in lower case and whose data is the variant's content as JSON.
#[derive(Clone, Debug, PartialEq)]
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

names! {
    /// Why a model stopped, in the words of the Chat Completions API. The relay translates other servers' words;
    /// an unknown reason is kept as it is and ends the turn as done.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum FinishReason {
        /// The model was finished, or reached a stop sequence.
        Stop = "stop",
        /// The answer reached the limit of its length.
        Length = "length",
        /// The provider's filter withheld the rest.
        ContentFilter = "content_filter",
        /// The model asked for a tool call.
        ToolCalls = "tool_calls",
    } else {
        /// Another reason, as the upstream named it.
        Other(String)
    }
}

wire! {
    /// Token counts as the model's server sent them.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(default)]
    pub struct Usage {
        /// Tokens of what was sent.
        pub prompt_tokens: u64,
        /// Tokens of the answer, reasoning included.
        pub completion_tokens: u64,
        /// Tokens of the reasoning alone, where the server counts them.
        pub reasoning_tokens: Option<u64>,
    }
}
