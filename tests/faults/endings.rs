//! Rows about how a stream ends: in mid-answer, without a finish reason, after one. The only thing
//! that makes an answer complete is the model's own finish reason.

use std::time::Duration;

use mayfly::chat::{ErrorKind, FinishReason};

use crate::support::{
    tab::question,
    told::{before, finished, last, middle, told, told_with},
    upstream::{
        GOOD,
        Step::{
            Accept, AcceptLength, AcceptUntilClose, Close, Done, End, Finish, HalfClose, Reset, Role, Say,
            Stall, Usage,
        },
    },
};

#[tokio::test]
async fn a_good_answer_arrives_whole() {
    let told = told(GOOD).await;
    told.is_done("One, two.", FinishReason::Stop);
    let usage = told.usage.unwrap();
    assert_eq!((usage.prompt_tokens, usage.completion_tokens), (7, 11));
}

#[tokio::test]
async fn the_end_of_the_stream_before_the_first_token() {
    before(&[End]).await.is_error("", ErrorKind::Interrupted);
}

#[tokio::test]
async fn the_end_of_the_stream_in_the_middle() {
    middle(&[End]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn the_end_of_the_stream_at_the_last_chunk() {
    last(&[End]).await.is_error("One, two.", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_closed_connection_before_the_first_token() {
    before(&[Close]).await.is_error("", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_closed_connection_in_the_middle() {
    middle(&[Close]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_closed_connection_at_the_last_chunk() {
    last(&[Close]).await.is_error("One, two.", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_half_closed_connection_before_the_first_token() {
    before(&[HalfClose, Stall]).await.is_error("", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_half_closed_connection_in_the_middle() {
    middle(&[HalfClose, Stall]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_half_closed_connection_at_the_last_chunk() {
    last(&[HalfClose, Stall]).await.is_error("One, two.", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_reset_before_the_first_token() {
    before(&[Reset]).await.is_error("", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_reset_in_the_middle() {
    middle(&[Reset]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_reset_at_the_last_chunk() {
    last(&[Reset]).await.is_error("One, two.", ErrorKind::Interrupted);
}

/// Without chunks and without a length, a close in order is all that marks the end: it marks
/// nothing complete.
#[tokio::test]
async fn a_body_that_ends_with_the_connection_is_not_complete_for_that() {
    told(&[AcceptUntilClose, Role, Say("One, "), Say("two."), Close])
        .await
        .is_error("One, two.", ErrorKind::Interrupted);
    told(&[AcceptUntilClose, Role, Say("One, "), Say("two."), Finish("stop"), Close])
        .await
        .is_done("One, two.", FinishReason::Stop);
}

#[tokio::test]
async fn an_end_marker_without_a_finish_reason_before_the_first_token() {
    before(&[Done, End]).await.is_error("", ErrorKind::Interrupted);
}

#[tokio::test]
async fn an_end_marker_without_a_finish_reason_in_the_middle() {
    middle(&[Done, End]).await.is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn an_end_marker_without_a_finish_reason_at_the_last_chunk() {
    told(&[Accept, Role, Say("One, "), Say("two."), Usage, Done, End])
        .await
        .is_error("One, two.", ErrorKind::Interrupted);
}

#[tokio::test]
async fn an_end_marker_is_a_finish_reason_where_the_profile_says_so() {
    let profile = |config: &mut mayfly::server::config::Config| {
        config.models.get_mut("scripted").unwrap().profile.done_marker_is_finish = true;
    };
    let script = [Accept, Role, Say("One, "), Say("two."), Done, End];
    told_with(&script, profile, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
    let script = [Accept, Role, Say("One, "), Say("two."), End];
    told_with(&script, profile, &question("A question")).await.is_error("One, two.", ErrorKind::Interrupted);
}

/// Usage may follow a finish reason, so it is waited for; but not for long.
#[tokio::test]
async fn silence_after_the_finish_reason() {
    let told = finished(&[Stall]).await;
    told.is_done("One, two.", FinishReason::Stop);
    assert!(told.took < Duration::from_secs(4), "{:?}", told.took);
}

#[tokio::test]
async fn a_reset_after_the_finish_reason() {
    let told = finished(&[Reset]).await;
    told.is_done("One, two.", FinishReason::Stop);
    assert!(told.took < Duration::from_secs(1), "nothing is waited for: {:?}", told.took);
}

#[tokio::test]
async fn the_end_of_the_stream_after_the_finish_reason() {
    finished(&[End]).await.is_done("One, two.", FinishReason::Stop);
    finished(&[Close]).await.is_done("One, two.", FinishReason::Stop);
}

#[tokio::test]
async fn usage_after_the_finish_reason_is_told_before_the_end() {
    let told = finished(&[Usage, Stall]).await;
    told.is_done("One, two.", FinishReason::Stop);
    assert_eq!(told.usage.unwrap().completion_tokens, 11);
}

#[tokio::test]
async fn silence_after_the_end_marker_is_not_waited_for() {
    let told = finished(&[Usage, Done, Stall]).await;
    told.is_done("One, two.", FinishReason::Stop);
    assert!(told.took < Duration::from_secs(1), "{:?}", told.took);
}

#[tokio::test]
async fn a_length_that_promised_more_before_the_first_token() {
    told(&[AcceptLength(50_000), Role, Close]).await.is_error("", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_length_that_promised_more_in_the_middle() {
    told(&[AcceptLength(50_000), Role, Say("One, "), Say("two"), Close])
        .await
        .is_error("One, two", ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_length_that_promised_more_after_the_finish_reason() {
    told(&[AcceptLength(50_000), Role, Say("One, "), Say("two."), Finish("stop"), Close])
        .await
        .is_done("One, two.", FinishReason::Stop);
}

#[tokio::test]
async fn a_length_that_promised_less_cuts_the_answer() {
    let told = told(&[AcceptLength(200), Role, Say("One, "), Say("two."), Finish("stop"), Done]).await;
    let text = told.text.clone();
    assert!("One, two.".starts_with(&text), "{told:?}");
    told.is_error(&text, ErrorKind::Interrupted);
}
