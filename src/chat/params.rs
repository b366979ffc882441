//! The parameters of a request, and their bounds.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Text, wire::names};

/// The parameters of a request. What is absent is left to the model's server. The names are those of
/// the Chat Completions API.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Params {
    /// 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// Over 0, up to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    /// The maximum length of the answer in tokens, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// How long the model may think.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<ReasoningEffort>,
    /// Up to four sequences that end the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<Text>,
    /// Asks for the same answer to the same question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
}

names! {
    /// How long the model may think, in the Chat Completions API's words.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ReasoningEffort {
        /// As little as it can.
        Minimal = "minimal",
        /// Little.
        Low = "low",
        /// The usual.
        Medium = "medium",
        /// Long.
        High = "high",
    }
}

/// The bounds of [`Params::temperature`].
pub(super) const TEMPERATURE: RangeInclusive<f32> = 0.0..=2.0;
/// The bounds of [`Params::top_p`]; 0 would leave no token to draw from.
pub(super) const TOP_P: RangeInclusive<f32> = 0.01..=1.0;
/// The bounds of [`Params::max_tokens`]; the upper one is beyond any model and only catches typos.
pub(super) const MAX_TOKENS: RangeInclusive<u32> = 1..=1_000_000;
/// How many stop sequences the Chat Completions API accepts.
pub(super) const STOP_SEQUENCES: usize = 4;
/// The maximum length of one stop sequence in bytes.
pub(super) const STOP_BYTES: usize = 256;

/// What is wrong with a parameter. The sentence says what to enter instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamProblem {
    /// Outside [`TEMPERATURE`], or no number.
    #[error("The temperature must be between 0 and 2.")]
    Temperature,
    /// Outside [`TOP_P`], or no number.
    #[error("Top-p must be above 0 and at most 1.")]
    TopP,
    /// Outside [`MAX_TOKENS`].
    #[error("The greatest length must be between 1 and 1,000,000 tokens.")]
    MaxTokens,
    /// More than [`STOP_SEQUENCES`].
    #[error("There can be at most four stop sequences: remove some.")]
    TooManyStops,
    /// A stop sequence that is empty, or longer than [`STOP_BYTES`].
    #[error("A stop sequence must have between 1 and 256 bytes.")]
    StopLength,
}

impl Params {
    /// All problems at once; empty when everything is within its bounds.
    pub fn problems(&self) -> Vec<ParamProblem> {
        let mut problems = Vec::new();
        if self.temperature.is_some_and(|t| !TEMPERATURE.contains(&t)) {
            problems.push(ParamProblem::Temperature);
        }
        if self.top_p.is_some_and(|p| !TOP_P.contains(&p)) {
            problems.push(ParamProblem::TopP);
        }
        if self.max_tokens.is_some_and(|n| !MAX_TOKENS.contains(&n)) {
            problems.push(ParamProblem::MaxTokens);
        }
        if self.stop.len() > STOP_SEQUENCES {
            problems.push(ParamProblem::TooManyStops);
        }
        if self.stop.iter().any(|s| s.is_empty() || s.len() > STOP_BYTES) {
            problems.push(ParamProblem::StopLength);
        }
        problems
    }

    /// The nearest parameters within the bounds. NaN and stop sequences that are empty, too long or too
    /// many are dropped.
    pub fn clamp(mut self) -> Self {
        let within = |value: f32, bounds: RangeInclusive<f32>| {
            (!value.is_nan()).then(|| value.clamp(*bounds.start(), *bounds.end()))
        };
        self.temperature = self.temperature.and_then(|t| within(t, TEMPERATURE));
        self.top_p = self.top_p.and_then(|p| within(p, TOP_P));
        self.max_tokens = self.max_tokens.map(|n| n.clamp(*MAX_TOKENS.start(), *MAX_TOKENS.end()));
        self.stop.retain(|s| !s.is_empty() && s.len() <= STOP_BYTES);
        self.stop.truncate(STOP_SEQUENCES);
        self
    }
}
