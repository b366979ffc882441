//! What is fuzzed, as plain functions: the fuzz targets call them, and so does `tests/corpus.rs`,
//! which replays every file of the corpus with each `cargo test`.

use std::sync::OnceLock;

use bytes::BytesMut;
use mayfly::{
    api::{
        event_stream::{Decoder, Frame, encode_delta},
        request::ChatRequest,
    },
    chat::ChatEvent,
    server::{
        config::Config,
        relay::{
            chunk::Chunk,
            frames::{Frames, MAX_FRAME, Name, TooLong},
            refusal,
        },
    },
};

/// The upstream's parser: the first byte says in which pieces the rest arrives. However it arrives,
/// the same frames come out, none is longer than the bound, and the text of each reaches the tab as
/// it was.
pub fn upstream(input: &[u8]) {
    let Some((first, stream)) = input.split_first() else { return };
    let whole = frames(stream, stream.len().max(1));
    let pieces = frames(stream, usize::from(*first) + 1);
    assert_eq!(whole, pieces, "the same frames, however they arrive");
    for (_, data) in whole.unwrap_or_default() {
        assert!(data.len() <= MAX_FRAME);
        let Ok(chunk) = serde_json::from_slice::<Chunk<'_>>(&data) else { continue };
        let _ = (chunk.usage(), chunk.finish_reason());
        if let Some(delta) = chunk.choices.0.as_ref().and_then(|choice| choice.delta.as_ref()) {
            arrives(&delta.content.0);
            arrives(&delta.reasoning.0);
            arrives(&delta.refusal.0);
        }
    }
}

/// All frames, or that one of them was too long.
fn frames(stream: &[u8], piece: usize) -> Result<Vec<(Name, Vec<u8>)>, TooLong> {
    let mut reader = Frames::default();
    let mut all = Vec::new();
    for mut rest in stream.chunks(piece) {
        while let Some(frame) = reader.next(&mut rest)? {
            all.push((frame.name, frame.data.to_vec()));
        }
    }
    Ok(all)
}

fn arrives(text: &str) {
    let mut out = BytesMut::new();
    encode_delta(text, &mut out);
    let mut events = Vec::new();
    Decoder::new().push(&out, &mut events);
    let [Frame::Event(ChatEvent::Delta(arrived))] = &events[..] else { panic!("one event: {events:?}") };
    assert_eq!(arrived.as_str(), text);
}

/// The decoder of a tab's request: every check of what it takes ends, with a sentence where it
/// refuses, and what it accepts is written and taken again as the same. (Numbers beyond `f32` become
/// infinite, which is refused as out of bounds and could not be written.)
pub fn request(input: &[u8]) {
    static CONFIG: OnceLock<Config> = OnceLock::new();
    let Ok(request) = serde_json::from_slice::<ChatRequest>(input) else { return };
    let config = CONFIG.get_or_init(|| {
        let text = "probe = false\n[models.m]\nid = \"m\"\nbase_url = \"http://127.0.0.1:9/v1\"\n";
        Config::from_toml(text).unwrap_or_else(|faults| panic!("{faults:?}"))
    });
    for model in config.models.values() {
        if let Err(refused) = refusal::check(&request, model, &config.limits) {
            assert!(!refused.to_string().is_empty());
            return;
        }
    }
    let written = serde_json::to_vec(&request).unwrap_or_else(|error| panic!("{error}"));
    let again: ChatRequest = serde_json::from_slice(&written).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(request, again, "what was taken is written as it was");
}
