//! What a tab sends to have an answer written: `POST /api/chat`, JSON.

use serde::{Deserialize, Serialize};

use crate::chat::{ModelId, Text};

/// Everything the server needs to ask the model. The server remembers nothing between requests,
/// so this carries the whole path from the conversation's root to its leaf. Unknown fields are
/// ignored, so that a tab from before or after a deploy is understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
    /// Which model is asked.
    pub model: ModelId,
    /// The conversation, oldest first. A last message of role assistant asks for its continuation.
    pub messages: Vec<WireMessage>,
    /// How the model is asked to answer.
    #[serde(default)]
    pub params: Params,
}

/// One message on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WireMessage {
    /// Who says it.
    pub role: Role,
    /// What is said, in order.
    pub content: Vec<WirePart>,
}

/// Who says a message, in the Chat Completions API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions for the whole conversation.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum WirePart {
    /// Words; the content of a text file is words, too.
    Text {
        /// The words.
        text: Text,
    },
    /// A picture.
    Image {
        /// A `data:` URL of a raster type, base64.
        url: Text,
    },
}

/// How the model is asked to answer. What is absent is left to the model's server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Params {
    /// 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// Over 0, up to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    /// The answer's greatest length in tokens, 1 and up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// How long the model may think.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<ReasoningEffort>,
    /// Up to four sequences that end the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<Text>,
    /// Asks for the same answer to the same question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
}

/// How long the model may think, in the Chat Completions API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReasoningEffort {
    /// As little as it can.
    Minimal,
    /// Little.
    Low,
    /// The usual.
    Medium,
    /// Long.
    High,
}
