//! Builds the request of a conversation's turn.

use leptos::prelude::*;

use super::Store;
use crate::{
    api::request::{ChatRequest, WireMessage, WirePart},
    chat::{Conversation, ConversationId, PromptPart},
};

impl Store {
    /// The request of a conversation's live turn; `None` if it has none.
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

/// `images`: whether the model accepts them. If not, an image that was sent to an earlier model is replaced
/// by a sentence, so that the conversation can continue.
fn messages(conversation: &Conversation, images: bool) -> Vec<WireMessage> {
    let wire = |part: PromptPart<'_>| match part {
        PromptPart::Text(text) => WirePart::Text { text: text.clone() },
        PromptPart::File(file) => WirePart::Text { text: file.fenced().into() },
        PromptPart::Image(image) if images => WirePart::Image { url: image.url().clone() },
        PromptPart::Image(image) => {
            let placeholder = ["(A picture, ", image.name().as_str(), ", stood here.)"].concat();
            WirePart::Text { text: placeholder.into() }
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
