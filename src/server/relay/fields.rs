//! The request fields beside the conversation, in one table: how each is set, by which names a server
//! refuses it, and what happens then.
//!
//! A new field is a row here. If people can set it, it is also a field of
//! [`Params`](crate::chat::Params) and an input in the settings dialog.

use async_openai::types::chat::{
    ChatCompletionStreamOptions, CreateChatCompletionRequest, ReasoningEffort as Effort, StopConfiguration,
};

use crate::chat::{Params, ReasoningEffort};

/// One field.
pub(super) struct Field {
    /// Its name in the request, which `omit` uses as well.
    pub(super) name: &'static str,
    /// Further names that a server's refusal may use for it.
    pub(super) aliases: &'static [&'static str],
    /// Sets it from what a person chose.
    set: fn(&mut CreateChatCompletionRequest, &Params),
    /// What happens when a server refuses it.
    pub(super) refused: Refused,
}

/// What happens when a server refuses a field.
pub(super) enum Refused {
    /// It is left out or renamed from then on: the answer stays what the person asked for.
    Adapt(fn(&mut CreateChatCompletionRequest)),
    /// An error names it to the person: leaving it out would change the answer.
    Report,
}

/// Every field, in the order in which they are set. At most 32.
#[allow(deprecated, reason = "older servers know only `max_tokens` and `seed`")]
pub(super) const FIELDS: [Field; 8] = [
    // Without it there are no token counts.
    Field {
        name: "stream_options",
        aliases: &["include_usage"],
        set: |body, _| {
            let options =
                ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None };
            body.stream_options = Some(options);
        },
        refused: Refused::Adapt(|body| body.stream_options = None),
    },
    // Asks the provider to keep nothing.
    Field {
        name: STORE,
        aliases: &[],
        set: |body, _| body.store = Some(false),
        refused: Refused::Adapt(|body| body.store = None),
    },
    Field {
        name: "reasoning_effort",
        aliases: &[],
        set: |body, params| body.reasoning_effort = params.reasoning_effort.map(effort),
        refused: Refused::Adapt(|body| body.reasoning_effort = None),
    },
    Field {
        name: "seed",
        aliases: &[],
        set: |body, params| body.seed = params.seed,
        refused: Refused::Adapt(|body| body.seed = None),
    },
    // One name becomes the other, so that the limit is kept.
    Field {
        name: MAX_TOKENS,
        aliases: &["max_tokens"],
        set: |body, params| body.max_completion_tokens = params.max_tokens,
        refused: Refused::Adapt(rename_max_tokens),
    },
    Field {
        name: "temperature",
        aliases: &[],
        set: |body, params| body.temperature = params.temperature,
        refused: Refused::Report,
    },
    Field {
        name: "top_p",
        aliases: &[],
        set: |body, params| body.top_p = params.top_p,
        refused: Refused::Report,
    },
    Field {
        name: "stop",
        aliases: &[],
        set: |body, params| {
            let stop: Vec<_> = params.stop.iter().map(|stop| stop.as_str().to_owned()).collect();
            body.stop = (!stop.is_empty()).then_some(StopConfiguration::StringArray(stop));
        },
        refused: Refused::Report,
    },
];

/// The field that asks a provider to keep nothing.
pub(super) const STORE: &str = "store";
/// The field that limits the answer's length.
pub(super) const MAX_TOKENS: &str = "max_completion_tokens";

/// Sets every field, then adapts those for which `avoids` holds.
pub(super) fn set(
    body: &mut CreateChatCompletionRequest,
    params: &Params,
    avoids: impl Fn(&'static str) -> bool,
) {
    for field in &FIELDS {
        (field.set)(body, params);
        if let Refused::Adapt(adapt) = field.refused
            && avoids(field.name)
        {
            adapt(body);
        }
    }
}

/// Moves the limit of an answer's length to the field's other name.
#[allow(deprecated, reason = "older servers know only `max_tokens`")]
pub(super) fn rename_max_tokens(body: &mut CreateChatCompletionRequest) {
    std::mem::swap(&mut body.max_completion_tokens, &mut body.max_tokens);
}

fn effort(effort: ReasoningEffort) -> Effort {
    match effort {
        ReasoningEffort::Minimal => Effort::Minimal,
        ReasoningEffort::Low => Effort::Low,
        ReasoningEffort::Medium => Effort::Medium,
        ReasoningEffort::High => Effort::High,
    }
}
