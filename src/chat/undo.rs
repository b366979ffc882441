//! What a deletion took out, kept so that it can be put back exactly.

use super::message::Message;
use super::{MessageId, tree::Tree};

/// Messages taken out of a tree, and where they were.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    /// The message that was deleted.
    pub(super) top: MessageId,
    pub(super) parent: Option<MessageId>,
    /// Its place among its versions.
    pub(super) position: usize,
    /// The version that was shown before.
    pub(super) shown: MessageId,
    /// Sorted by id.
    pub(super) messages: Vec<Message>,
    pub(super) bytes: usize,
    /// Whether what followed went, too; otherwise it moved up and comes back below the message.
    pub(super) branch: bool,
}

impl Tree {
    /// Puts back what a deletion took out. Straight after the deletion the tree is exactly as before
    /// it; later, what happened meanwhile stays. Hands everything back when what it followed is
    /// itself gone: undo that deletion first.
    pub(super) fn restore(&mut self, removed: Removed) -> Result<(), Removed> {
        let parent = removed.parent;
        let Some(siblings) = self.children(parent) else { return Err(removed) };
        let Removed { top, mut position, shown, mut messages, bytes, branch, .. } = removed;
        let mut ids = siblings.ids.clone();
        if !branch {
            // Those that moved up, and have not been deleted since, go back below their parent.
            for message in messages.iter_mut().filter(|message| message.id == top) {
                let was_shown = message.children.selected();
                message.children.ids.retain(|child| ids.contains(child));
                let children = &mut message.children;
                if !was_shown.is_some_and(|id| children.select(id)) {
                    children.selected = 0;
                }
                position = children
                    .ids
                    .iter()
                    .filter_map(|child| ids.iter().position(|id| id == child))
                    .min()
                    .unwrap_or(position);
                ids.retain(|id| !children.ids.contains(id));
                for child in &mut self.messages {
                    if children.ids.contains(&child.id) {
                        child.parent = Some(top);
                    }
                }
            }
        }
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

/// Two lists that are sorted by id as one.
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
