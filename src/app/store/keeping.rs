//! What people do with whole conversations: name, delete and bring back, branch, search, take away.

use leptos::prelude::*;

use super::Store;
use crate::{
    app::{dom, forget, later::NotLoaded, save},
    chat::{ChatError, ConversationId, Format, Found, Hit, MemoryLevel, MessageId, Part, Settings, UndoId},
};

/// How long an undo is offered, in milliseconds.
const OFFER: i32 = 12_000;

/// What was deleted and can still be brought back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Undo {
    /// A whole conversation.
    Conversation(ConversationId),
    /// Messages of one.
    Messages(ConversationId, UndoId),
}

impl Store {
    /// Attaches something to a conversation's draft.
    ///
    /// # Errors
    /// With a sentence, where the tab's memory has no room for it.
    pub fn attach(self, id: ConversationId, part: Part) -> Result<(), String> {
        let result = self.workspace.try_update_value(|workspace| workspace.attach(id, part));
        self.show(id);
        result.unwrap_or(Err(ChatError::Gone)).map_err(|error| error.to_string())
    }

    /// Takes an attachment off the draft.
    pub fn detach(self, index: usize) {
        self.change(self.current.get_untracked(), |conversation| conversation.detach(index));
    }

    /// Turns an attached text into words of the draft.
    pub fn unfold(self, index: usize) {
        self.change(self.current.get_untracked(), |conversation| conversation.unfold(index));
        self.draft_replaced.update(|count| *count = count.wrapping_add(1));
    }

    /// Says why something was refused, by the composer.
    pub fn refused(self, why: String) {
        self.refuse(&why);
    }

    /// Names a conversation. False when the name is refused; the reason is said.
    pub fn rename(self, id: ConversationId, name: &str) -> bool {
        self.settle(self.change(id, |conversation| conversation.rename(name)))
    }

    /// Sets how the shown conversation's model is asked.
    pub fn set_settings(self, settings: Settings) {
        self.change(self.current.get_untracked(), |conversation| conversation.set_settings(settings));
    }

    /// Deletes a conversation; for a while it can be brought back.
    pub fn delete_conversation(self, id: ConversationId) {
        self.abort(id);
        let done = self.workspace.try_update_value(|workspace| workspace.delete(id, dom::now()));
        if done != Some(Ok(())) {
            return;
        }
        if self.current.get_untracked() == id {
            let next = self.workspace.with_value(|workspace| workspace.iter().map(|(id, _)| id).next());
            match next.or_else(|| self.workspace.try_update_value(|workspace| workspace.create())) {
                Some(next) => self.open(next),
                None => return,
            }
        }
        self.show_rows();
        self.offer(Undo::Conversation(id));
    }

    /// Deletes a message and all that follows it; for a while it can be brought back.
    pub fn delete_branch(self, message: MessageId) {
        let id = self.current.get_untracked();
        match self.change(id, |conversation| conversation.delete_branch(message)) {
            Some(Ok(undo)) => self.offer(Undo::Messages(id, undo)),
            Some(Err(error)) => {
                self.refuse(&error.to_string());
            }
            None => {}
        }
    }

    fn offer(self, undo: Undo) {
        if let Some(before) = self.undo.get_untracked() {
            self.let_go(before);
        }
        self.undo.set(Some(undo));
        self.announcer.say("Deleted. Undo is offered.");
        let number = self.deletions.get_value().wrapping_add(1);
        self.deletions.set_value(number);
        dom::after(OFFER, move || {
            if self.deletions.get_value() == number && self.undo.get_untracked() == Some(undo) {
                self.undo.set(None);
                self.let_go(undo);
            }
        });
    }

    fn let_go(self, undo: Undo) {
        match undo {
            Undo::Conversation(id) => self.workspace.update_value(|workspace| workspace.forget_deleted(id)),
            Undo::Messages(id, undo) => {
                self.update(id, |conversation| conversation.forget_deleted(undo));
            }
        }
        self.show_rows();
        // Its memory is free now, which is shown around the transcript.
        self.around.update(|count| *count = count.wrapping_add(1));
    }

    /// What can be brought back. Tracked.
    pub fn undo_offered(self) -> Option<Undo> {
        self.undo.get()
    }

    /// The same, not tracked: whether something can be brought back.
    pub fn has_undo(self) -> bool {
        self.undo.with_untracked(Option::is_some)
    }

