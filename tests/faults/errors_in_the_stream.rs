//! Row 'an error in mid-stream': `{"error": …}` where a chunk was expected.

use mayfly::chat::{ErrorKind, FinishReason};

use crate::support::{
    told::{before, finished, last, middle},
    upstream::Step::{self, Body, End, Stall},
};

const ERROR: Step =
    Body(b"data: {\"error\":{\"message\":\"upstream words\",\"type\":\"server_error\",\"code\":null}}\n\n");

#[tokio::test]
async fn an_error_in_the_stream_before_the_first_token() {
    before(&[ERROR, Stall]).await.is_error("", ErrorKind::UpstreamError);
}

#[tokio::test]
async fn an_error_in_the_stream_in_the_middle() {
    middle(&[ERROR, Stall]).await.is_error("One, two", ErrorKind::UpstreamError);
}

#[tokio::test]
async fn an_error_in_the_stream_at_the_last_chunk() {
    // The half chunk that stands before it makes the two unreadable together; a line of its own
    // between them does not.
    last(&[Body(b"reason\":null}]}\n\n"), ERROR, End]).await.is_error("One, two.", ErrorKind::UpstreamError);
}

#[tokio::test]
async fn an_error_after_the_finish_reason_does_not_undo_it() {
    finished(&[ERROR, End]).await.is_done("One, two.", FinishReason::Stop);
}

#[tokio::test]
async fn an_error_as_an_event_of_that_name() {
    let named =
        Body(b"event: error\ndata: {\"message\":\"upstream words\",\"type\":\"overloaded_error\"}\n\n");
    middle(&[named, End]).await.is_error("One, two", ErrorKind::UpstreamUnavailable);
    let words = Body(b"event: error\ndata: {\"detail\":\"upstream words\"}\n\n");
    middle(&[words, End]).await.is_error("One, two", ErrorKind::UpstreamError);
}

#[tokio::test]
async fn an_error_at_the_top_of_a_chunk() {
    let vllm = Body(b"data: {\"object\":\"error\",\"message\":\"upstream words\",\"code\":400}\n\n");
    middle(&[vllm, End]).await.is_error("One, two", ErrorKind::Rejected);
}

#[tokio::test]
async fn an_error_in_the_stream_that_carries_a_status() {
    let busy = Body(b"data: {\"error\":{\"message\":\"upstream words\",\"code\":429}}\n\n");
    before(&[busy, End]).await.is_error("", ErrorKind::UpstreamBusy);
    let quota =
        Body(b"data: {\"error\":{\"message\":\"upstream words\",\"code\":\"insufficient_quota\"}}\n\n");
    middle(&[quota, End]).await.is_error("One, two", ErrorKind::QuotaExhausted);
}
