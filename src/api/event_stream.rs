//! The answer's events as `text/event-stream` (WHATWG HTML, 'Server-sent events').
//!
//! Each [`ChatEvent`] is one named event with one line of JSON as data. Comment lines are
//! heartbeats and padding; to the tab they mean that the connection is alive.

use std::{mem, pin::pin};

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use serde::Serialize;

use crate::chat::{
    ChatEvent, ErrorKind, FinishReason, ModelId, StreamError, Usage,
    wire::{FromJson, Json},
};

/// The longest event that a tab accepts, in bytes. The server's are far shorter.
const MAX_EVENT: usize = 4 << 20;

/// Writes one event.
pub fn encode(event: &ChatEvent, out: &mut BytesMut) {
    match event {
        ChatEvent::Start { model, request_id } => {
            write(out, "start", &serde_json::json!({ "model": model, "request_id": request_id }));
        }
        ChatEvent::Delta(text) => encode_delta(text.as_str(), out),
        ChatEvent::Reasoning(text) => encode_reasoning(text.as_str(), out),
        ChatEvent::Usage(usage) => write(out, "usage", usage),
        ChatEvent::Done { finish_reason } => {
            write(out, "done", &serde_json::json!({ "finish_reason": finish_reason }));
        }
        ChatEvent::Error(error) => write(out, "error", error),
    }
}

/// Writes a [`ChatEvent::Delta`] of this text, without owning it.
pub fn encode_delta(text: &str, out: &mut BytesMut) {
    write(out, "delta", text);
}

/// Writes a [`ChatEvent::Reasoning`] of this text, without owning it.
pub fn encode_reasoning(text: &str, out: &mut BytesMut) {
    write(out, "reasoning", text);
}

/// Writes a comment line: a heartbeat, or padding of as many bytes as `padding` has.
pub fn encode_comment(padding: &str, out: &mut BytesMut) {
    out.put_slice(b":");
    out.put_slice(padding.as_bytes());
    out.put_slice(b"\n\n");
}

fn write<T: Serialize + ?Sized>(out: &mut BytesMut, name: &str, data: &T) {
    out.put_slice(b"event: ");
    out.put_slice(name.as_bytes());
    out.put_slice(b"\ndata: ");
    let start = out.len();
    if serde_json::to_writer(out.writer(), data).is_err() {
        // These types always serialise. If one day they don't, the tab reports a malformed event.
        out.truncate(start);
    }
    out.put_slice(b"\n\n");
}

/// What a tab reads from a stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// An event.
    Event(ChatEvent),
    /// A comment line: the connection is alive.
    Comment,
}

/// Reads the frames of a body. Each item is what one chunk of the body completed, often nothing: a reader sees
/// by it that the line is alive even while a long event is still arriving.
///
/// # Errors
/// The body's own error, as an item.
pub fn frames(
    body: impl Stream<Item = Result<Bytes, StreamError>>,
) -> impl Stream<Item = Result<Vec<Frame>, StreamError>> {
    let mut decoder = Decoder::new();
    body.map(move |chunk| {
        let mut frames = Vec::new();
        decoder.push(&chunk?, &mut frames);
        Ok(frames)
    })
}

/// Reads a body to its end and returns the whole visible text and why the model stopped.
///
/// # Errors
/// The stream's `error` event, the body's own error, or [`StreamError::connection_lost`] when the body ends
/// without a terminal event.
pub async fn whole_answer(
    body: impl Stream<Item = Result<Bytes, StreamError>>,
) -> Result<(String, FinishReason), StreamError> {
    let mut text = String::new();
    let mut batches = pin!(frames(body));
    while let Some(batch) = batches.next().await {
        for frame in batch? {
            match frame {
                Frame::Event(ChatEvent::Delta(delta)) => text.push_str(delta.as_str()),
                Frame::Event(ChatEvent::Done { finish_reason }) => return Ok((text, finish_reason)),
                Frame::Event(ChatEvent::Error(error)) => return Err(error),
                Frame::Event(_) | Frame::Comment => {}
            }
        }
    }
    Err(StreamError::connection_lost())
}

