//! From a conversation to what is sent.

use leptos::prelude::*;

use super::Store;
use crate::{
    api::request::{ChatRequest, WireMessage, WirePart},
    chat::{Conversation, ConversationId, PromptPart},
};

impl Store {
    /// The request of a conversation's live turn.
    pub(super) fn request(self, id: ConversationId) -> Option<ChatRequest> {
        self.workspace.with_value(|workspace| {
            let conversation = workspace.get(id)?;
            let model = conversation.turn()?.model().clone();
            Some(ChatRequest {
                model,
                messages: messages(conversation),
                params: conversation.settings().params.clone(),
            })
        })
    }
}

fn messages(conversation: &Conversation) -> Vec<WireMessage> {
    let wire = |part: PromptPart<'_>| match part {
        PromptPart::Text(text) => WirePart::Text { text: text.clone() },
        PromptPart::File(file) => WirePart::Text { text: file.fenced().into() },
        PromptPart::Image(image) => WirePart::Image { url: image.url().clone() },
    };
    let prompt = conversation.prompt().into_iter();
    prompt
        .map(|message| WireMessage {
            role: message.role,
            content: message.parts.into_iter().map(wire).collect(),
        })
        .collect()
}
