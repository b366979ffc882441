//! The contract between tab and server: all that crosses the wire is defined here, once.
//!
//! * [`request`]: what a tab sends.
//! * [`event_stream`]: how the answer's events are written and read (`text/event-stream`).
//! * [`json`]: how the rest is written and read.
//! * [`error`]: refusals, and the HTTP status of each.
//! * [`client`]: how the tab calls (custom header, real statuses, cancellation).
//! * [`session`]: whose session this is.
//! * [`chat()`]: the streaming server function itself.

mod chat;
pub mod client;
pub mod error;
pub mod event_stream;
pub mod json;
pub mod page;
pub mod request;
pub mod session;

pub use chat::{EventStream, EventStreamEncoding, chat};

/// Every request that changes or reveals something carries this header. A foreign page can't add
/// it without a CORS preflight, which this server never grants.
pub const CUSTOM_HEADER: &str = "x-mayfly";
