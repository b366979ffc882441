//! What a deletion removed, kept so that it can be restored exactly.

use super::node::Message;
use crate::chat::id::MessageId;

/// Messages removed from a tree, and where they were.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Removed {
    /// The message that was deleted.
    pub(in crate::chat) top: MessageId,
    pub(in crate::chat) parent: Option<MessageId>,
    /// Its index among its versions.
    pub(in crate::chat) position: usize,
    /// The version that was shown before.
    pub(in crate::chat) shown: MessageId,
    /// Sorted by id.
    pub(in crate::chat) messages: Vec<Message>,
    pub(in crate::chat) bytes: usize,
}
