//! The transcript: the messages on the shown path, and the view of each.

mod message;
mod message_list;

pub(super) use message_list::MessageList;
