//! The domain: what a conversation is and how a turn of it goes. No DOM, no I/O, no clock.

pub mod error;
pub mod event;
pub mod figures;
pub mod id;
pub mod message;
pub mod model;
pub mod params;
pub mod retry;
mod seam;
pub mod text;
pub mod time;
pub mod tree;
pub mod turn;
mod undo;

pub use error::ChatError;
pub use event::{ChatEvent, ErrorKind, FinishReason, StreamError, Usage};
pub use figures::{Figures, Tokens};
pub use id::{ConversationId, MessageId, QueuedId, UndoId};
pub use message::{Answer, Body, Image, ImageType, Message, Part, Question, Reasoning, Role, TextFile};
pub use model::ModelId;
pub use params::{ParamProblem, Params, ReasoningEffort};
pub use retry::RetryPlan;
pub use text::Text;
pub use time::Instant;
pub use tree::{PathEntry, Tree};
pub use turn::{End, Fed, Finished, Phase, Step, Streaming, Turn};

#[cfg(test)]
mod tests;
