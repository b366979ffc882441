//! Commands on whole conversations: attach, rename, delete and undo, branch, search.

use leptos::prelude::*;

use super::Store;
use crate::{
    app::browser::dom,
    chat::{
        ChatError, Conversation, ConversationHits, ConversationId, Hit, MemoryLevel, Message, MessageId,
        Part, Settings, UndoId,
    },
};

/// How long a deletion can be undone, in milliseconds.
const OFFER: i32 = 12_000;

/// A deletion that can be undone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Undo {
    /// A whole conversation.
    Conversation(ConversationId),
    /// Messages of a conversation.
    Messages(ConversationId, UndoId),
}

impl Store {
    /// Attaches a part to a conversation's draft.
    ///
    /// # Errors
    /// A sentence for the person, if the tab's memory has no room for it or the conversation is gone.
    pub(crate) fn attach(self, id: ConversationId, part: Part) -> Result<(), String> {
        let result = self.workspace.try_update_value(|workspace| workspace.attach(id, part));
        if result == Some(Ok(())) {
            self.refusal.set(None);
        }
        self.show(id);
        result.unwrap_or(Err(ChatError::Gone)).map_err(|error| error.to_string())
    }

    /// Removes an attachment from the draft.
    pub(crate) fn detach(self, index: usize) {
        self.change_and_show(self.current.get_untracked(), |conversation| conversation.detach(index));
    }

    /// Turns an attached text back into text of the draft.
    pub(crate) fn unfold(self, index: usize) {
        self.change_and_show(self.current.get_untracked(), |conversation| conversation.unfold(index));
        self.draft_replaced.notify();
    }

    /// Renames a conversation. Returns false if the name is refused; the reason is shown and announced.
    pub(crate) fn rename(self, id: ConversationId, name: &str) -> bool {
        self.settle(self.change_and_show(id, |conversation| conversation.rename(name)))
    }

    /// Changes the settings of the shown conversation.
    pub(crate) fn set_settings(self, settings: Settings) {
        self.change_and_show(self.current.get_untracked(), |conversation| {
            conversation.set_settings(settings)
        });
    }

    /// Deletes a conversation; it can be undone for [`OFFER`].
    pub(crate) fn delete_conversation(self, id: ConversationId) {
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

    /// Deletes a message and all that follow it; it can be undone for [`OFFER`].
    pub(crate) fn delete_branch(self, message: MessageId) {
        let id = self.current.get_untracked();
        match self.change_and_show(id, |conversation| conversation.delete_branch(message)) {
            Some(Ok(undo)) => self.offer(Undo::Messages(id, undo)),
            Some(Err(error)) => {
                self.refuse(&error.to_string());
            }
            None => {}
        }
    }

    fn offer(self, undo: Undo) {
        if let Some(before) = self.undo.get_untracked() {
            self.discard(before);
        }
        self.undo.set(Some(undo));
        self.announcer.say("Deleted. Undo is offered.");
        // What was deleted had the focus.
        dom::focus("message");
        let number = self.deletions.get_value().wrapping_add(1);
        self.deletions.set_value(number);
        dom::after(OFFER, move || {
            if self.deletions.get_value() == number && self.undo.get_untracked() == Some(undo) {
                self.undo.set(None);
                self.discard(undo);
            }
        });
    }

    fn discard(self, undo: Undo) {
        match undo {
            Undo::Conversation(id) => self.workspace.update_value(|workspace| workspace.forget_deleted(id)),
            Undo::Messages(id, undo) => {
                self.change_unshown(id, |conversation| conversation.forget_deleted(undo));
            }
        }
        self.show_rows();
        // Its memory is free now, which the sidebar and the memory notice show.
        self.state_changed.notify();
    }

    /// The deletion that can be undone. Tracked.
    pub(crate) fn undo_offered(self) -> Option<Undo> {
        self.undo.get()
    }

    /// Whether a deletion can be undone. Not tracked.
    pub(crate) fn has_undo(self) -> bool {
        self.undo.with_untracked(Option::is_some)
    }

    /// Undoes the last deletion.
    pub(crate) fn undo(self) {
        let Some(undo) = self.undo.get_untracked() else { return };
        self.undo.set(None);
        dom::focus("message");
        match undo {
            Undo::Conversation(id) => {
                let done = self.workspace.try_update_value(|workspace| workspace.undo_delete(id));
                if done == Some(Ok(())) {
                    self.open(id);
                }
            }
            Undo::Messages(id, undo) => {
                self.settle(self.change_and_show(id, |conversation| conversation.undo(undo)));
            }
        }
    }

    /// Copies the path up to this message into a new conversation, and shows it.
    pub(crate) fn branch(self, message: MessageId) {
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
    pub(crate) fn search(self, words: &str) -> Vec<ConversationHits> {
        self.workspace.with_value(|workspace| workspace.search(words, 40))
    }

    /// Shows a message, whatever branch it is on.
    pub(crate) fn open_at(self, id: ConversationId, message: MessageId) {
        self.open(id);
        self.settle(self.change_and_show(id, |conversation| conversation.reveal(message)));
    }

    /// The text of the last answer in the shown conversation, as Markdown; `None` before there is one.
    /// Not tracked.
    pub(crate) fn last_answer(self) -> Option<String> {
        self.with_current_untracked(|conversation| {
            let answers = conversation
                .tree()
                .path()
                .filter(|message| message.answer().is_some_and(|answer| !answer.is_empty()));
            answers.last().map(|message| message.markdown())
        })
        .flatten()
    }

    /// The answers on the shown path as Markdown, the last one first, including what has arrived of the
    /// one that is being written. Not tracked.
    pub(crate) fn answers(self) -> Vec<String> {
        let text = |conversation: &Conversation| {
            let path: Vec<_> = conversation.tree().path().collect();
            let live = conversation.turn().map(|turn| (turn.answer(), turn.text()));
            let answer = |message: &&Message| {
                let grown = live.filter(|(answer, _)| *answer == message.id()).map_or("", |(_, text)| text);
                message.answer().map(|answer| [answer.text.as_str(), grown].concat())
            };
            path.iter().rev().filter_map(answer).collect()
        };
        self.with_current_untracked(text).unwrap_or_default()
    }

    /// The text around the first range of a hit: before it, the range itself, after it. `None` for an image,
    /// or if the message is gone. Not tracked.
    pub(crate) fn excerpt(self, conversation: ConversationId, hit: &Hit) -> Option<[String; 3]> {
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

    /// Lists conversations that were added to the workspace, and opens the first of them.
    pub(crate) fn show_added(self, ids: &[ConversationId]) {
        self.refusal.set(None);
        if let Some(first) = ids.first() {
            self.open(*first);
        }
        self.show_rows();
    }

    /// How full the tab's memory budget is. Tracked.
    pub(crate) fn memory_level(self) -> MemoryLevel {
        self.track_sizes();
        self.workspace.with_value(|workspace| workspace.memory().level())
    }
}
