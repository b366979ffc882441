//! The contract between tab and server: everything that crosses the wire is defined here once.
//!
//! * [`request`]: what a tab sends.
//! * [`event_stream`]: how an answer's events are written and read (`text/event-stream`).
//! * [`json`]: how everything else is written and read.
//! * [`error`]: refusals, and the HTTP status of each.
//! * [`client`]: how the tab calls (custom header, real statuses, cancellation).
//! * [`page`]: what a page starts with.
//! * [`session`]: whose session this is.
//! * [`chat()`]: the streaming server function itself.

mod chat;
pub(crate) mod client;
pub(crate) mod error;
pub mod event_stream;
pub(crate) mod json;
pub(crate) mod page;
pub mod request;
pub(crate) mod session;

pub(crate) use chat::{EventStream, chat};

/// Every request that changes or reveals something has this header. A foreign page can't set it
/// without a CORS preflight, which this server never grants.
pub(crate) const CUSTOM_HEADER: &str = "x-mayfly";
