//! Rows about what servers send in other shapes than the Chat Completions API's: each is read, or said plainly.

use std::time::Duration;

use mayfly::chat::{ErrorKind, FinishReason};

use crate::support::{
    told::{Told, middle, told},
    upstream::Step::{self, Accept, Answer, Body, Done, End, Finish, Say, Stall, Wait},
};

/// The bytes of a frame with this chunk.
fn frame(chunk: &str) -> Step {
    Body(Box::leak(format!("data: {chunk}\n\n").into_bytes().into_boxed_slice()))
}

async fn of_chunks(chunks: &[&str]) -> Told {
    let frames: Vec<_> = chunks.iter().map(|chunk| frame(chunk)).collect();
    told(&[&[Accept], &frames[..], &[Finish("stop"), Done, End]].concat()).await
}

#[tokio::test]
async fn a_message_or_a_text_in_place_of_a_delta_is_read() {
    of_chunks(&[r#"{"choices":[{"message":{"role":"assistant","content":"Hi"}}]}"#])
        .await
        .is_done("Hi", FinishReason::Stop);
    of_chunks(&[r#"{"choices":[{"text":"H"}]}"#, r#"{"choices":[{"index":0,"text":"i"}]}"#])
        .await
        .is_done("Hi", FinishReason::Stop);
}

#[tokio::test]
async fn a_whole_message_beside_or_after_its_deltas_is_not_read_twice() {
    of_chunks(&[
        r#"{"choices":[{"delta":{"content":"H"},"message":{"content":"H"}}]}"#,
        r#"{"choices":[{"delta":{"content":"i"},"message":{"content":"Hi"}}]}"#,
        r#"{"choices":[{"message":{"content":"Hi"}}]}"#,
        r#"{"choices":[{"text":"Hi"}]}"#,
    ])
    .await
    .is_done("Hi", FinishReason::Stop);
}

#[tokio::test]
async fn a_whole_answer_in_one_piece_is_read() {
    const JSON: &str = "content-type: application/json";
    let body = r#"{"choices":[{"message":{"content":"Hi","reasoning_content":"hm"},"finish_reason":"length"}],
        "usage":{"prompt_tokens":3,"completion_tokens":4}}"#;
    let told = told(&[Answer(200, JSON, body)]).await;
    told.is_done("Hi", FinishReason::Length);
    assert_eq!((told.thoughts.as_str(), told.usage.unwrap().completion_tokens), ("hm", 4));
    let bare = r#"[{"choices":[{"message":{"content":"Hi"}}]}]"#;
    crate::support::told::told(&[Answer(200, JSON, bare)]).await.is_done("Hi", FinishReason::Stop);
}

#[tokio::test]
async fn a_thought_in_a_part_or_in_details_is_a_thought_once() {
    for chunk in [
        r#"{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}}]}"#,
        r#"{"choices":[{"delta":{"content":[{"type":"thinking","thinking":"hm"}]}}]}"#,
        r#"{"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","text":"hm"}]}}]}"#,
        r#"{"choices":[{"delta":{"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]}}]}"#,
        r#"{"choices":[{"delta":{"thinking":"hm"}}]}"#,
    ] {
        let told =
            of_chunks(&[chunk, r#"{"choices":[{"delta":{"content":[{"type":"text","text":"Hi"}]}}]}"#]).await;
        told.is_done("Hi", FinishReason::Stop);
        assert_eq!(told.thoughts, "hm", "{chunk}");
    }
}

/// The first token is waited for 700 ms here.
#[tokio::test]
async fn work_without_words_is_a_sign_of_life_and_never_asked_again_by_itself() {
    for work in [
        r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}"#,
        r#"{"choices":[{"delta":{"content":[{"type":"brand_new","data":"x"}]}}]}"#,
        r#"{"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.encrypted","data":"x"}]}}]}"#,
    ] {
        let pause = Wait(Duration::from_millis(400));
        let alive =
            [Accept, frame(work), pause, frame(work), pause, frame(work), Say("Hi"), Finish("stop"), End];
        told(&alive).await.is_done("Hi", FinishReason::Stop);
        let told = told(&[Accept, frame(work), Stall]).await;
        let error = told.is_error("", ErrorKind::Timeout);
        assert!(error.message.contains("fell silent") && error.retry_after == Some(-1.0), "{error:?}");
    }
}

#[tokio::test]
async fn halves_of_a_character_in_two_deltas_are_joined() {
    of_chunks(&[
        r#"{"choices":[{"delta":{"content":"a \ud83d"}}]}"#,
        r#"{"choices":[{"delta":{"content":""}}]}"#,
        r#"{"choices":[{"delta":{"content":"\ude00 b"}}]}"#,
    ])
    .await
    .is_done("a 😀 b", FinishReason::Stop);
    of_chunks(&[r#"{"choices":[{"delta":{"content":"a \ud83d"}}]}"#])
        .await
        .is_done("a \u{fffd}", FinishReason::Stop);
    of_chunks(&[
        r#"{"choices":[{"delta":{"content":"\ude00"}}]}"#,
        r#"{"choices":[{"delta":{"content":"b"}}]}"#,
    ])
    .await
    .is_done("\u{fffd}b", FinishReason::Stop);
}

#[tokio::test]
async fn what_is_empty_or_doubled_in_a_chunk_breaks_nothing() {
    of_chunks(&[
        r#"{"choices":[{"delta":{"content":"a","content":"b"}}]}"#,
        r#"{"choices":[{"delta":{"content":"c"}}],"usage":""}"#,
        r#"{"choices":[{"delta":{"content":"d"}}],"error":""}"#,
        r#"{"choices":[{"delta":{"content":"e"}}],"error":false}"#,
        r#"{"choices":[{"delta":{"content":"f"}}],"error":{}}"#,
        r#"{"id":1,"id":2,"choices":[{"delta":{"content":"g"}}],"choices":[{"delta":{"content":"h"}}]}"#,
    ])
    .await
    .is_done("bcdefh", FinishReason::Stop);
}

#[tokio::test]
async fn a_data_line_that_can_hold_no_words_is_skipped() {
    for line in [": keep-alive", "", "ping", "  "] {
        middle(&[frame(line), Say(" three"), Finish("stop"), Done, End])
            .await
            .is_done("One, two three", FinishReason::Stop);
    }
}

#[tokio::test]
async fn after_a_chunk_that_cannot_be_read_the_rest_is_kept_and_the_answer_is_not_complete() {
    for broken in [r#"{"choices":[{"delta":{"content":"lost"#, "<p>lost</p>", r#""lost""#] {
        let told = middle(&[frame(broken), Say(" four"), Finish("stop"), Done, End]).await;
        let error = told.is_error("One, two four", ErrorKind::Malformed);
        assert!(error.message.contains("could not be read"), "{error:?}");
    }
}

#[tokio::test]
async fn of_several_choices_the_first_is_the_answer() {
    of_chunks(&[
        r#"{"choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"x"}}]}"#,
        r#"{"choices":[{"index":1,"delta":{"content":"y"},"finish_reason":"stop"}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":"b"}}]}"#,
    ])
    .await
    .is_done("ab", FinishReason::Stop);
}

const LAST: &[u8] = br#"data: {"choices":[{"delta":{"content":" three"},"finish_reason":"stop"}]}"#;

#[tokio::test]
async fn a_last_frame_without_its_blank_line_is_read() {
    middle(&[Body(LAST), End]).await.is_done("One, two three", FinishReason::Stop);
    middle(&[Body(LAST), Body(b"\n"), End]).await.is_done("One, two three", FinishReason::Stop);
    middle(&[Body(LAST), Body(b"\n\ndata: [DONE]"), End]).await.is_done("One, two three", FinishReason::Stop);
}

#[tokio::test]
async fn frames_with_one_line_end_between_them_are_read() {
    const ONE: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"One, \"}}]}\n";
    const TWO: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"two\"}}]}\n";
    for slice in [usize::MAX, 1, 7] {
        let script =
            [Accept, Step::Slices(slice), Body(ONE), Body(TWO), Body(LAST), Body(b"\ndata: [DONE]\n"), End];
        told(&script).await.is_done("One, two three", FinishReason::Stop);
    }
    // Each leaves as soon as the next begins.
    let told = told(&[Accept, Body(ONE), Body(TWO), Stall]).await;
    told.is_error("One, ", ErrorKind::Timeout);
}

#[tokio::test]
async fn other_servers_words_for_too_long_mean_too_long() {
    const JSON: &str = "content-type: application/json";
    for body in [
        r#"{"error":"Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens"}"#,
        r#"{"error":{"message":"n_keep: 5000 >= n_ctx: 4096"}}"#,
        r#"[{"error":{"code":400,"message":"The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}]"#,
        r#"{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens","error_type":"validation"}"#,
        r#"{"object":"error","message":"The input (5000 tokens) is longer than the model's context length (4096 tokens).","code":400}"#,
        r#"{"message":"Input is too long for requested model."}"#,
        r#"{"error":{"message":"Prompt exceeds the context size of 4096"}}"#,
        r#"{"message":"too many tokens: total number of tokens in the prompt cannot exceed 4081"}"#,
        r#"{"error":{"message":"litellm.ContextWindowExceededError: it is too much","type":null,"code":"400"}}"#,
        r#"{"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum","type":"invalid_request_error"}}"#,
    ] {
        let too_long = |told: Told| {
            told.is_error("", ErrorKind::ContextLength);
        };
        too_long(told(&[Answer(400, JSON, body)]).await);
        if body.contains("\"error\":") && body.starts_with('{') {
            too_long(told(&[Accept, frame(body), Stall]).await);
        }
    }
}
