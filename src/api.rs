//! The contract between tab and server: all that crosses the wire is defined here, once.

pub mod request;
