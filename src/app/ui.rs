//! Small views that any room may use. They may import the browser's room and `chat`, but not the store.

pub(crate) mod chip;
pub(crate) mod copy;
pub(crate) mod dialog;
pub(crate) mod icon;
pub(crate) mod lazy;
pub(crate) mod menu;
pub(crate) mod number;
pub(crate) mod shown;
