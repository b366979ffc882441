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
            let images = self.takes_images(&model);
            Some(ChatRequest {
                model,
                messages: messages(conversation, images),
                params: conversation.settings().params.clone(),
            })
        })
    }
}

/// `images`: whether the model takes them. To one that does not, an image from before the model
/// was changed is told of in words, so that the conversation can go on.
fn messages(conversation: &Conversation, images: bool) -> Vec<WireMessage> {
    let wire = |part: PromptPart<'_>| match part {
        PromptPart::Text(text) => WirePart::Text { text: text.clone() },
        PromptPart::File(file) => WirePart::Text { text: file.fenced().into() },
        PromptPart::Image(image) if images => WirePart::Image { url: image.url().clone() },
        PromptPart::Image(image) => {
            let told = ["(A picture, ", image.name().as_str(), ", stood here.)"].concat();
            WirePart::Text { text: told.into() }
        }
    };
    let prompt = conversation.prompt().into_iter();
    prompt
        .map(|message| WireMessage {
            role: message.role,
            content: message.parts.into_iter().map(wire).collect(),
        })
        .collect()
}
