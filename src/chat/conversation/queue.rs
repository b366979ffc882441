//! Messages that wait while an answer is written.

use super::Conversation;
use crate::chat::draft::Queued;
use crate::chat::{ChatError, Instant, ModelId, Part, QueuedId, TurnId};

impl Conversation {
    /// What waits, the next one first.
    pub fn queue(&self) -> &[Queued] {
        &self.queue
    }

    /// Puts a message at the end of the queue. Fails with `EmptyMessage`.
    pub fn enqueue(&mut self, mut parts: Vec<Part>) -> Result<QueuedId, ChatError> {
        parts.retain(|part| !part.is_blank());
        if parts.is_empty() {
            return Err(ChatError::EmptyMessage);
        }
        let id = QueuedId(self.count());
        self.queue.push(Queued { id, parts });
        self.touch();
        Ok(id)
    }

    /// Puts the draft at the end of the queue. It is kept when that is refused.
    pub fn enqueue_draft(&mut self) -> Result<QueuedId, ChatError> {
        let id = self.enqueue(self.draft.clone().into_parts())?;
        self.draft = Default::default();
        Ok(id)
    }

    /// Takes a message out of the queue and hands it back. Fails with `Gone`.
    pub fn remove_queued(&mut self, id: QueuedId) -> Result<Vec<Part>, ChatError> {
        let position = self.queue.iter().position(|queued| queued.id == id).ok_or(ChatError::Gone)?;
        self.touch();
        Ok(self.queue.remove(position).parts)
    }

    /// Whether the next message may go out by itself. After a fault it waits for the person: what
    /// follows an answer that is not there would be asked into the void.
    pub fn is_queue_ready(&self) -> bool {
        !self.queue.is_empty() && !self.is_busy() && !self.went_wrong()
    }

    /// Sends the next message of the queue if it may go out by itself; to be called whenever a turn
    /// has ended.
    pub fn ask_next(&mut self, model: &ModelId, now: Instant) -> Option<TurnId> {
        if !self.is_queue_ready() {
            return None;
        }
        let next = self.queue.first()?.id;
        self.ask_queued(next, model, now).ok()
    }

    /// Sends a message of the queue now, as the person wishes. It is kept when that is refused.
    pub fn ask_queued(&mut self, id: QueuedId, model: &ModelId, now: Instant) -> Result<TurnId, ChatError> {
        let queued = self.queue.iter().find(|queued| queued.id == id).ok_or(ChatError::Gone)?;
        let turn = self.ask(queued.parts.clone(), model, now)?;
        self.queue.retain(|queued| queued.id != id);
        Ok(turn)
    }
}
