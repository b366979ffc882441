//! The embedded demo parts: real servers on real sockets, for loopback alone.

pub mod identity;
pub mod model;
