//! Titles of conversations, from a short request to the model that answered.

use leptos::prelude::*;

use super::Store;
use crate::{
    api::{
        self,
        event_stream::whole_answer,
        request::{Params, Role, WireMessage, WirePart},
    },
    app::browser::lifetime,
    chat::{Conversation, ConversationId, End, Text},
};

/// How much of the question is sent for a title, in characters: its beginning shows what it is about.
const ENOUGH: usize = 600;

impl Store {
    /// Asks for a title after the first complete answer. If that fails or is switched off, the title stays
    /// the first words of the question.
    pub(super) fn name(self, id: ConversationId) {
        if !self.page(|page| page.titles) {
            return;
        }
        let asked = self.workspace.with_value(|workspace| {
            let conversation = workspace.get(id)?;
            let path: Vec<_> = conversation.tree().path().collect();
            let [question, answer] = path[..] else { return None };
            let answer = answer.answer()?;
            let complete = matches!(answer.end, Some(End::Done(_))) && !answer.is_unanswered();
            if !complete || conversation.is_renamed() || conversation.tree().len() != 2 {
                return None;
            }
            let words: String = question.markdown().chars().take(ENOUGH).collect();
            Some((answer.model.clone(), words))
        });
        let Some((model, words)) = asked else { return };
        let prompt = format!(
            "Give this conversation a title of at most five words, in its language, without quotation marks. \
             Answer with the title alone.\n\nThe conversation begins with:\n\n{words}"
        );
        let message =
            WireMessage { role: Role::User, content: vec![WirePart::Text { text: Text::from(prompt) }] };
        // Nothing else is set: models differ in the parameters that they accept.
        let params = Params { max_tokens: Some(24), ..Params::default() };
        lifetime::spawn(async move {
            let Ok(stream) = api::chat(model, vec![message], params).await else { return };
            let Ok((reply, reason)) = whole_answer(stream.into_inner()).await else { return };
            self.change_and_show(id, |conversation: &mut Conversation| {
                conversation.suggest_title(&reply, &reason)
            });
        });
    }
}
