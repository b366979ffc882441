//! Row '`length`, `content_filter`, refusal': the reason reaches the tab as the model gave it.

use mayfly::chat::{ErrorKind, FinishReason};

use crate::support::{
    told::told,
    upstream::Step::{self, Accept, Done, End, Finish, Refuse, Role, Say, Think},
};

async fn ended_by(reason: &'static str) -> crate::support::told::Told {
    told(&[Accept, Role, Say("One, "), Say("two"), Finish(reason), Done, End]).await
}

#[tokio::test]
async fn the_length_limit() {
    ended_by("length").await.is_done("One, two", FinishReason::Length);
}

#[tokio::test]
async fn the_content_filter() {
    ended_by("content_filter").await.is_done("One, two", FinishReason::ContentFilter);
}

#[tokio::test]
async fn the_content_filter_before_the_first_token() {
    told(&[Accept, Role, Finish("content_filter"), Done, End]).await.is_done("", FinishReason::ContentFilter);
}

#[tokio::test]
async fn a_refusal_is_text() {
    told(&[Accept, Role, Refuse("I can’t "), Refuse("help with that."), Finish("stop"), Done, End])
        .await
        .is_done("I can’t help with that.", FinishReason::Stop);
}

#[tokio::test]
async fn a_reason_that_nobody_knows_is_passed_on() {
    ended_by("tired").await.is_done("One, two", FinishReason::Other("tired".to_owned()));
}

#[tokio::test]
async fn other_servers_words_for_a_reason_are_translated() {
    for (words, reason) in [
        ("end_turn", FinishReason::Stop),
        ("eos_token", FinishReason::Stop),
        ("MAX_TOKENS", FinishReason::Length),
        ("model_length", FinishReason::Length),
        ("SAFETY", FinishReason::ContentFilter),
        ("RECITATION", FinishReason::ContentFilter),
        ("function_call", FinishReason::ToolCalls),
    ] {
        ended_by(words).await.is_done("One, two", reason);
    }
}

#[tokio::test]
async fn an_error_or_an_abort_as_reason_is_an_interruption() {
    ended_by("error").await.is_error("One, two", ErrorKind::UpstreamError);
    ended_by("abort").await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn thoughts_are_told_apart_from_the_answer() {
    let told =
        told(&[Accept, Role, Think("Hm, "), Think("two?"), Say("Two."), Finish("stop"), Done, End]).await;
    told.is_done("Two.", FinishReason::Stop);
    assert_eq!(told.thoughts, "Hm, two?");
}

/// Some servers put the finish reason into the chunk with the last words.
#[tokio::test]
async fn a_finish_reason_beside_the_last_words() {
    let both = Step::Body(
        b"data: {\"choices\":[{\"delta\":{\"content\":\" three\"},\"finish_reason\":\"stop\"}]}\n\n",
    );
    told(&[Accept, Role, Say("One, two,"), both, End]).await.is_done("One, two, three", FinishReason::Stop);
}
