//! All conversations of a tab.

use super::tree::Message;
use super::tree::Tree;
use super::{
    ChatError, Conversation, ConversationId, Instant, Memory, MessageId, ModelId, Part, Settings,
    memory::DEFAULT_BUDGET,
};

/// All conversations of the tab, newest first, and their memory budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    pub(super) conversations: Vec<(ConversationId, Conversation)>,
    /// Deleted conversations that can be restored, and their positions.
    deleted: Vec<(usize, ConversationId, Conversation)>,
    model: Option<ModelId>,
    budget: usize,
    next: u32,
    pub(super) exports: u32,
}

impl Default for Workspace {
    fn default() -> Self {
        Self::new(DEFAULT_BUDGET)
    }
}

impl Workspace {
    /// Without a conversation; the budget in bytes.
    pub fn new(budget: usize) -> Self {
        Self { conversations: Vec::new(), deleted: Vec::new(), model: None, budget, next: 1, exports: 0 }
    }

    /// All conversations, newest first.
    pub fn iter(&self) -> impl Iterator<Item = (ConversationId, &Conversation)> {
        self.conversations.iter().map(|(id, conversation)| (*id, conversation))
    }

    /// A conversation; `None` when it is deleted.
    pub fn get(&self, id: ConversationId) -> Option<&Conversation> {
        self.iter().find(|(other, _)| *other == id).map(|(_, conversation)| conversation)
    }

    /// A conversation, to change it; `None` when it is deleted.
    pub fn get_mut(&mut self, id: ConversationId) -> Option<&mut Conversation> {
        let mut all = self.conversations.iter_mut();
        all.find(|(other, _)| *other == id).map(|(_, conversation)| conversation)
    }

    /// A new conversation with the model that was chosen last. While the newest one is untouched, it is
    /// reused.
    pub fn create(&mut self) -> ConversationId {
        let settings = Settings { model: self.model.clone(), ..Settings::default() };
        let fresh = Conversation { settings, ..Conversation::default() };
        match self.conversations.first_mut() {
            Some((id, newest)) if newest.is_untouched() => {
                *newest = fresh;
                *id
            }
            _ => self.add(fresh),
        }
    }

    pub(super) fn add(&mut self, conversation: Conversation) -> ConversationId {
        let id = ConversationId(self.next);
        self.next = self.next.wrapping_add(1);
        self.conversations.insert(0, (id, conversation));
        id
    }

    /// The model that was chosen last in this tab.
    pub fn model(&self) -> Option<&ModelId> {
        self.model.as_ref()
    }

    /// Sets the model of a conversation and of those that are created from now on.
    pub fn choose_model(&mut self, id: ConversationId, model: ModelId) {
        if let Some(conversation) = self.get_mut(id) {
            conversation.set_model(model.clone());
        }
        self.model = Some(model);
    }

    /// A new conversation with the line from the first message to this one.
    ///
    /// # Errors
    /// `Gone`, or `AnswerRunning` when an answer on that line is being written.
    pub fn branch(&mut self, id: ConversationId, message: MessageId) -> Result<ConversationId, ChatError> {
        let source = self.get(id).ok_or(ChatError::Gone)?;
        let line = source.tree.line_to(message);
        if line.is_empty() {
            return Err(ChatError::Gone);
        }
        if line.iter().any(|message| message.answer().is_some_and(|answer| answer.is_live())) {
            return Err(ChatError::AnswerRunning);
        }
        let mut branch = Conversation {
            settings: source.settings.clone(),
            title: source.title.clone(),
            ..Conversation::default()
        };
        let mut last = None;
        for Message { id, body, .. } in line {
            last = branch.tree.insert(last, body.clone());
            if source.context_start == Some(*id) {
                branch.context_start = last;
            }
        }
        branch.touch();
        Ok(self.add(branch))
    }

    /// Deletes a conversation and stops its turn (the caller drops the stream).
    ///
    /// # Errors
    /// `Gone`.
    pub fn delete(&mut self, id: ConversationId, now: Instant) -> Result<(), ChatError> {
        let position = self.conversations.iter().position(|(other, _)| *other == id);
        let position = position.ok_or(ChatError::Gone)?;
        let (id, mut conversation) = self.conversations.remove(position);
        conversation.stop(now);
        self.deleted.push((position, id, conversation));
        Ok(())
    }

    /// Restores a deleted conversation at its position.
    ///
    /// # Errors
    /// `Gone`.
    pub fn undo_delete(&mut self, id: ConversationId) -> Result<(), ChatError> {
        let position = self.deleted.iter().position(|(_, other, _)| *other == id).ok_or(ChatError::Gone)?;
        let (position, id, conversation) = self.deleted.remove(position);
        self.conversations.insert(position.min(self.conversations.len()), (id, conversation));
        Ok(())
    }

    /// Drops a deleted conversation: it can't be restored any more, and its memory is free.
    pub fn forget_deleted(&mut self, id: ConversationId) {
        self.deleted.retain(|(_, other, _)| *other != id);
    }

    /// Forgets everything. Ids are not used again.
    pub fn forget_everything(&mut self) {
        *self = Self { next: self.next, exports: self.exports, ..Self::new(self.budget) };
    }

    /// What the conversations use of the budget.
    pub fn memory(&self) -> Memory {
        let kept = self.conversations.iter().map(|(_, conversation)| conversation.bytes());
        let deleted = self.deleted.iter().map(|(_, _, conversation)| conversation.bytes());
        Memory { used: kept.chain(deleted).sum(), limit: self.budget }
    }

    /// Checks whether an attachment fits into the budget.
    ///
    /// # Errors
    /// `MemoryFull`.
    pub fn has_room_for(&self, attachment: &Part) -> Result<(), ChatError> {
        if attachment.bytes() <= self.memory().left() { Ok(()) } else { Err(ChatError::MemoryFull) }
    }

    /// Adds an attachment to the draft of a conversation.
    ///
    /// # Errors
    /// `MemoryFull` or `Gone`.
    pub fn attach(&mut self, id: ConversationId, attachment: Part) -> Result<(), ChatError> {
        self.has_room_for(&attachment)?;
        self.get_mut(id).ok_or(ChatError::Gone)?.attach(attachment);
        Ok(())
    }

    /// Whether leaving would lose something that was not exported: only then `beforeunload` asks.
    pub fn is_changed(&self) -> bool {
        self.conversations.iter().any(|(_, conversation)| conversation.is_changed())
    }
}

impl Conversation {
    /// Whether something is here that was written, attached or set, and not sent.
    pub fn has_unsent(&self) -> bool {
        let Self { draft, settings, .. } = self;
        let defaults = Settings { model: settings.model.clone(), ..Settings::default() };
        !draft.is_blank() || *settings != defaults
    }

    /// Whether nothing was said, written, attached, named or set here but the model.
    fn is_untouched(&self) -> bool {
        let Self { tree, queue, draft, settings, title, .. } = self;
        tree == &Tree::default()
            && queue.is_empty()
            && draft.is_blank()
            && title.text().is_none()
            && settings == &Settings { model: settings.model.clone(), ..Settings::default() }
    }
}
