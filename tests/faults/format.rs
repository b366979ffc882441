//! Rows about the event stream's format: what is allowed arrives to the byte, what is not is an
//! error, and nothing makes the server hold more than its bounds.

use mayfly::chat::{ErrorKind, FinishReason};

use crate::support::{
    told::{Told, before, last, middle, told},
    upstream::{
        GOOD,
        Step::{self, Accept, AcceptAs, Body, Bytes, Done, End, Finish, Role, Say, Slices, Stall},
    },
};

/// Every kind of character: one to four bytes, joined ones, line separators that are no line ends
/// of the format, an escaped zero, a byte order mark within.
const TEXT: &str = "a é € 😀 👩‍👩‍👧 \u{2028}\u{2029} \u{feff} \u{0} \r\n end";

#[tokio::test]
async fn text_split_at_every_byte() {
    let told = told(&[Accept, Slices(1), Role, Say(TEXT), Say(TEXT), Finish("stop"), Done, End]).await;
    told.is_done(&TEXT.repeat(2), FinishReason::Stop);
}

#[tokio::test]
async fn text_in_pieces_of_every_small_size() {
    for size in 2..=9 {
        let told = told(&[Accept, Slices(size), Role, Say(TEXT), Finish("stop"), Done, End]).await;
        told.is_done(TEXT, FinishReason::Stop);
    }
}

const CHUNKS: [&str; 3] = [
    r#"data: {"choices":[{"delta":{"content":"One, "}}]}"#,
    r#"data: {"choices":[{"delta":{"content":"two."}}]}"#,
    r#"data: {"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
];

async fn with_line_ends(end: &str, slice: usize) -> Told {
    let stream: String = CHUNKS.iter().map(|chunk| format!("{chunk}{end}{end}")).collect();
    let stream: &'static [u8] =
        Box::leak(format!("{stream}data: [DONE]{end}{end}").into_bytes().into_boxed_slice());
    told(&[Accept, Slices(slice), Body(stream), End]).await
}