/// Reads an event stream, whatever the chunk boundaries. Events of unknown names are ignored, so that
/// an older tab understands a newer server.
#[derive(Default)]
pub struct Decoder {
    /// The bytes of the unfinished line.
    line: Vec<u8>,
    /// The last byte was a CR: an LF that follows belongs to it.
    after_cr: bool,
    /// The stream's first bytes may be a byte order mark.
    begun: bool,
    name: String,
    data: String,
    has_data: bool,
}

impl Decoder {
    /// A decoder at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a chunk and appends what became complete to `out`.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<Frame>) {
        let mut rest = chunk;
        if self.after_cr && !rest.is_empty() {
            self.after_cr = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r') {
            self.line.extend_from_slice(&rest[..end]);
            let is_cr = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if is_cr {
                match rest.first() {
                    Some(b'\n') => rest = &rest[1..],
                    Some(_) => {}
                    None => self.after_cr = true,
                }
            }
            self.end_line(out);
        }
        self.line.extend_from_slice(rest);
        if self.line.len() + self.data.len() > MAX_EVENT {
            self.line.clear();
            self.data.clear();
            self.has_data = false;
            out.push(Frame::Event(malformed()));
        }
    }

    fn end_line(&mut self, out: &mut Vec<Frame>) {
        let bytes = mem::take(&mut self.line);
        let mut line = String::from_utf8_lossy(&bytes);
        if !self.begun {
            self.begun = true;
            if let Some(stripped) = line.strip_prefix('\u{feff}') {
                line = stripped.to_owned().into();
            }
        }
        if line.is_empty() {
            self.dispatch(out);
        } else if line.starts_with(':') {
            out.push(Frame::Comment);
        } else {
            let (field, value) = line.split_once(':').unwrap_or((&line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "event" => value.clone_into(&mut self.name),
                "data" => {
                    if mem::replace(&mut self.has_data, true) {
                        self.data.push('\n');
                    }
                    self.data.push_str(value);
                }
                _ => {}
            }
        }
        // Keep the line's buffer: most lines have a similar length.
        let mut bytes = bytes;
        bytes.clear();
        self.line = bytes;
    }

    fn dispatch(&mut self, out: &mut Vec<Frame>) {
        let name = mem::take(&mut self.name);
        if !mem::take(&mut self.has_data) {
            return;
        }
        if let Some(event) = parse(&name, &self.data) {
            out.push(Frame::Event(event));
        }
        self.data.clear();
    }
}

/// Reads one event; `None` for an unknown name.
fn parse(name: &str, data: &str) -> Option<ChatEvent> {
    let read: fn(&Json) -> Option<ChatEvent> = match name {
        "start" => |data| {
            let request_id = Option::from_json(data.get("request_id"))?.unwrap_or_default();
            Some(ChatEvent::Start { model: ModelId::from_json(data.get("model"))?, request_id })
        },
        "delta" => |data| String::from_json(data).map(|text| ChatEvent::Delta(text.into())),
        "reasoning" => |data| String::from_json(data).map(|text| ChatEvent::Reasoning(text.into())),
        "usage" => |data| Usage::from_json(data).map(ChatEvent::Usage),
        "done" => |data| {
            FinishReason::from_json(data.get("finish_reason"))
                .map(|finish_reason| ChatEvent::Done { finish_reason })
        },
        "error" => |data| StreamError::from_json(data).map(ChatEvent::Error),
        _ => return None,
    };
    Some(Json::parse(data).as_ref().and_then(read).unwrap_or_else(malformed))
}

fn malformed() -> ChatEvent {
    ChatEvent::Error(StreamError::new(ErrorKind::Malformed, const { ErrorKind::Malformed.sentence() }))
}

#[cfg(test)]
mod tests;
