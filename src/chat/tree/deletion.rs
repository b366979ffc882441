//! Removing messages from a tree and restoring them.

use super::{Message, Removed, Tree};
use crate::chat::id::MessageId;

impl Tree {
    /// Removes a message and everything that follows it. `None` when it does not exist.
    pub(in crate::chat) fn remove_branch(&mut self, id: MessageId) -> Option<Removed> {
        let parent = self.get(id)?.parent;
        let mut gone = vec![false; self.messages.len()];
        for message in self.branch(id) {
            if let Some(index) = self.index(message.id) {
                gone[index] = true;
            }
        }
        let siblings = self.children_mut(parent)?;
        let (position, shown) = (siblings.position(id)?, siblings.selected()?);
        siblings.ids.remove(position);
        if siblings.selected > position || siblings.selected == siblings.ids.len() {
            siblings.selected = siblings.selected.saturating_sub(1);
        }
        let (mut kept, mut messages) = (Vec::with_capacity(self.messages.len()), Vec::new());
        for (message, gone) in std::mem::take(&mut self.messages).into_iter().zip(gone) {
            if gone { messages.push(message) } else { kept.push(message) }
        }
        self.messages = kept;
        let bytes = messages.iter().map(|message| message.body.bytes()).sum();
        self.bytes -= bytes;
        Some(Removed { top: id, parent, position, shown, messages, bytes })
    }

    /// Restores what a deletion removed. Directly after the deletion, the tree is exactly as before it;
    /// later, changes made meanwhile are kept.
    ///
    /// # Errors
    /// Returns `removed` when its parent is deleted, too: undo that deletion first.
    pub(in crate::chat) fn restore(&mut self, removed: Removed) -> Result<(), Removed> {
        let parent = removed.parent;
        let Some(siblings) = self.children(parent) else { return Err(removed) };
        let Removed { top, position, shown, messages, bytes, .. } = removed;
        let mut ids = siblings.ids.clone();
        ids.insert(position.min(ids.len()), top);
        if let Some(siblings) = self.children_mut(parent) {
            siblings.ids = ids;
            if !siblings.select(shown) {
                siblings.select(top);
            }
        }
        self.messages = merge(std::mem::take(&mut self.messages), messages);
        self.bytes += bytes;
        Ok(())
    }
}

/// Merges two lists that are sorted by id.
fn merge(left: Vec<Message>, right: Vec<Message>) -> Vec<Message> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let mut left = left.into_iter().peekable();
    for message in right {
        while let Some(earlier) = left.next_if(|other| other.id < message.id) {
            merged.push(earlier);
        }
        merged.push(message);
    }
    merged.extend(left);
    merged
}
