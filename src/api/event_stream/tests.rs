#![allow(clippy::unwrap_used)]

use bytes::BytesMut;
use proptest::prelude::*;

use futures_util::{FutureExt, StreamExt, stream};

use super::{Decoder, Frame, encode, encode_comment, frames, whole_answer};
use crate::chat::{ChatEvent, ErrorKind, FinishReason, StreamError, Text, Usage};

fn decode(chunks: &[&[u8]]) -> Vec<Frame> {
    let mut decoder = Decoder::new();
    let mut out = Vec::new();
    for chunk in chunks {
        decoder.push(chunk, &mut out);
    }
    out
}

fn conversation() -> (Vec<Frame>, BytesMut) {
    let events = [
        ChatEvent::Start { model: "qwen".into(), request_id: "r-1".into() },
        ChatEvent::Reasoning(Text::from("hm\n\r\u{2028}")),
        ChatEvent::Delta(Text::from("Grüße 🦟 \"quoted\"\r\n: not a comment")),
        ChatEvent::Delta(Text::from("")),
        ChatEvent::Usage(Usage { prompt_tokens: 3, completion_tokens: 4, reasoning_tokens: None }),
        ChatEvent::Error(StreamError {
            retry_after: Some(1.5),
            ..StreamError::new(ErrorKind::Timeout, "late")
        }),
        ChatEvent::Done { finish_reason: FinishReason::Other("tired".into()) },
        ChatEvent::Done { finish_reason: FinishReason::ContentFilter },
    ];
    let mut bytes = BytesMut::new();
    let mut frames = vec![Frame::Comment];
    encode_comment("", &mut bytes);
    for event in events {
        encode(&event, &mut bytes);
        frames.push(Frame::Event(event));
    }
    encode_comment("xxxx", &mut bytes);
    frames.push(Frame::Comment);
    (frames, bytes)
}

#[test]
fn decodes_what_was_encoded_at_every_single_split() {
    let (frames, bytes) = conversation();
    for at in 0..=bytes.len() {
        let (left, right) = bytes.split_at(at);
        assert_eq!(decode(&[left, right]), frames, "split at {at}");
    }
}

#[test]
fn decodes_the_same_with_every_kind_of_line_end_and_a_byte_order_mark() {
    let (frames, bytes) = conversation();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    for end in ["\r\n", "\r"] {
        let other = format!("\u{feff}{}", text.replace('\n', end));
        for at in 0..=other.len() {
            let (left, right) = other.as_bytes().split_at(at);
            assert_eq!(decode(&[left, right]), frames, "{end:?} split at {at}");
        }
    }
}

#[test]
fn passes_over_unknown_names_fields_and_events_without_data() {
    let stream =
        b"event: brand-new\ndata: {}\n\nid: 4\nretry: 9\nevent: delta\n\nevent: delta\ndata:\"a\"\n\n";
    assert_eq!(decode(&[stream]), [Frame::Event(ChatEvent::Delta("a".into()))]);
}

#[test]
fn joins_several_data_lines() {
    let stream = b"event: usage\ndata: {\"prompt_tokens\":\ndata: 7}\n\n";
    let usage = Usage { prompt_tokens: 7, ..Usage::default() };
    assert_eq!(decode(&[stream]), [Frame::Event(ChatEvent::Usage(usage))]);
}

#[test]
fn data_that_is_not_json_is_a_malformed_event() {
    let frames = decode(&[b"event: delta\ndata: <html>\n\n"]);
    assert!(
        matches!(&frames[..], [Frame::Event(ChatEvent::Error(error))] if error.kind == ErrorKind::Malformed)
    );
}

#[test]
fn a_line_without_end_is_refused_at_the_bound() {
    let chunk = vec![b'x'; 1 << 20];
    let mut decoder = Decoder::new();
    let mut out = Vec::new();
    for _ in 0..5 {
        decoder.push(&chunk, &mut out);
    }
    assert!(matches!(&out[..], [Frame::Event(ChatEvent::Error(_))]));
}

#[test]
fn an_event_that_never_ended_is_not_dispatched() {
    assert_eq!(decode(&[b"event: done\ndata: {\"finish_reason\":\"stop\"}\n"]), []);
}

/// A body of these chunks.
fn body(chunks: &[&[u8]]) -> impl stream::Stream<Item = Result<bytes::Bytes, StreamError>> + use<> {
    let chunks: Vec<_> = chunks.iter().map(|chunk| Ok(bytes::Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

#[test]
fn every_chunk_of_a_body_is_an_item_even_one_that_completes_nothing() {
    let chunks: [&[u8]; 3] = [b"event: delta\nda", b"ta: \"a\"\n", b"\n:\n\n"];
    let items: Vec<_> = frames(body(&chunks)).collect().now_or_never().unwrap();
    assert_eq!(
        items,
        [Ok(vec![]), Ok(vec![]), Ok(vec![Frame::Event(ChatEvent::Delta("a".into())), Frame::Comment])]
    );
}

#[test]
fn a_whole_answer_is_its_text_only_if_it_ended_as_done() {
    let read = |bytes: &'static [u8]| whole_answer(body(&[bytes])).now_or_never().unwrap();
    let done = b"event: delta\ndata: \"a\"\n\nevent: delta\ndata: \"b\"\n\nevent: done\ndata: {\"finish_reason\":\"length\"}\n\n";
    assert_eq!(read(done), Ok(("ab".to_owned(), FinishReason::Length)));
    let cut = read(b"event: delta\ndata: \"a\"\n\n");
    assert_eq!(cut.map_err(|error| error.kind), Err(ErrorKind::ConnectionLost));
    let error = read(b"event: error\ndata: {\"kind\":\"timeout\",\"message\":\"Late.\"}\n\n");
    assert_eq!(error.map_err(|error| error.kind), Err(ErrorKind::Timeout));
}

proptest! {
    #[test]
    fn any_split_decodes_to_the_same_events(cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..24)) {
        let (frames, bytes) = conversation();
        let mut points: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        points.sort_unstable();
        let mut chunks = Vec::new();
        let mut from = 0;
        for point in points {
            chunks.push(&bytes[from..point]);
            from = point;
        }
        chunks.push(&bytes[from..]);
        prop_assert_eq!(decode(&chunks), frames);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        decode(&[&bytes]);
    }
}
