//! The commands of a conversation. Each changes the conversation, updates the views, and sends a request if
//! one is due.

use leptos::prelude::*;

use super::Store;
use crate::{
    app::browser::dom,
    chat::{
        ChatError, Conversation, ConversationId, Draft, Instant, MessageId, ModelId, Part, QueuedId, TurnId,
    },
};

impl Store {
    /// Sends the draft, or queues it while an answer is being written. Returns false if it was refused;
    /// the composer shows the reason.
    pub(crate) fn send(self) -> bool {
        let id = self.current.get_untracked();
        let Some(model) = self.model_to_ask() else { return self.refuse(NO_MODEL) };
        if !self.takes_images(&model) && self.with_current_untracked(has_image).unwrap_or(false) {
            return self.refuse(
                "The chosen model does not take pictures; choose one that does, or remove the picture.",
            );
        }
        let limit = self.page(|page| page.message_bytes);
        let length = self.with_current_untracked(|conversation| conversation.draft().text.len()).unwrap_or(0);
        if limit > 0 && length > limit {
            let over = (length - limit).div_ceil(1000);
            return self.refuse(&format!(
                "The message is {over} KB longer than this server takes; shorten it or attach it as a file."
            ));
        }
        self.refusal.set(None);
        if self.with_current_untracked(Conversation::is_busy).unwrap_or(false) {
            return self.settle(
                self.change_and_show(id, Conversation::enqueue_draft).map(|result| result.map(|_| ())),
            );
        }
        let opened = self.change_and_show(id, |conversation| conversation.ask_draft(&model, dom::now()));
        self.start(id, opened)
    }

    /// Stops the answer that is being written, or the countdown. The text that has arrived stays.
    pub(crate) fn stop(self) {
        let id = self.current.get_untracked();
        self.abort(id);
        let progress = self.change_unshown(id, |conversation| conversation.stop(dom::now()));
        self.show(id);
        self.on_end(id, progress);
    }

    /// Tries a failed or interrupted turn again.
    pub(crate) fn retry(self, answer: MessageId) {
        self.retry_in(self.current.get_untracked(), answer);
    }

    pub(super) fn retry_in(self, id: ConversationId, answer: MessageId) {
        let Some(model) = self.model_to_ask_in(id) else { return };
        let opened = self.change_and_show(id, |conversation| conversation.retry(answer, &model, dom::now()));
        self.start(id, opened);
    }

    /// Starts the context at the question of this answer, and retries.
    pub(crate) fn start_from_here(self, answer: MessageId) {
        self.shorten(answer, |conversation| {
            let question = conversation.tree().get(answer).and_then(|message| message.parent());
            question.is_some_and(|question| conversation.start_context_at(Some(question)).is_ok())
        });
    }

    /// Removes the oldest turn from the context, and retries.
    pub(crate) fn drop_oldest_turn(self, answer: MessageId) {
        self.shorten(answer, Conversation::drop_oldest_turn);
    }

    /// Sends the whole conversation as context again, from the next request on.
    pub(crate) fn send_from_the_start(self) {
        let id = self.current.get_untracked();
        self.settle(self.change_and_show(id, |conversation| conversation.start_context_at(None)));
    }

    fn shorten(self, answer: MessageId, shorten: impl FnOnce(&mut Conversation) -> bool) {
        let id = self.current.get_untracked();
        if self.change_and_show(id, shorten) == Some(true) {
            self.retry_in(id, answer);
        }
    }

    /// Asks for another version of an answer, from `model` or from the conversation's model.
    pub(crate) fn regenerate(self, answer: MessageId, model: Option<ModelId>) {
        self.open_turn(|conversation, chosen, now| {
            conversation.regenerate(answer, &model.unwrap_or(chosen), now)
        });
    }

    /// Continues an answer that was cut off.
    pub(crate) fn continue_answer(self, answer: MessageId) {
        self.open_turn(|conversation, model, now| {
            // A model that continues a prefilled answer repeats nothing; one that is instructed to often does.
            let prefills = self.page(|page| page.models.iter().any(|one| one.id == model && one.prefills));
            conversation.continue_answer(answer, &model, !prefills, now)
        });
    }