    /// Brings back what was deleted last.
    pub fn undo(self) {
        let Some(undo) = self.undo.get_untracked() else { return };
        self.undo.set(None);
        match undo {
            Undo::Conversation(id) => {
                let done = self.workspace.try_update_value(|workspace| workspace.undo_delete(id));
                if done == Some(Ok(())) {
                    self.open(id);
                }
            }
            Undo::Messages(id, undo) => {
                self.settle(self.change(id, |conversation| conversation.undo(undo)));
            }
        }
    }

    /// A new conversation with the line up to this message, shown.
    pub fn branch(self, message: MessageId) {
        let id = self.current.get_untracked();
        match self.workspace.try_update_value(|workspace| workspace.branch(id, message)) {
            Some(Ok(branch)) => {
                self.open(branch);
                dom::focus("message");
            }
            Some(Err(error)) => {
                self.refuse(&error.to_string());
            }
            None => {}
        }
    }

    /// Finds words in all conversations. Not tracked.
    pub fn search(self, words: &str) -> Vec<Found> {
        self.workspace.with_value(|workspace| workspace.search(words, 40))
    }

    /// Shows a message that was found, on whatever branch it is, with the words selected in it.
    pub fn reveal(self, id: ConversationId, message: MessageId, words: &str) {
        let words = words.trim().to_lowercase();
        self.open(id);
        self.settle(self.change(id, |conversation| conversation.reveal(message)));
        // The rows of another conversation stand in the page a frame later.
        dom::before_next_frame(move || {
            if !self.transcript.go_to(self, message, true) {
                return;
            }
            // And their text after that.
            dom::before_next_frame(move || {
                let row = self.transcript.element(message);
                if let Some(element) = row.and_then(|row| dom::select_words(&row, &words)) {
                    self.follow.hold(element, dom::window_height() * 0.35);
                }
            });
        });
    }

    /// The piece of a message's text around a hit: before, the hit, after. Not tracked.
    pub fn excerpt(self, conversation: ConversationId, hit: &Hit) -> Option<[String; 3]> {
        let range = hit.ranges.first()?;
        self.workspace.with_value(|workspace| {
            let message = workspace.get(conversation)?.tree().get(hit.message)?;
            let text = match (message.answer(), message.question()) {
                (Some(answer), _) => answer.text.as_str(),
                (_, Some(question)) => match question.parts.get(hit.part)? {
                    Part::Text(text) => text.as_str(),
                    Part::File(file) => file.text.as_str(),
                    Part::Image(_) => return None,
                },
                _ => return None,
            };
            let pieces = crate::chat::search::excerpt(text, range)?;
            let [before, hit, after] = pieces.map(str::to_owned);
            let cut = if before.len() < range.start { "…" } else { "" };
            Some([[cut, before.trim_start()].concat(), hit, after])
        })
    }

    /// Saves one conversation, or all of them, as a file.
    pub fn export(self, which: Option<ConversationId>, format: Format) {
        forget::spawn(async move {
            if save::export(self, which, format).await.is_err() {
                self.refuse(NotLoaded::SENTENCE);
            }
        });
    }

    /// The same, once it is loaded.
    pub(in crate::app) fn export_now(self, which: Option<ConversationId>, format: Format) {
        let made =
            self.workspace.try_update_value(|workspace| workspace.export(which, format, save::today()));
        match made.flatten() {
            Some(export) => {
                save::save(&export.file_name, export.mime, &export.content);
                self.announcer.say("Saved as a file");
            }
            None => {
                self.refuse("There is nothing to save yet.");
            }
        }
    }

    /// Whether a file of so many bytes is worth reading.
    ///
    /// # Errors
    /// With a sentence.
    pub fn may_import(self, bytes: usize) -> Result<(), String> {
        self.workspace.with_value(|workspace| workspace.may_import(bytes)).map_err(|error| error.to_string())
    }

    /// Adds the conversations of an exported file and shows the first.
    pub(in crate::app) fn import(self, json: &str) {
        match self.workspace.try_update_value(|workspace| workspace.import(json)) {
            Some(Ok(ids)) => {
                self.refusal.set(None);
                self.announcer.say(match ids.len() {
                    1 => "1 conversation brought back".to_owned(),
                    count => format!("{count} conversations brought back"),
                });
                if let Some(first) = ids.first() {
                    self.open(*first);
                }
                self.show_rows();
            }
            Some(Err(error)) => {
                self.refuse(&error.to_string());
            }
            None => {}
        }
    }

    /// How near the tab's memory budget is. Tracked.
    pub fn memory_level(self) -> MemoryLevel {
        self.track_sizes();
        self.workspace.with_value(|workspace| workspace.memory().level())
    }
}
