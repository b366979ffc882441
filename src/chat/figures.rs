//! What an answer cost: tokens and time.

use serde::{Deserialize, Serialize};

use super::Usage;

/// Token counts, and who counted them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tokens {
    /// As the model's server counted them. Exported files call it `told`.
    #[serde(rename = "told")]
    Counted(Usage),
    /// An estimate of the answer's tokens, reasoning included; shown as such.
    Estimated(u64),
}

impl Tokens {
    /// An estimate from UTF-8 bytes: about four to a token in most languages and tokenizers.
    pub fn estimate(bytes: usize) -> Self {
        Self::Estimated(bytes.div_ceil(4) as u64)
    }

    /// The answer's tokens, reasoning included.
    pub fn answer(self) -> u64 {
        match self {
            Self::Counted(usage) => usage.completion_tokens,
            Self::Estimated(tokens) => tokens,
        }
    }

    /// Whether it is an estimate.
    pub fn is_estimate(self) -> bool {
        matches!(self, Self::Estimated(_))
    }
}

/// What an answer cost; for a continued answer, all its turns together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Token counts.
    pub tokens: Tokens,
    /// From sending to the first token of text or reasoning, in milliseconds.
    pub first_token_ms: f64,
    /// From the first token to the end, in milliseconds.
    pub writing_ms: f64,
    /// Tokens that were counted but not shown: hidden reasoning before the first token.
    #[serde(default)]
    pub hidden_tokens: u64,
}

impl Figures {
    /// Tokens per second while the answer was written; `None` when all arrived at once.
    pub fn tokens_per_second(&self) -> Option<f64> {
        let written = self.tokens.answer().saturating_sub(self.hidden_tokens) as f64;
        (self.writing_ms >= 1.0 && written > 0.0).then(|| written / self.writing_ms * 1000.0)
    }

    /// These figures and those of the turn that continued the answer.
    pub(super) fn and_then(self, more: Self) -> Self {
        let tokens = match (self.tokens, more.tokens) {
            (Tokens::Counted(first), Tokens::Counted(second)) => Tokens::Counted(Usage {
                prompt_tokens: first.prompt_tokens.saturating_add(second.prompt_tokens),
                completion_tokens: first.completion_tokens.saturating_add(second.completion_tokens),
                reasoning_tokens: match (first.reasoning_tokens, second.reasoning_tokens) {
                    (None, None) => None,
                    (a, b) => Some(a.unwrap_or(0).saturating_add(b.unwrap_or(0))),
                },
            }),
            (first, second) => Tokens::Estimated(first.answer().saturating_add(second.answer())),
        };
        Self {
            tokens,
            first_token_ms: self.first_token_ms,
            writing_ms: self.writing_ms + more.writing_ms,
            hidden_tokens: self.hidden_tokens.saturating_add(more.hidden_tokens),
        }
    }
}
