//! The request for an answer: `POST /api/chat`, JSON.

use serde::{Deserialize, Serialize};

use crate::chat::{ModelId, Text};
pub use crate::chat::{Params, ReasoningEffort, Role};

/// Everything the server needs to ask the model. The server remembers nothing between requests, so
/// this contains the whole line from the conversation's root to its leaf. Unknown fields are ignored,
/// so that tabs from before and after an update are understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
    /// The model to ask.
    pub model: ModelId,
    /// The conversation, oldest first. A last message of role assistant asks for its continuation.
    pub messages: Vec<WireMessage>,
    /// The parameters.
    #[serde(default)]
    pub params: Params,
}

/// One message on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WireMessage {
    /// Who wrote it.
    pub role: Role,
    /// Its content, in order.
    pub content: Vec<WirePart>,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum WirePart {
    /// Text; the content of a text file is sent as text, too.
    Text {
        /// The text.
        text: Text,
    },
    /// An image.
    Image {
        /// A `data:` URL of a raster type, base64.
        url: Text,
    },
}
