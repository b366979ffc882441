//! How an answer ended.

use serde::{Deserialize, Serialize};

use super::{FinishReason, StreamError};

/// How a turn ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The model finished, and why.
    Done(FinishReason),
    /// The person stopped it.
    Stopped,
    /// It broke off after something had arrived: the answer is not complete.
    Interrupted(StreamError),
    /// It failed before anything arrived.
    Failed(StreamError),
}

impl End {
    /// Whether the answer is known to be incomplete and must never look complete.
    pub fn is_partial(&self) -> bool {
        !matches!(self, Self::Done(reason) if *reason != FinishReason::Length)
    }

    /// What went wrong, if something did.
    pub fn error(&self) -> Option<&StreamError> {
        match self {
            Self::Interrupted(error) | Self::Failed(error) => Some(error),
            Self::Done(_) | Self::Stopped => None,
        }
    }
}
