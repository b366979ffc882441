//! Stable identifiers: plain counters, unique for the lifetime of the tab.

use std::fmt;

/// A message within its conversation. Never used again, not even after a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub(super) u32);

/// A conversation within the tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationId(pub(super) u32);

/// A deletion within a conversation that can still be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UndoId(pub(super) u32);

/// A message in a conversation's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueuedId(pub(super) u32);

/// A turn of a conversation. Events of an abandoned stream carry an old id and are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TurnId(pub(super) u32);

macro_rules! prints_its_number {
    ($($id:ty),*) => {$(
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    )*};
}
prints_its_number!(MessageId, ConversationId, UndoId, QueuedId, TurnId);
