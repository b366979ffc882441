//! What a tab sends to have an answer written: `POST /api/chat`, JSON.

use serde::{Deserialize, Serialize};

use crate::chat::{ModelId, Text};
pub use crate::chat::{Params, ReasoningEffort, Role};

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
