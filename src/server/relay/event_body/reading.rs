//! Reads an answer's frames: what each chunk of the model's server becomes in the tab's stream.

use bytes::BytesMut;
use serde::de::IgnoredAny;
use tokio::time::Instant;

use super::{BATCH, EventBody, State, complaint};
use crate::{
    api::event_stream::{encode_delta, encode_reasoning},
    chat::FinishReason,
    server::relay::{
        chunk::{Choice, Chunk, Delta, is_empty},
        fault::Fault,
        frames::{Frames, Name},
        repair,
    },
};

impl EventBody {
    /// Decodes what was read, up to a batch. An error ends the stream.
    pub(super) fn decode(&mut self, out: &mut BytesMut) -> Result<(), Fault> {
        // A frame borrows from them while the rest of the answer changes.
        let mut frames = std::mem::take(&mut self.frames);
        let result = self.decode_with(&mut frames, out);
        self.frames = frames;
        result
    }

    fn decode_with(&mut self, frames: &mut Frames, out: &mut BytesMut) -> Result<(), Fault> {
        let unread = std::mem::take(&mut self.unread);
        let mut rest = &unread[..];
        // A chunk's frame is several times as long as the event that we make of it.
        out.reserve((unread.len() / 4).min(BATCH) + 128);
        while out.len() < BATCH {
            let Some(frame) = frames.next(&mut rest).map_err(|_| Fault::TooLong)? else { return Ok(()) };
            self.read_frame(frame.name, frame.data, out)?;
            if !matches!(self.state, State::Reading(_)) {
                return Ok(());
            }
        }
        self.unread = unread.slice_ref(rest);
        Ok(())
    }

    /// At the end of the body: frames that no blank line ended, if they are whole.
    pub(super) fn decode_rest(&mut self, out: &mut BytesMut) -> Result<(), Fault> {
        let mut frames = std::mem::take(&mut self.frames);
        while let Some(frame) = frames.finish() {
            let is_whole =
                frame.data == b"[DONE]" || serde_json::from_slice::<IgnoredAny>(frame.data).is_ok();
            if is_whole && matches!(self.state, State::Reading(_)) {
                self.read_frame(frame.name, frame.data, out)?;
            }
        }
        Ok(())
    }

    fn read_frame(&mut self, name: Name, data: &[u8], out: &mut BytesMut) -> Result<(), Fault> {
        if data == b"[DONE]" {
            let stands_for_one = self.upstream.model.profile.done_marker_is_finish;
            let reason = match self.finish.take() {
                Some((reason, _)) => Some(reason),
                None => stands_for_one.then_some(FinishReason::Stop),
            };
            self.done(reason.ok_or(Fault::Interrupted)?, out);
            return Ok(());
        }
        if data.is_empty() {
            return Ok(());
        }
        match serde_json::from_slice::<Chunk<'_>>(data) {
            Ok(chunk) => return self.read_chunk(name, data, &chunk, false, out),
            Err(_) if name == Name::Other || repair::holds_no_words(data) => {
                self.record.skipped += 1;
                return Ok(());
            }
            Err(_) => {}
        }
        if let Some(repaired) = repair::repaired(data)
            && let Ok(chunk) = serde_json::from_slice::<Chunk<'_>>(&repaired)
        {
            return self.read_chunk(name, &repaired, &chunk, true, out);
        }
        if data.contains(&b'\n') {
            // Several chunks in one frame.
            for line in data.split(|byte| *byte == b'\n') {
                self.read_frame(name, line, out)?;
                if !matches!(self.state, State::Reading(_)) {
                    break;
                }
            }
            return Ok(());
        }
        // It may have held words. What comes after the finish reason holds none.
        self.record.skipped += 1;
        self.is_damaged |= self.finish.is_none();
        Ok(())
    }

    /// `is_repaired`: halves of characters are marked in it.
    fn read_chunk(
        &mut self,
        name: Name,
        data: &[u8],
        chunk: &Chunk<'_>,
        is_repaired: bool,
        out: &mut BytesMut,
    ) -> Result<(), Fault> {
        self.record.chunks += 1;
        if let Some(error) = chunk.error.as_ref().filter(|error| !is_empty(error)) {
            let error = serde_json::json!({ "error": error });
            return Err(complaint(&error, &self.record.request_id, &self.upstream));
        }
        if name == Name::Error || (chunk.choices.0.is_none() && chunk.usage.is_none()) {
            // Either an error in another shape, or a chunk of an unknown kind.
            let value: serde_json::Value = serde_json::from_slice(data).unwrap_or_default();
            if name == Name::Error || value["object"] == "error" || value["type"] == "error" {
                return Err(complaint(&value, &self.record.request_id, &self.upstream));
            }
            self.record.skipped += 1;
        }
        if let Some(usage) = chunk.usage() {
            self.usage = Some(usage);
        }
        if let Some(choice) = &chunk.choices.0 {
            self.read_choice(choice, is_repaired, out);
        }
        if let Some(reason) = chunk.finish_reason()? {
            self.finish = Some((reason, Instant::now()));
        }
        Ok(())
    }

    fn read_choice(&mut self, choice: &Choice<'_>, is_repaired: bool, out: &mut BytesMut) {
        let nothing = Delta::default();
        let (delta, text) = match (&choice.delta, &choice.message) {
            (Some(delta), _) => {
                self.has_deltas |= !delta.content.0.is_empty();
                (delta, &delta.content)
            }
            (None, _) if self.has_deltas => (&nothing, &nothing.content),
            (None, Some(message)) => (message, &message.content),
            (None, None) => (&nothing, &choice.text),
        };
        if delta.work {
            self.record.work();
        }
        self.say(1, &delta.reasoning.0, is_repaired, out);
        self.say(0, &text.0, is_repaired, out);
        self.say(0, &delta.refusal.0, is_repaired, out);
    }

    /// Passes text on, or for `stream` 1 a thought.
    fn say(&mut self, stream: usize, text: &str, is_repaired: bool, out: &mut BytesMut) {
        if text.is_empty() {
            return;
        }
        let encode: fn(&str, &mut BytesMut) = if stream == 0 { encode_delta } else { encode_reasoning };
        if !is_repaired && !self.halves[stream].is_waiting() {
            self.record.token(text);
            return encode(text, out);
        }
        let text = self.halves[stream].join(text, is_repaired);
        self.record.work();
        if !text.is_empty() {
            self.record.token(&text);
            encode(&text, out);
        }
    }
}
