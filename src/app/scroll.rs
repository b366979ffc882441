//! Where the page stands: following the end of the transcript, and keeping what is read in place.

pub(crate) mod follow;
