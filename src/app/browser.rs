//! The browser's interfaces: the document, tasks that end with the page, files, locks, screen readers,
//! leaving and forgetting. Nothing here depends on conversations.

pub(crate) mod announce;
pub(crate) mod dom;
pub(crate) mod files;
pub(crate) mod forget;
pub(crate) mod leave;
pub(crate) mod lifetime;
pub(crate) mod slots;