#[tokio::test]
async fn line_ends_of_all_three_kinds() {
    for end in ["\n", "\r\n", "\r"] {
        for slice in [usize::MAX, 1] {
            with_line_ends(end, slice).await.is_done("One, two.", FinishReason::Stop);
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_at_the_beginning() {
    told(&[Accept, Body(b"\xef\xbb\xbf"), Role, Say("One"), Finish("stop"), Done, End])
        .await
        .is_done("One", FinishReason::Stop);
}

#[tokio::test]
async fn comments_unknown_fields_and_unknown_events_between() {
    let noise = Body(b": a comment\n\nid: 7\nretry: 1\n\nfoo: bar\nevent: ping\ndata: {\"type\":\"ping\"}\n\nevent: ping\ndata: not json\n\n");
    middle(&[noise, Say(" three"), noise, Finish("stop"), noise, Done, End])
        .await
        .is_done("One, two three", FinishReason::Stop);
}

#[tokio::test]
async fn data_over_several_lines() {
    let lines = Body(b"data: {\"choices\":[{\"delta\":\ndata: {\"content\":\" three\"}}]}\n\n");
    middle(&[lines, Finish("stop"), Done, End]).await.is_done("One, two three", FinishReason::Stop);
}

#[tokio::test]
async fn empty_choices_usage_alone_and_empty_deltas() {
    let empty = Body(b"data: {\"choices\":[]}\n\ndata: {\"choices\":[{\"delta\":{}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\ndata:\n\n");
    let told = middle(&[empty, Say(" three"), Finish("stop"), Done, End]).await;
    told.is_done("One, two three", FinishReason::Stop);
    assert_eq!(told.usage.unwrap().completion_tokens, 4);
}

const MALFORMED: Step = Body(b"data: {\"choices\":[{\"delta\":{\"content\":\"upstream words\n\n");

#[tokio::test]
async fn malformed_json_before_the_first_token() {
    before(&[MALFORMED, Stall]).await.is_error("", ErrorKind::Malformed);
}

#[tokio::test]
async fn malformed_json_in_the_middle() {
    middle(&[MALFORMED, Stall]).await.is_error("One, two", ErrorKind::Malformed);
}

#[tokio::test]
async fn malformed_json_at_the_last_chunk() {
    last(&[Body(b"reason\": stop\n\n"), Stall]).await.is_error("One, two.", ErrorKind::Malformed);
}

const NO_UTF8: Step = Body(b"data: {\"choices\":[{\"delta\":{\"content\":\"\xff\xfe\"}}]}\n\n");

#[tokio::test]
async fn invalid_utf8_before_the_first_token() {
    before(&[NO_UTF8, Finish("stop"), Done, End]).await.is_done("\u{fffd}\u{fffd}", FinishReason::Stop);
}

#[tokio::test]
async fn invalid_utf8_in_the_middle() {
    let told = middle(&[NO_UTF8, Say(" three"), Finish("stop"), Done, End]).await;
    told.is_done("One, two\u{fffd}\u{fffd} three", FinishReason::Stop);
}

#[tokio::test]
async fn invalid_utf8_at_the_last_chunk() {
    let reason = FinishReason::Other("\u{fffd}".to_owned());
    last(&[Body(b"reason\":\"\xff\"}]}\n\n"), Stall]).await.is_done("One, two.", reason);
}

#[tokio::test]
async fn a_line_of_10_mb_before_the_first_token() {
    before(&[Body(b"data: "), Bytes(b'x', 10_000_000), End]).await.is_error("", ErrorKind::Malformed);
}

#[tokio::test]
async fn a_line_of_10_mb_in_the_middle() {
    let told = middle(&[Body(b"data: "), Bytes(b'x', 10_000_000), End]).await;
    let error = told.is_error("One, two", ErrorKind::Malformed);
    assert!(error.message.contains("1 MiB"), "{error:?}");
}

#[tokio::test]
async fn a_line_of_10_mb_at_the_last_chunk() {
    last(&[Bytes(b' ', 10_000_000), End]).await.is_error("One, two.", ErrorKind::Malformed);
}

#[tokio::test]
async fn a_long_chunk_within_the_bound_arrives_whole() {
    let long: &'static str = Box::leak("word ".repeat(150_000).into_boxed_str());
    let told = told(&[Accept, Role, Say(long), Finish("stop"), Done, End]).await;
    assert_eq!(told.text.len(), long.len());
    told.is_done(long, FinishReason::Stop);
}

#[tokio::test]
async fn a_compressed_body() {
    let gzip = AcceptAs("content-type: text/event-stream\r\ncontent-encoding: gzip");
    told(&[&[gzip], &GOOD[1..]].concat()).await.is_error("", ErrorKind::Malformed);
}

#[tokio::test]
async fn a_body_of_another_type() {
    let page = Body(b"<!doctype html><title>upstream words</title>");
    for lines in ["content-type: text/html", "content-type: text/plain", "content-type: application/json"] {
        told(&[AcceptAs(lines), page, End]).await.is_error("", ErrorKind::Malformed);
    }
}

#[tokio::test]
async fn an_event_stream_under_another_label_is_read() {
    for lines in ["content-type: text/plain", "content-type: application/json; charset=utf-8"] {
        for slice in [usize::MAX, 1] {
            let told = told(&[&[AcceptAs(lines), Slices(slice)], &GOOD[1..]].concat()).await;
            told.is_done("One, two.", FinishReason::Stop);
        }
        let told = told(&[&[AcceptAs(lines), Body(b": hello\n\n")], &GOOD[1..]].concat()).await;
        told.is_done("One, two.", FinishReason::Stop);
    }
}

#[tokio::test]
async fn a_body_of_no_type_or_with_a_charset_is_read() {
    for lines in ["x-nothing: at all", "content-type: Text/Event-Stream; charset=utf-8"] {
        told(&[&[AcceptAs(lines)], &GOOD[1..]].concat()).await.is_done("One, two.", FinishReason::Stop);
    }
}

#[tokio::test]
async fn identity_is_asked_for() {
    let upstream = crate::support::upstream::Upstream::playing(GOOD).await;
    let service = crate::support::service::Service::before(&upstream).await;
    let question = crate::support::tab::question("A question");
    crate::support::told::told_by(&service, &service.tab("Somebody").await, &question).await;
    let head = upstream.requests()[0].head.to_ascii_lowercase();
    assert!(head.contains("accept-encoding: identity"), "{head}");
    assert!(head.contains("authorization: bearer key-of-scripted"), "{head}");
}
