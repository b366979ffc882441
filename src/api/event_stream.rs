//! The answer's events as `text/event-stream` (WHATWG HTML, 'Server-sent events').
//!
//! Each [`ChatEvent`] is one named event with one line of JSON as data. Comment lines are
//! heartbeats and padding; the tab counts them to know that the line is alive.

use std::mem;

use bytes::{BufMut, BytesMut};
use serde::Serialize;

use super::json::{FromJson, Json, from_json};
use crate::chat::{ChatEvent, ErrorKind, FinishReason, ModelId, StreamError, Usage};

/// The longest event that a tab accepts, in bytes. The server never sends one near it.
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
        // Our own types always serialise; if one day they don't, the tab sees a malformed event
        // and says so, which is the truth.
        out.truncate(start);
    }
    out.put_slice(b"\n\n");
}

/// What a tab reads from the stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// An event.
    Event(ChatEvent),
    /// A comment line: the line is alive.
    Comment,
}

/// Reads an event stream, whatever the chunk boundaries. Events of unknown names are passed over,
/// so that an older tab understands a newer server.
#[derive(Default)]
pub struct Decoder {
    /// Bytes of the line that has not ended yet.
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

    /// Feeds a chunk and appends what became complete to `out`.
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
        // The line's buffer is worth keeping: most lines are alike in length.
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

/// Reads one event; `None` for a name that this tab does not know.
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
            let reason = String::from_json(data.get("finish_reason"))?;
            Some(ChatEvent::Done { finish_reason: FinishReason::from_name(reason) })
        },
        "error" => |data| StreamError::from_json(data).map(ChatEvent::Error),
        _ => return None,
    };
    Some(Json::parse(data).as_ref().and_then(read).unwrap_or_else(malformed))
}

from_json!(Usage { prompt_tokens, completion_tokens, reasoning_tokens });
from_json!(StreamError { kind, message, retry_after, request_id });

impl FromJson for ErrorKind {
    fn from_json(json: &Json) -> Option<Self> {
        String::from_json(json).map(|name| Self::from_name(&name))
    }
}

fn malformed() -> ChatEvent {
    ChatEvent::Error(StreamError::new(
        ErrorKind::Malformed,
        "The answer broke off: what came could not be read.",
    ))
}

#[cfg(test)]
mod tests;