    /// Asks another version of a question; its attachments are kept. If it is refused, the editor stays
    /// open with its text.
    pub(crate) fn edit_question(self, question: MessageId, words: &str) {
        let parts = self
            .with_message(question, |message| {
                let mut draft = Draft::from_parts(message.question()?.parts.clone());
                draft.text = words.into();
                Some(draft.into_parts())
            })
            .flatten();
        let Some(parts) = parts else { return };
        let asked = self
            .open_turn(|conversation, model, now| conversation.edit_question(question, parts, &model, now));
        self.end_editing(asked);
    }

    /// Replaces the text of an answer, and marks it as edited.
    pub(crate) fn edit_answer(self, answer: MessageId, words: &str) {
        let id = self.current.get_untracked();
        let written =
            self.settle(self.change_and_show(id, |conversation| conversation.edit_answer(answer, words)));
        self.end_editing(written);
    }

    fn end_editing(self, accepted: bool) {
        if accepted {
            self.editing.set(None);
            self.refusal.set(None);
            dom::focus("message");
        }
    }

    /// Shows another version of a message. `version` counts from 0.
    pub(crate) fn select_version(self, message: MessageId, version: usize) {
        let id = self.current.get_untracked();
        self.settle(self.change_and_show(id, |conversation| conversation.select_version(message, version)));
    }

    /// Shows a conversation without messages: a new one, or one that exists already.
    pub(crate) fn new_chat(self) {
        self.editing.set(None);
        self.refusal.set(None);
        if let Some(id) = self.workspace.try_update_value(|workspace| workspace.create()) {
            self.open(id);
        }
        dom::focus("message");
    }

    /// Shows a conversation.
    pub(crate) fn open(self, id: ConversationId) {
        self.editing.set(None);
        self.refusal.set(None);
        let left = self.current.get_untracked();
        self.current.set(id);
        self.show(id);
        self.show_row(left);
        self.follow.to_end();
    }

    /// Shows the conversation that is `by` rows away in the sidebar.
    pub(crate) fn step(self, by: isize) {
        let rows = self.rows.get_untracked();
        let at = rows.iter().position(|id| *id == self.current.get_untracked());
        let next = at.map_or(Some(0), |at| at.checked_add_signed(by));
        if let Some(id) = next.and_then(|next| rows.get(next)) {
            self.open(*id);
        }
    }

    /// Stores the composer's text as the draft.
    pub(crate) fn write(self, words: &str) {
        let id = self.current.get_untracked();
        self.change_unshown(id, |conversation| conversation.set_draft_text(words));
    }

    /// The text of the shown conversation's draft. Not tracked.
    pub(crate) fn draft(self) -> String {
        self.with_current_untracked(|conversation| conversation.draft().text.as_str().to_owned())
            .unwrap_or_default()
    }

    /// Chooses the model that answers next.
    pub(crate) fn set_model(self, model: ModelId) {
        let id = self.current.get_untracked();
        self.workspace.update_value(|workspace| workspace.choose_model(id, model));
        // What was refused may have been about the other model.
        self.refusal.set(None);
        self.show(id);
    }

    /// Moves a queued message back into the composer, in front of the draft.
    pub(crate) fn edit_queued(self, waiting: QueuedId) {
        let id = self.current.get_untracked();
        self.change_and_show(id, |conversation| {
            if let Ok(mut parts) = conversation.remove_queued(waiting) {
                parts.extend(conversation.draft().clone().into_parts());
                conversation.set_draft(Draft::from_parts(parts));
            }
        });
        self.draft_replaced.notify();
    }

    /// Edits the last message of the person: a queued one, else the last question. Returns false if there
    /// is none.
    pub(crate) fn edit_last_question(self) -> bool {
        let waiting =
            self.with_current_untracked(|conversation| conversation.queue().last().map(|last| last.id));
        if let Some(waiting) = waiting.flatten() {
            self.edit_queued(waiting);
            return true;
        }
        let last = self.with_current_untracked(|conversation| {
            let questions = conversation.tree().path().filter(|message| message.question().is_some());
            questions.last().map(|message| message.id())
        });
        let last = last.flatten();
        if last.is_some() {
            self.editing.set(last);
        }
        last.is_some()
    }

