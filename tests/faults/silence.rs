//! Row 'accepts, then silence': the first-token, idle and total timers, and the signs of life that
//! a tab gets meanwhile.

use std::time::Duration;

use mayfly::chat::ErrorKind;

use crate::support::{
    tab::question,
    told::{before, last, middle, told, told_with},
    upstream::Step::{self, Accept, Drip, Forever, Role, Say, Slices, Stall, Unread, Wait},
};

#[tokio::test]
async fn silence_before_the_request_is_read() {
    told(&[Unread, Stall]).await.is_error("", ErrorKind::Timeout);
}

#[tokio::test]
async fn silence_before_the_first_line() {
    let told = told(&[Stall]).await;
    let error = told.is_error("", ErrorKind::Timeout);
    assert!(error.message.contains("did not begin to answer within 700 ms"), "{error:?}");
    assert!(told.comments >= 3, "signs of life came meanwhile: {told:?}");
}

#[tokio::test]
async fn silence_before_the_first_token() {
    let told = before(&[Stall]).await;
    let error = told.is_error("", ErrorKind::Timeout);
    assert!(error.message.contains("did not begin to answer"), "{error:?}");
}

#[tokio::test]
async fn silence_in_the_middle() {
    let told = middle(&[Stall]).await;
    let error = told.is_error("One, two", ErrorKind::Timeout);
    assert!(error.message.contains("fell silent"), "{error:?}");
    assert!(told.comments >= 3, "signs of life came meanwhile: {told:?}");
}

#[tokio::test]
async fn silence_at_the_last_chunk() {
    last(&[Stall]).await.is_error("One, two.", ErrorKind::Timeout);
}

/// Comments of the upstream's keep a line open; they are no token.
#[tokio::test]
async fn comments_alone_are_no_first_token() {
    const PING: Step = Step::Body(b": processing\n\n");
    const PAUSE: Step = Wait(Duration::from_millis(100));
    let pings = [PING, PAUSE].repeat(30);
    before(&pings).await.is_error("", ErrorKind::Timeout);
}

#[tokio::test]
async fn a_slow_answer_that_gets_on_is_left_alone() {
    let pause = Wait(Duration::from_millis(400));
    let slow =
        [pause, Say(" three"), pause, Say(" four"), pause, Step::Finish("stop"), Step::Done, Step::End];
    let told = middle(&slow).await;
    told.is_done("One, two three four", mayfly::chat::FinishReason::Stop);
}

#[tokio::test]
async fn an_answer_without_end_is_ended_by_the_total_time() {
    let drips = [Accept, Role, Slices(8), Drip(Duration::from_millis(5)), Say("and on, "), Forever];
    let brief = |config: &mut mayfly::server::config::Config| config.timeouts.total = Duration::from_secs(1);
    let told = told_with(&drips, brief, &question("Go on")).await;
    let text = told.text.clone();
    assert!(text.starts_with("and on, and on, "), "{told:?}");
    told.is_error(&text, ErrorKind::Timeout);
}

/// An upstream that never pauses leaves no moment at which there is nothing to read.
#[tokio::test]
async fn a_flood_without_end_is_ended_by_the_total_time() {
    let brief = |config: &mut mayfly::server::config::Config| config.timeouts.total = Duration::from_secs(1);
    let told = told_with(&[Accept, Role, Say("and on, "), Forever], brief, &question("Go on")).await;
    assert!(
        matches!(&told.end, Some(mayfly::chat::ChatEvent::Error(error)) if error.kind == ErrorKind::Timeout)
    );
    assert!(told.took < Duration::from_secs(5), "{:?}", told.took);
}

#[tokio::test]
async fn a_flood_of_comments_is_no_first_token() {
    let told = before(&[Step::Body(b": processing\n\n"), Forever]).await;
    told.is_error("", ErrorKind::Timeout);
    assert!(told.took < Duration::from_secs(5), "{:?}", told.took);
}
