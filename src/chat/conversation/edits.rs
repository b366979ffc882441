//! Changing messages: versions, edits, deletion and undo.

use super::Conversation;
use crate::chat::message::Body;
use crate::chat::tree::Removed;
use crate::chat::{ChatError, MessageId, Text, UndoId};

impl Conversation {
    /// Selects a version of a message, from 0; an index beyond the last selects the last.
    ///
    /// # Errors
    /// `Gone`.
    pub fn select_version(&mut self, message: MessageId, version: usize) -> Result<(), ChatError> {
        let parent = self.tree.get(message).ok_or(ChatError::Gone)?.parent;
        let siblings = self.tree.children_mut(parent).ok_or(ChatError::Gone)?;
        siblings.selected = version.min(siblings.ids.len().saturating_sub(1));
        Ok(())
    }

    /// Selects the line that this message is on.
    ///
    /// # Errors
    /// `Gone`.
    pub fn reveal(&mut self, message: MessageId) -> Result<(), ChatError> {
        if self.tree.reveal(message) { Ok(()) } else { Err(ChatError::Gone) }
    }

    /// Replaces the text of an answer and marks it as edited.
    ///
    /// # Errors
    /// `AnswerRunning` while it is written, `WrongMessage`, `Gone` or `EmptyMessage`.
    pub fn edit_answer(&mut self, message: MessageId, text: &str) -> Result<(), ChatError> {
        let answer = self.tree.get(message).ok_or(ChatError::Gone)?.answer();
        let answer = answer.ok_or(ChatError::WrongMessage)?;
        if answer.is_live() {
            return Err(ChatError::AnswerRunning);
        }
        if text.trim().is_empty() {
            return Err(ChatError::EmptyMessage);
        }
        if answer.text.as_str() != text {
            self.tree.update(message, |body| {
                if let Body::Answer(answer) = body {
                    answer.text = Text::from(text);
                    answer.edited = true;
                }
            });
            self.touch();
        }
        Ok(())
    }

    /// Deletes a message and everything that follows it, in all versions.
    ///
    /// # Errors
    /// `AnswerRunning` when the live answer is, or follows, this message; `Gone`.
    pub fn delete_branch(&mut self, message: MessageId) -> Result<UndoId, ChatError> {
        self.check_deletable(message)?;
        let removed = self.tree.remove_branch(message).ok_or(ChatError::Gone)?;
        Ok(self.record_deletion(removed))
    }

    /// Restores what was deleted. Directly after the deletion, everything is exactly as before it;
    /// later, changes made meanwhile are kept.
    ///
    /// # Errors
    /// `UndoLaterFirst` or `Gone`.
    pub fn undo(&mut self, id: UndoId) -> Result<(), ChatError> {
        let position = self.deletions.iter().position(|(other, _)| *other == id).ok_or(ChatError::Gone)?;
        let (id, removed) = self.deletions.remove(position);
        match self.tree.restore(removed) {
            Ok(()) => {
                self.touch();
                Ok(())
            }
            Err(removed) => {
                self.deletions.insert(position, (id, removed));
                Err(ChatError::UndoLaterFirst)
            }
        }
    }

    /// Drops what was deleted: it can't be restored any more, and its memory is free.
    pub fn forget_deleted(&mut self, id: UndoId) {
        self.deletions.retain(|(other, _)| *other != id);
    }

    fn check_deletable(&self, message: MessageId) -> Result<(), ChatError> {
        let live = self.turn.as_ref().map(|turn| turn.answer());
        let above_live = live.is_some_and(|live| self.tree.line_to(live).iter().any(|m| m.id == message));
        if above_live { Err(ChatError::AnswerRunning) } else { Ok(()) }
    }

    fn record_deletion(&mut self, removed: Removed) -> UndoId {
        if self.countdown.is_some_and(|countdown| self.tree.get(countdown.answer).is_none()) {
            self.countdown = None;
        }
        self.touch();
        let id = UndoId(self.next_id());
        self.deletions.push((id, removed));
        id
    }
}
