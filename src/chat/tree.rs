//! A conversation's messages as a tree: siblings are versions, and one line from root to leaf is
//! shown. The tree knows nothing about turns; it maintains its shape and its count of bytes.

mod deletion;
mod node;
mod removed;

pub(super) use node::Children;
pub use node::Message;
pub(super) use removed::Removed;

use super::{id::MessageId, message::Body};

/// The state of a row of the shown line. Equal entries show the same, so a row needs an update only
/// when its entry differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathEntry {
    /// The message.
    pub id: MessageId,
    /// Incremented with each change of its content or state.
    pub revision: u32,
    /// The index of this version, from 0.
    pub version: usize,
    /// The number of versions.
    pub versions: usize,
}

/// Incremented whenever the shown line may have changed. It is ignored when trees are compared.
#[derive(Clone, Copy, Debug, Default)]
struct Shape(u64);

impl PartialEq for Shape {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Messages by id, in the shape that their parents give them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// Sorted by id: ids only grow, so a new message goes to the end.
    pub(super) messages: Vec<Message>,
    pub(super) roots: Children,
    pub(super) next: u32,
    pub(super) bytes: usize,
    shape: Shape,
}

impl Tree {
    /// The number of messages, all versions included.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there is no message.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// All messages, oldest first.
    pub fn iter(&self) -> std::slice::Iter<'_, Message> {
        self.messages.iter()
    }

    /// A message; `None` when it does not exist.
    pub fn get(&self, id: MessageId) -> Option<&Message> {
        self.index(id).map(|index| &self.messages[index])
    }

    fn index(&self, id: MessageId) -> Option<usize> {
        self.messages.binary_search_by_key(&id, |message| message.id).ok()
    }

    /// What follows a message; for `None`, the versions of the first message.
    pub fn children(&self, parent: Option<MessageId>) -> Option<&Children> {
        match parent {
            None => Some(&self.roots),
            Some(id) => self.get(id).map(|message| &message.children),
        }
    }

    pub(super) fn children_mut(&mut self, parent: Option<MessageId>) -> Option<&mut Children> {
        self.shape.0 = self.shape.0.wrapping_add(1);
        match parent {
            None => Some(&mut self.roots),
            Some(id) => {
                let index = self.index(id)?;
                Some(&mut self.messages[index].children)
            }
        }
    }

    /// The shown line, first message first.
    pub fn path(&self) -> impl Iterator<Item = &Message> {
        let selected = |children: &Children| children.selected().and_then(|id| self.get(id));
        std::iter::successors(selected(&self.roots), move |message| selected(&message.children))
    }

    /// A number that stays the same while the shown line does. The content of its messages may change meanwhile.
    pub fn shape(&self) -> u64 {
        self.shape.0
    }

    /// The ids of the shown line, first message first. A message is mostly stored right behind its
    /// parent, where it is found without a search.
    pub fn line(&self) -> Vec<MessageId> {
        let mut line = Vec::new();
        let (mut siblings, mut next) = (&self.roots, 0);
        while let Some(id) = siblings.selected() {
            let near = self.messages.get(next).is_some_and(|message| message.id == id).then_some(next);
            let Some(index) = near.or_else(|| self.index(id)) else { break };
            line.push(id);
            siblings = &self.messages[index].children;
            next = index + 1;
        }
        line
    }

    /// A message's row; `None` when it does not exist.
    pub fn entry(&self, id: MessageId) -> Option<PathEntry> {
        let message = self.get(id)?;
        let siblings = self.children(message.parent)?;
        let version = siblings.position(id)?;
        Some(PathEntry { id, revision: message.revision, version, versions: siblings.ids.len() })
    }

    /// The last message of the shown line.
    pub fn leaf(&self) -> Option<&Message> {
        self.path().last()
    }

    /// The line from the first message to this one, shown or not; empty when it does not exist.
    pub fn line_to(&self, id: MessageId) -> Vec<&Message> {
        let mut line: Vec<_> = std::iter::successors(self.get(id), |m| self.get(m.parent?)).collect();
        line.reverse();
        line
    }

    /// The index of a message among its versions, from 0, and their number.
    pub fn versions(&self, id: MessageId) -> Option<(usize, usize)> {
        let siblings = self.children(self.get(id)?.parent)?;
        Some((siblings.position(id)?, siblings.ids.len()))
    }

    /// Messages in depth-first order: each before what follows it, versions in their order.
    pub fn preorder(&self) -> Vec<&Message> {
        self.below(&self.roots)
    }

    /// A message and everything that follows it, in depth-first order.
    pub fn branch(&self, id: MessageId) -> Vec<&Message> {
        self.below(&Children { ids: vec![id], selected: 0 })
    }

    // An explicit stack: a long conversation is a deep tree.
    fn below(&self, top: &Children) -> Vec<&Message> {
        let mut found = Vec::new();
        let mut open: Vec<MessageId> = top.ids.iter().rev().copied().collect();
        while let Some(message) = open.pop().and_then(|id| self.get(id)) {
            found.push(message);
            open.extend(message.children.ids.iter().rev());
        }
        found
    }

    /// Appends a version below a message (for `None`, a first message) and selects it. `None` when the
    /// parent does not exist or the counter is used up.
    pub(super) fn insert(&mut self, parent: Option<MessageId>, body: Body) -> Option<MessageId> {
        let next = self.next.checked_add(1)?;
        let id = MessageId(self.next);
        let siblings = self.children_mut(parent)?;
        siblings.ids.push(id);
        siblings.selected = siblings.ids.len() - 1;
        self.next = next;
        self.bytes += body.bytes();
        self.messages.push(Message { id, parent, children: Children::default(), revision: 0, body });
        Some(id)
    }

    /// Changes a message's content and updates its bytes and revision. False when it does not exist.
    pub(super) fn update(&mut self, id: MessageId, change: impl FnOnce(&mut Body)) -> bool {
        let Some(index) = self.index(id) else { return false };
        let message = &mut self.messages[index];
        self.bytes -= message.body.bytes();
        change(&mut message.body);
        self.bytes += message.body.bytes();
        message.revision = message.revision.wrapping_add(1);
        true
    }

    /// Selects this message and each of its ancestors. False when it does not exist.
    pub(super) fn reveal(&mut self, id: MessageId) -> bool {
        let mut current = Some(id);
        while let Some(id) = current {
            let Some(parent) = self.get(id).map(|message| message.parent) else { return false };
            if let Some(siblings) = self.children_mut(parent) {
                siblings.select(id);
            }
            current = parent;
        }
        true
    }
}
