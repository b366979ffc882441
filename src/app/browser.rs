//! What the page asks of the browser: the document, tasks that end with the page, files, locks,
//! screen readers, leaving and forgetting. Nothing here knows a conversation.

pub(crate) mod announce;
pub(crate) mod dom;
pub(crate) mod files;
pub(crate) mod forget;
pub(crate) mod leave;
pub(crate) mod lifetime;
pub(crate) mod slots;
