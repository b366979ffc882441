//! The domain: what a conversation is and how a turn of it goes. No DOM, no I/O, no clock.

pub mod event;
pub mod model;
pub mod text;

pub use event::{ChatEvent, ErrorKind, FinishReason, StreamError, Usage};
pub use model::ModelId;
pub use text::Text;