    /// Notes that the session has ended. Everything stays, and the page shows a notice.
    pub(crate) fn sign_out_noticed(self) {
        self.signed_out.set(true);
    }

    /// Aborts every request, in all conversations.
    pub(crate) fn stop_all(self) {
        let all = self.live.try_update_value(std::mem::take).unwrap_or_default();
        for turn in all.into_values() {
            turn.abort.abort();
        }
    }

    /// Removes a queued message.
    pub(crate) fn remove_queued(self, waiting: QueuedId) {
        let id = self.current.get_untracked();
        self.change_and_show(id, |conversation| conversation.remove_queued(waiting).is_ok());
    }

    /// Sends the next queued message, if it may be sent automatically.
    pub(super) fn send_next(self, id: ConversationId) {
        let Some(model) = self.model_to_ask_in(id) else { return };
        if let Some(turn) =
            self.change_unshown(id, |conversation| conversation.ask_next(&model, dom::now())).flatten()
        {
            self.show(id);
            self.run(id, turn);
        }
    }

    /// Retries the answers that failed because the session had ended.
    pub(crate) fn resume_after_sign_in(self) {
        self.signed_out.set(false);
        let waiting = self.workspace.with_value(|workspace| {
            let refused = |(id, conversation): (ConversationId, &Conversation)| {
                let leaf = conversation.tree().leaf()?;
                let error = leaf.answer()?.end.as_ref()?.error()?;
                (error.kind == crate::chat::ErrorKind::SignedOut).then(|| (id, leaf.id()))
            };
            workspace.iter().filter_map(refused).collect::<Vec<_>>()
        });
        for (id, answer) in waiting {
            self.retry_in(id, answer);
        }
    }

    fn open_turn(
        self,
        open: impl FnOnce(&mut Conversation, ModelId, Instant) -> Result<TurnId, ChatError>,
    ) -> bool {
        let id = self.current.get_untracked();
        let Some(model) = self.model_to_ask() else { return self.refuse(NO_MODEL) };
        let opened = self.change_and_show(id, |conversation| open(conversation, model, dom::now()));
        self.start(id, opened)
    }

    fn start(self, id: ConversationId, opened: Option<Result<TurnId, ChatError>>) -> bool {
        match opened {
            Some(Ok(turn)) => {
                self.run(id, turn);
                true
            }
            Some(Err(error)) => self.refuse(&error.to_string()),
            None => false,
        }
    }

    pub(super) fn settle(self, result: Option<Result<(), ChatError>>) -> bool {
        match result {
            Some(Err(error)) => self.refuse(&error.to_string()),
            Some(Ok(())) => true,
            None => false,
        }
    }

    /// Refuses a command: the composer shows the reason, and it is announced. Always returns false.
    pub(crate) fn refuse(self, why: &str) -> bool {
        self.refusal.set(Some(why.to_owned()));
        self.announcer.alert(why);
        false
    }

    pub(super) fn model_to_ask(self) -> Option<ModelId> {
        self.model_to_ask_in(self.current.get_untracked())
    }

    /// The conversation's model, or the default one if that is not offered here: the conversation may have
    /// been imported.
    fn model_to_ask_in(self, id: ConversationId) -> Option<ModelId> {
        let chosen = self.workspace.with_value(|workspace| {
            workspace.get(id).and_then(|conversation| conversation.settings().model.clone())
        });
        self.page(|page| {
            let offered = chosen.filter(|id| page.models.iter().any(|model| model.id == *id));
            offered.or_else(|| page.default_model.clone())
        })
    }

    /// Whether a model accepts images, as far as is known.
    pub(super) fn takes_images(self, model: &ModelId) -> bool {
        self.page(|page| page.models.iter().all(|one| one.id != *model || one.images != Some(false)))
    }
}

fn has_image(conversation: &Conversation) -> bool {
    conversation.draft().attachments.iter().any(|part| matches!(part, Part::Image(_)))
}

const NO_MODEL: &str = "There is no model here to answer; ask your administrator to configure one.";
