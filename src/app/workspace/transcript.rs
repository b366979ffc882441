//! What was said: the rows of the shown line, and how each message is shown.

mod message;
mod message_list;

pub(super) use message_list::MessageList;
