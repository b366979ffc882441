//! The queue of messages that wait while an answer is written.

use super::Conversation;
use crate::chat::draft::Queued;
use crate::chat::{ChatError, Instant, ModelId, Part, QueuedId, TurnId};

impl Conversation {
    /// The queue, next message first.
    pub fn queue(&self) -> &[Queued] {
        &self.queue
    }

    /// Appends a message to the queue.
    ///
    /// # Errors
    /// `EmptyMessage`.
    pub fn enqueue(&mut self, mut parts: Vec<Part>) -> Result<QueuedId, ChatError> {
        parts.retain(|part| !part.is_blank());
        if parts.is_empty() {
            return Err(ChatError::EmptyMessage);
        }
        let id = QueuedId(self.next_id());
        self.queue.push(Queued { id, parts });
        self.touch();
        Ok(id)
    }

    /// Appends the draft to the queue. It is kept on an error.
    ///
    /// # Errors
    /// As [`Self::enqueue`].
    pub fn enqueue_draft(&mut self) -> Result<QueuedId, ChatError> {
        let id = self.enqueue(self.draft.clone().into_parts())?;
        self.draft = Default::default();
        Ok(id)
    }

    /// Removes a message from the queue and returns it.
    ///
    /// # Errors
    /// `Gone`.
    pub fn remove_queued(&mut self, id: QueuedId) -> Result<Vec<Part>, ChatError> {
        let position = self.queue.iter().position(|queued| queued.id == id).ok_or(ChatError::Gone)?;
        self.touch();
        Ok(self.queue.remove(position).parts)
    }

    /// Whether the next message may be sent automatically. After a fault it waits for the person: it was
    /// written to follow an answer that is missing.
    pub fn is_queue_ready(&self) -> bool {
        !self.queue.is_empty() && !self.is_busy() && !self.ends_with_error()
    }

    /// Sends the next message of the queue if it may be sent automatically. Call it whenever a turn has
    /// ended.
    pub fn ask_next(&mut self, model: &ModelId, now: Instant) -> Option<TurnId> {
        if !self.is_queue_ready() {
            return None;
        }
        let next = self.queue.first()?.id;
        self.ask_queued(next, model, now).ok()
    }

    /// Sends a message of the queue now, on the person's request. It is kept on an error.
    ///
    /// # Errors
    /// `Gone`, or as [`Self::ask`].
    pub fn ask_queued(&mut self, id: QueuedId, model: &ModelId, now: Instant) -> Result<TurnId, ChatError> {
        let queued = self.queue.iter().find(|queued| queued.id == id).ok_or(ChatError::Gone)?;
        let turn = self.ask(queued.parts.clone(), model, now)?;
        self.queue.retain(|queued| queued.id != id);
        Ok(turn)
    }
}
