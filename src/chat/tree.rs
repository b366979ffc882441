//! A conversation's messages as a tree: siblings are versions, a line from root to leaf is what is
//! shown. The tree knows nothing of turns; it keeps its own shape and its count of bytes.

use super::message::{Body, Message};
use super::{MessageId, undo::Removed};

/// The versions below one message, and which of them is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Children {
    pub(super) ids: Vec<MessageId>,
    pub(super) selected: usize,
}

impl Children {
    /// All of them, oldest first.
    pub fn ids(&self) -> &[MessageId] {
        &self.ids
    }

    /// The one that is shown; `None` when there is none.
    pub fn selected(&self) -> Option<MessageId> {
        self.ids.get(self.selected).copied()
    }

    pub(super) fn position(&self, id: MessageId) -> Option<usize> {
        self.ids.iter().position(|other| *other == id)
    }

    pub(super) fn select(&mut self, id: MessageId) -> bool {
        let position = self.position(id);
        self.selected = position.unwrap_or(self.selected);
        position.is_some()
    }
}

/// What a row of the shown line shows. Two equal entries show the same, so a row has to be looked at
/// only when its entry differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathEntry {
    /// The message.
    pub id: MessageId,
    /// Goes up with each change of what it says or of its state.
    pub revision: u32,
    /// Which version this is, from 0.
    pub version: usize,
    /// Of how many.
    pub versions: usize,
}

/// Goes up whenever the shown line may have become another one. Trees that hold the same are equal,
/// whatever it says.
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
    /// How many messages there are, all versions counted.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there is no message.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// All messages, oldest first, whatever their place.
    pub fn iter(&self) -> std::slice::Iter<'_, Message> {
        self.messages.iter()
    }

    /// A message; `None` when it is not (any more) there.
    pub fn get(&self, id: MessageId) -> Option<&Message> {
        self.index(id).map(|index| &self.messages[index])
    }

    fn index(&self, id: MessageId) -> Option<usize> {
        self.messages.binary_search_by_key(&id, |message| message.id).ok()
    }

    /// What follows a message, or for `None` the versions of the first one.
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

    /// While it is the same, so is the shown line: what its messages say may have changed.
    pub fn shape(&self) -> u64 {
        self.shape.0
    }

    /// The shown line as names, first message first. Each message mostly stands right behind its
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

    /// A message's row; `None` when it is gone.
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

    /// The line from the first message to this one, whether shown or not; empty when it is gone.
    pub fn line_to(&self, id: MessageId) -> Vec<&Message> {
        let mut line: Vec<_> = std::iter::successors(self.get(id), |m| self.get(m.parent?)).collect();
        line.reverse();
        line
    }

    /// Which version a message is, from 0, and of how many.
    pub fn versions(&self, id: MessageId) -> Option<(usize, usize)> {
        let siblings = self.children(self.get(id)?.parent)?;
        Some((siblings.position(id)?, siblings.ids.len()))
    }

    /// Messages in the order of a book: each before what follows it, versions in their order.
    pub fn preorder(&self) -> Vec<&Message> {
        self.below(&self.roots)
    }

    /// A message and all that follows it, in the order of a book.
    pub fn branch(&self, id: MessageId) -> Vec<&Message> {
        self.below(&Children { ids: vec![id], selected: 0 })
    }

    // A stack of its own: a long conversation is a deep tree.
    fn below(&self, top: &Children) -> Vec<&Message> {
        let mut found = Vec::new();
        let mut open: Vec<MessageId> = top.ids.iter().rev().copied().collect();
        while let Some(message) = open.pop().and_then(|id| self.get(id)) {
            found.push(message);
            open.extend(message.children.ids.iter().rev());
        }
        found
    }

    /// Appends a version below a message (`None`: a first message) and shows it. `None` when the
    /// parent is gone or the counter is used up.
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

    /// Changes what a message says, counts its bytes anew and its revision up. False when it is gone.
    pub(super) fn update(&mut self, id: MessageId, change: impl FnOnce(&mut Body)) -> bool {
        let Some(index) = self.index(id) else { return false };
        let message = &mut self.messages[index];
        self.bytes -= message.body.bytes();
        change(&mut message.body);
        self.bytes += message.body.bytes();
        message.revision = message.revision.wrapping_add(1);
        true
    }

    /// Shows this message, by showing each of its ancestors. False when it is gone.
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

    /// Takes out a message and all that follows it. `None` when it is gone.
    pub(super) fn remove_branch(&mut self, id: MessageId) -> Option<Removed> {
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
        Some(Removed { top: id, parent, position, shown, messages, bytes, branch: true })
    }

    /// Takes out one message; what follows it moves up into its place. `None` when it is gone.
    pub(super) fn remove_message(&mut self, id: MessageId) -> Option<Removed> {
        let index = self.index(id)?;
        let parent = self.messages[index].parent;
        let siblings = self.children_mut(parent)?;
        let (position, shown) = (siblings.position(id)?, siblings.selected()?);
        let message = self.messages.remove(index);
        for child in &message.children.ids {
            if let Some(index) = self.index(*child) {
                self.messages[index].parent = parent;
            }
        }
        let siblings = self.children_mut(parent)?;
        siblings.ids.splice(position..=position, message.children.ids.iter().copied());
        // Whatever was shown stays shown; instead of the message itself, what followed it.
        let next = if shown == id { message.children.selected() } else { Some(shown) };
        if !next.is_some_and(|next| siblings.select(next)) {
            siblings.selected = position.min(siblings.ids.len().saturating_sub(1));
        }
        let bytes = message.body.bytes();
        self.bytes -= bytes;
        Some(Removed { top: id, parent, position, shown, messages: vec![message], bytes, branch: false })
    }
}
