//! What is on screen for a signed-in person. The views have rooms of their own, which do not import each
//! other: `transcript`, `compose`, `dialogs`, `find`, `pages`. What they share is beside them: the commands,
//! the panels' state, the rows of the transcript.

mod auth_gate;
mod bar;
mod chat_view;
mod commands;
mod compose;
mod conversation_menu;
mod dialogs;
mod find;
mod idle;
mod keys;
mod menu_row;
mod network;
#[cfg(feature = "ssr")]
pub(crate) mod pages;
mod panels;
mod pieces;
mod rows;
mod session;
mod sidebar;
mod take_away;
mod transcript;

pub(super) use auth_gate::AuthGate;
pub(super) use chat_view::ChatView;
