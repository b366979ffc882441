//! The composer, and what is attached in it.

mod attach;
mod composer;

pub(super) use attach::prepare;
pub(super) use composer::Composer;
