//! The request to the model's server.

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage,
    ChatCompletionRequestMessageContentPartImage, ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    ChatCompletionRequestUserMessageContent, ChatCompletionRequestUserMessageContentPart,
    CreateChatCompletionRequest, ImageUrl,
};
use bytes::Bytes;

use super::{fields, quirks::Quirks};
use crate::{
    api::request::{ChatRequest, Role, WireMessage, WirePart},
    chat::Text,
    server::config::Model,
};

/// Asks a model to continue that does not continue a trailing assistant message by itself.
const GO_ON: &str = "Continue your last message exactly where it breaks off, in the middle of a word if need be. \
    Repeat nothing of it, and write nothing before the continuation.";

/// The body of the request as JSON: the conversation, `stream`, and what the model's profile and
/// what was learned of its server say.
///
/// async-openai's types print what they hold, so they exist in this function and in what it calls.
///
/// # Errors
/// Only if a configured field can't be written as JSON.
pub(crate) fn body(
    request: &ChatRequest,
    model: &Model,
    quirks: &Quirks,
) -> Result<Bytes, serde_json::Error> {
    let profile = &model.profile;
    let mut messages: Vec<ChatCompletionRequestMessage> = request.messages.iter().map(message).collect();
    let continues = request.messages.last().is_some_and(|last| last.role == Role::Assistant);
    if continues && !profile.prefill {
        messages.push(ChatCompletionRequestMessage::User(GO_ON.into()));
    }

    let mut body = CreateChatCompletionRequest {
        model: model.id.clone(),
        messages,
        stream: Some(true),
        ..Default::default()
    };
    fields::set(&mut body, &request.params, |name| quirks.avoids(name));
    if profile.max_tokens_field == "max_tokens" {
        fields::rename_max_tokens(&mut body);
    }
    if profile.fields.is_empty() && profile.omit.is_empty() {
        return Ok(serde_json::to_vec(&body)?.into());
    }
    let mut body = serde_json::to_value(&body)?;
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|name, _| !profile.omit.contains(name));
        fields.extend(profile.fields.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    Ok(serde_json::to_vec(&body)?.into())
}

fn message(message: &WireMessage) -> ChatCompletionRequestMessage {
    match message.role {
        Role::System => {
            ChatCompletionRequestMessage::System(ChatCompletionRequestSystemMessage::from(words(message)))
        }
        Role::Assistant => ChatCompletionRequestMessage::Assistant(
            ChatCompletionRequestAssistantMessage::from(words(message)),
        ),
        Role::User => ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage {
            content: question(message),
            ..Default::default()
        }),
    }
}

/// Words alone go as a string, which every server takes; with pictures they go as parts.
fn question(message: &WireMessage) -> ChatCompletionRequestUserMessageContent {
    if !message.content.iter().any(|part| matches!(part, WirePart::Image { .. })) {
        return words(message).into();
    }
    let part = |part: &WirePart| match part {
        WirePart::Text { text } => {
            ChatCompletionRequestUserMessageContentPart::Text(ChatCompletionRequestMessageContentPartText {
                text: text.as_str().to_owned(),
                ..Default::default()
            })
        }
        WirePart::Image { url } => ChatCompletionRequestUserMessageContentPart::ImageUrl(
            ChatCompletionRequestMessageContentPartImage {
                image_url: ImageUrl { url: url.as_str().to_owned(), detail: None },
                ..Default::default()
            },
        ),
    };
    ChatCompletionRequestUserMessageContent::Array(message.content.iter().map(part).collect())
}

fn words(message: &WireMessage) -> String {
    let texts: Vec<&str> = message
        .content
        .iter()
        .filter_map(|part| match part {
            WirePart::Text { text } => Some(Text::as_str(text)),
            WirePart::Image { .. } => None,
        })
        .collect();
    texts.join("\n\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
