//! Row 'faults of HTTP's own framing': wrong sizes of chunks, junk where a head was expected.

use mayfly::chat::{ErrorKind, FinishReason};

use crate::support::{
    told::{before, finished, last, middle, told},
    upstream::Step::{Close, Stall, Wire},
};

/// No number where the size of a chunk stands.
const NO_SIZE: crate::support::upstream::Step = Wire(b"zz\r\nwhat is this\r\n");

#[tokio::test]
async fn a_chunk_without_a_size_before_the_first_token() {
    before(&[NO_SIZE, Stall]).await.is_error("", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_chunk_without_a_size_in_the_middle() {
    middle(&[NO_SIZE, Stall]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_chunk_without_a_size_at_the_last_chunk() {
    last(&[NO_SIZE, Stall]).await.is_error("One, two.", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_chunk_without_a_size_after_the_finish_reason() {
    finished(&[NO_SIZE, Stall]).await.is_done("One, two.", FinishReason::Stop);
}

#[tokio::test]
async fn a_chunk_shorter_than_its_size() {
    middle(&[Wire(b"ffff\r\ndata: {"), Close]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_chunk_longer_than_its_size() {
    middle(&[Wire(b"3\r\ndata: {}\n\n\r\n"), Stall]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_size_beyond_all_numbers() {
    middle(&[Wire(b"fffffffffffffffffff\r\ndata"), Stall]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn no_http_at_all() {
    told(&[Wire(b"SSH-2.0-OpenSSH_9.9\r\n"), Stall]).await.is_error("", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_head_that_never_ends() {
    let endless = vec![Wire(b"HTTP/1.1 200 OK\r\n"); 1];
    let lines = vec![Wire(b"x-more: and more and more and more and more and more and more\r\n"); 20_000];
    told(&[endless, lines, vec![Stall]].concat()).await.is_error("", ErrorKind::Interrupted);
}
