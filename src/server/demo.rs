//! The embedded demo parts: real servers on real sockets, for loopback alone.

pub(crate) mod identity;
pub(crate) mod model;
