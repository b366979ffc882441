//! The scroll position: following the end of the transcript, and keeping the block being read in place.

pub(crate) mod follow;
