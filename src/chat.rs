#![doc = include_str!("chat/README.md")]

mod conversation;
mod draft;
mod end;
mod error;
mod event;
mod export;
mod figures;
mod id;
pub(crate) mod image;
mod import;
mod memory;
mod message;
mod model;
mod note;
mod params;
mod prompt;
mod retry;
mod seam;
pub(crate) mod search;
mod settings;
mod size;
mod stream_error;
mod text;
mod time;
mod title;
mod tree;
mod turn;
pub(crate) mod wire;
mod workspace;

pub use conversation::{Conversation, Countdown, Progress};
pub use draft::{Draft, Queued};
pub use end::End;
pub use error::ChatError;
pub use event::{ChatEvent, FinishReason, Usage};
pub use export::{Day, Export, Format};
pub use figures::{Figures, Tokens};
pub use id::{ConversationId, MessageId, QueuedId, TurnId, UndoId};
pub use image::{Image, ImageType};
pub use memory::{Memory, MemoryLevel};
pub use message::{Answer, Body, Part, Question, Reasoning, Role, TextFile};
pub use model::ModelId;
pub use note::{Note, Remedy};
pub use params::{ParamProblem, Params, ReasoningEffort};
pub use prompt::{PromptMessage, PromptPart};
pub use retry::RetryPlan;
pub use search::{ConversationHits, Hit};
pub use settings::Settings;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub(crate) use size::{bytes_text, megabytes};
pub use stream_error::{ErrorKind, StreamError};
pub use text::Text;
pub use time::Instant;
pub use title::Title;
pub use tree::{Message, PathEntry, Tree};
pub use turn::{Change, Finished, Phase, Step, Streaming, Turn};
pub use workspace::Workspace;

#[cfg(test)]
mod tests;
