//! Giving an answer: at once as one object, or streamed at a natural pace.

use std::{
    convert::Infallible,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json,
    body::Bytes,
    response::{IntoResponse, Response, Sse, sse::Event},
};
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    ID, Refusal,
    request::CompletionRequest,
    script::{self, Pace, ScriptedAnswer},
    tokens,
};

/// `POST /v1/chat/completions`.
pub(super) async fn complete(body: Bytes) -> Result<Response, Refusal> {
    let request = CompletionRequest::read(&body)?;
    let completion = Completion::new(&request, script::answer(&request.messages));
    Ok(if request.stream {
        completion.stream(request.wants_usage()).into_response()
    } else {
        Json(completion.whole()).into_response()
    })
}

/// A piece of an answer.
enum Piece {
    Thought(String),
    Word(String),
}

/// An answer, cut into tokens.
struct Completion {
    id: String,
    created: u64,
    pieces: Vec<Piece>,
    cut: bool,
    prompt_tokens: usize,
    pace: Pace,
}

impl Completion {
    fn new(request: &CompletionRequest, answer: ScriptedAnswer) -> Self {
        let limit = request.limit().map_or(usize::MAX, |limit| limit as usize);
        let thoughts = tokens::split(answer.reasoning).map(|token| Piece::Thought(token.to_owned()));
        let words = tokens::split(&answer.text).map(|token| Piece::Word(token.to_owned()));
        let mut all = thoughts.chain(words);
        let pieces: Vec<Piece> = all.by_ref().take(limit).collect();
        let created = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self {
            id: format!("chatcmpl-demo-{:08x}", rand::random::<u32>()),
            created,
            cut: all.next().is_some(),
            pieces,
            prompt_tokens: request.tokens(),
            pace: answer.pace,
        }
    }

    fn finish_reason(&self) -> &'static str {
        if self.cut { "length" } else { "stop" }
    }

    fn usage(&self) -> Value {
        let completion = self.pieces.len();
        let reasoning = self.pieces.iter().filter(|piece| matches!(piece, Piece::Thought(_))).count();
        json!({
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": completion,
            "total_tokens": self.prompt_tokens + completion,
            "completion_tokens_details": { "reasoning_tokens": reasoning },
        })
    }

    /// The object that answers a request without `stream`.
    fn whole(&self) -> Value {
        let (mut content, mut reasoning) = (String::new(), String::new());
        for piece in &self.pieces {
            match piece {
                Piece::Thought(token) => reasoning.push_str(token),
                Piece::Word(token) => content.push_str(token),
            }
        }
        let mut message = json!({ "role": "assistant", "content": content });
        if !reasoning.is_empty() {
            message["reasoning_content"] = reasoning.into();
        }
        json!({
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": ID,
            "choices": [{
                "index": 0, "message": message, "finish_reason": self.finish_reason(), "logprobs": null,
            }],
            "usage": self.usage(),
        })
    }

    /// The event stream: a chunk that names the role, the tokens, the finish reason, the usage where
    /// it is wanted, `[DONE]`. The schedule is kept from the start of the stream, so that the pace
    /// does not depend on how late a timer is.
    fn stream(self, wants_usage: bool) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
        let chunk = Chunk { id: self.id.clone(), created: self.created };
        let mut after = vec![chunk.event(json!({}), Some(self.finish_reason()))];
        if wants_usage {
            after.push(chunk.usage(self.usage()));
        }
        after.push(Event::default().data("[DONE]"));
        let first = chunk.event(json!({ "role": "assistant", "content": "" }), None);

        let (start, pace) = (Instant::now(), self.pace);
        let tokens = stream::iter(self.pieces.into_iter().enumerate()).then(move |(number, piece)| {
            let event = match piece {
                Piece::Thought(token) => chunk.event(json!({ "reasoning_content": token }), None),
                Piece::Word(token) => chunk.event(json!({ "content": token }), None),
            };
            async move {
                tokio::time::sleep_until(start + due(pace, number)).await;
                event
            }
        });
        Sse::new(stream::iter([first]).chain(tokens).chain(stream::iter(after)).map(Ok))
    }
}

/// When a token is due: evenly, with a small unevenness that is the same every time.
fn due(pace: Pace, number: usize) -> Duration {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let uneven = pace.gap * (number.wrapping_mul(7919) % 5) / 10;
    pace.wait + pace.gap.saturating_mul(number) + uneven
}

/// What all chunks of an answer share.
struct Chunk {
    id: String,
    created: u64,
}

impl Chunk {
    fn event(&self, delta: Value, finish_reason: Option<&str>) -> Event {
        let choice = json!({
            "index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": null,
        });
        self.with(json!([choice]), Value::Null)
    }

    /// The last chunk, whose `choices` are empty.
    fn usage(&self, usage: Value) -> Event {
        self.with(json!([]), usage)
    }

    fn with(&self, choices: Value, usage: Value) -> Event {
        let chunk = json!({
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": ID,
            "choices": choices,
            "usage": usage,
        });
        Event::default().data(chunk.to_string())
    }
}
