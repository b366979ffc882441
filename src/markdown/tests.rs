//! Behaviour of the Markdown room, one file per behaviour.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod answers;
mod gfm;
mod halfway;
mod html;
mod mirror;
mod specification;
mod splits;
mod work;
