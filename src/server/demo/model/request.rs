//! What a client asks. Unknown fields are ignored, as by any other model's server.

use serde::Deserialize;

use super::{ID, Refusal, tokens};
use crate::chat::Text;

/// A Chat Completions request, as far as a script can use it.
#[derive(Debug, Deserialize)]
pub(super) struct CompletionRequest {
    model: String,
    pub(super) messages: Vec<Message>,
    #[serde(default)]
    pub(super) stream: bool,
    #[serde(default)]
    stream_options: Option<StreamOptions>,
    #[serde(default)]
    max_tokens: Option<u32>,
    #[serde(default)]
    max_completion_tokens: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct StreamOptions {
    #[serde(default)]
    include_usage: bool,
}

/// One message.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) role: Role,
    #[serde(default)]
    content: Option<Content>,
}

/// Who says it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    System,
    Developer,
    User,
    Assistant,
    Tool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Content {
    Words(Text),
    Parts(Vec<Part>),
}

/// Text, or anything else, which is not looked at.
#[derive(Debug, Deserialize)]
struct Part {
    #[serde(default)]
    text: Option<Text>,
}

impl Message {
    /// Its words; the parts of a message stand on lines of their own.
    pub(super) fn words(&self) -> String {
        match &self.content {
            None => String::new(),
            Some(Content::Words(text)) => text.as_str().to_owned(),
            Some(Content::Parts(parts)) => {
                let texts: Vec<_> =
                    parts.iter().filter_map(|part| part.text.as_ref().map(Text::as_str)).collect();
                texts.join("\n")
            }
        }
    }
}

impl CompletionRequest {
    /// Reads a request's body.
    ///
    /// # Errors
    /// 400 for what can't be read or has no message, 404 for a model that is not here.
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        // The parser's own words could repeat what somebody wrote: line and column are enough.
        let request: Self = serde_json::from_slice(body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Refusal::bad_request(
                None,
                format!("The body is no Chat Completions request: see line {line}, column {column}."),
            )
        })?;
        if request.model != ID {
            return Err(Refusal::unknown_model(&request.model));
        }
        if request.messages.is_empty() {
            return Err(Refusal::bad_request(Some("messages"), "`messages` is empty; send at least one."));
        }
        if request.limit() == Some(0) {
            return Err(Refusal::bad_request(Some("max_tokens"), "The limit of tokens must be at least 1."));
        }
        Ok(request)
    }

    /// The most tokens that the answer may have.
    pub(super) fn limit(&self) -> Option<u32> {
        self.max_completion_tokens.or(self.max_tokens)
    }

    /// Whether a chunk with token counts is asked for.
    pub(super) fn wants_usage(&self) -> bool {
        self.stream_options.as_ref().is_some_and(|options| options.include_usage)
    }

    /// Tokens of the conversation as sent.
    pub(super) fn tokens(&self) -> usize {
        self.messages.iter().map(|message| tokens::split(&message.words()).count()).sum()
    }
}
