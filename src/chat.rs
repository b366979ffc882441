//! The domain: what a conversation is and how a turn of it goes. No DOM, no I/O, no clock: whoever
//! has one tells the time in milliseconds ([`Instant`]).
//!
//! - [`Conversation`] owns a [`Tree`] of messages, at most one live [`Turn`], a queue, a [`Draft`] and
//!   [`Settings`]. Each thing a person can do is one method; what can't be done is refused with a
//!   [`ChatError`] whose sentence is shown, and then nothing has changed.
//! - A turn: [`Conversation::ask`] (or `regenerate`, `edit_question`, `retry`, `continue_answer`) opens
//!   it and gives its [`TurnId`]; [`Conversation::prompt`] is what to send; each event goes to
//!   [`Conversation::feed`], an end of stream without a terminal event to [`Conversation::cut`]. When
//!   it says [`Progress::Ended`], the answer is in the tree: ask [`Conversation::plan_retry`] what comes
//!   next, and [`Conversation::ask_next`] whether something waits.
//! - For a page: a token changes nothing but [`Turn::text`] (or [`Turn::reasoning`]), which only grows:
//!   remember how many bytes are shown and append the rest once per frame. [`Conversation::path`]
//!   gives the shown line, which changes only with [`Tree::shape`]; a row has to be looked at only
//!   when its [`PathEntry`] differs.

pub mod conversation;
pub mod draft;
pub mod error;
pub mod event;
pub mod export;
pub mod figures;
pub mod id;
mod import;
pub mod memory;
pub mod message;
pub mod model;
pub mod params;
pub mod prompt;
pub mod retry;
mod seam;
pub mod search;
pub mod settings;
pub mod text;
pub mod time;
pub mod title;
pub mod tree;
pub mod turn;
mod undo;
pub mod workspace;

pub use conversation::{Conversation, Countdown, Progress};
pub use draft::{Draft, Queued};
pub use error::ChatError;
pub use event::{ChatEvent, ErrorKind, FinishReason, StreamError, Usage};
pub use export::{Day, Export, Format};
pub use figures::{Figures, Tokens};
pub use id::{ConversationId, MessageId, QueuedId, TurnId, UndoId};
pub use memory::{Memory, MemoryLevel};
pub use message::{Answer, Body, Image, ImageType, Message, Part, Question, Reasoning, Role, TextFile};
pub use model::ModelId;
pub use params::{ParamProblem, Params, ReasoningEffort};
pub use prompt::{PromptMessage, PromptPart};
pub use retry::RetryPlan;
pub use search::{Found, Hit};
pub use settings::Settings;
pub use text::Text;
pub use time::Instant;
pub use title::Title;
pub use tree::{PathEntry, Tree};
pub use turn::{End, Fed, Finished, Phase, Step, Streaming, Turn};
pub use workspace::Workspace;

#[cfg(test)]
mod tests;
