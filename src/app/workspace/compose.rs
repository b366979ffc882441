//! Where people write: the composer, and what they attach.

mod attach;
mod composer;

pub(super) use attach::prepare;
pub(super) use composer::Composer;
