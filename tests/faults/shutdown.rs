//! Row 'the server is told to stop': not ready → grace → a last event → status 0, by the binary that
//! people run.

use std::time::{Duration, Instant};

use mayfly::chat::{ErrorKind, FinishReason};

use crate::support::{
    eventually,
    program::Program,
    tab::Tab,
    told::Told,
    upstream::{
        Step::{self, Accept, Done, End, Finish, Role, Say, Stall},
        Upstream,
    },
};

async fn readiness(address: std::net::SocketAddr) -> u16 {
    Tab::stranger(address).call("GET", "/readyz", "", b"").await.status
}

async fn asked(program: &Program) -> Tab {
    Tab::signed_in(program.address, "Somebody").await
}

#[tokio::test]
async fn told_to_stop_an_answer_finishes_within_the_grace() {
    let pause = Step::Wait(Duration::from_millis(700));
    let slow = [Accept, Role, Say("One, "), pause, Say("two."), Finish("stop"), Done, End];
    let upstream = Upstream::playing(slow).await;
    let mut program = Program::start(&upstream.url(), &[("TIMEOUTS__GRACE", "10s")]).await;
    assert_eq!(readiness(program.address).await, 200);
    let tab = asked(&program).await;
    let mut answer = tab.ask("A question").await;
    assert_eq!(answer.first_words().await, "One, ");

    program.terminate();
    eventually("it is not ready any more", Duration::from_secs(2), async || {
        readiness(program.address).await == 503
    })
    .await;
    let alive = Tab::stranger(program.address).call("GET", "/healthz", "", b"").await;
    assert_eq!(alive.status, 200, "it lives as long as it answers");
    let refused = tab.post(crate::support::tab::question("One more").to_string().as_bytes()).await;
    assert_eq!((refused.status, refused.refusal().kind), (503, ErrorKind::Unavailable));

    Told::by(answer).await.is_done("two.", FinishReason::Stop);
    let status = program.ended(Duration::from_secs(5)).await;
    assert_eq!(status.code(), Some(0), "{}", program.said());
}

async fn restarts(script: Vec<Step>, words: &str) {
    let upstream = Upstream::playing(script).await;
    let mut program = Program::start(&upstream.url(), &[("TIMEOUTS__GRACE", "300ms")]).await;
    let mut answer = asked(&program).await.ask("A question").await;
    if words.is_empty() {
        eventually("the model is asked", Duration::from_secs(2), async || upstream.requests().len() == 1)
            .await;
    } else {
        assert_eq!(answer.first_words().await, words);
    }
    program.terminate();
    let told = Told::by(answer).await;
    let error = told.is_error("", ErrorKind::Restarting);
    assert!(error.message.contains("restarting"), "{error:?}");
    let status = program.ended(Duration::from_secs(5)).await;
    assert_eq!(status.code(), Some(0), "{}", program.said());
    eventually("the model's server is let go", Duration::from_secs(1), async || upstream.open() == 0).await;
}

#[tokio::test]
async fn told_to_stop_before_the_first_token_the_grace_ends_with_an_error() {
    restarts(vec![Stall], "").await;
}

#[tokio::test]
async fn told_to_stop_in_the_middle_the_grace_ends_with_an_error() {
    restarts(vec![Accept, Role, Say("One, "), Stall], "One, ").await;
}

/// The finish reason has come: the answer is complete, and the end of the grace changes nothing.
#[tokio::test]
async fn told_to_stop_at_the_last_chunk_the_answer_is_complete() {
    let upstream = Upstream::playing([Accept, Role, Say("One."), Finish("stop"), Stall]).await;
    let mut program = Program::start(&upstream.url(), &[("TIMEOUTS__GRACE", "300ms")]).await;
    let mut answer = asked(&program).await.ask("A question").await;
    assert_eq!(answer.first_words().await, "One.");
    program.terminate();
    Told::by(answer).await.is_done("", FinishReason::Stop);
    assert_eq!(program.ended(Duration::from_secs(5)).await.code(), Some(0));
}

#[tokio::test]
async fn told_to_stop_twice_it_ends_at_once() {
    let upstream = Upstream::playing([Accept, Role, Say("One, "), Stall]).await;
    let mut program = Program::start(&upstream.url(), &[("TIMEOUTS__GRACE", "60s")]).await;
    let mut answer = asked(&program).await.ask("A question").await;
    answer.first_words().await;
    program.terminate();
    eventually("it is not ready any more", Duration::from_secs(2), async || {
        readiness(program.address).await == 503
    })
    .await;
    let begun = Instant::now();
    program.terminate();
    program.ended(Duration::from_secs(5)).await;
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn told_to_stop_with_nothing_to_do_it_ends_at_once() {
    let upstream = Upstream::playing([Stall]).await;
    let mut program = Program::start(&upstream.url(), &[("TIMEOUTS__GRACE", "60s")]).await;
    program.terminate();
    assert_eq!(program.ended(Duration::from_secs(3)).await.code(), Some(0), "{}", program.said());
}

/// What is logged about an answer is counts and times, its number, and never a word of it.
#[tokio::test]
async fn the_log_counts_an_answer_and_quotes_none_of_it() {
    let upstream = Upstream::playing([Accept, Role, Say("canary-in-the-answer"), Step::Reset]).await;
    let settings = [("LOG__FORMAT", "json"), ("LOG__FILTER", "trace")];
    let mut program = Program::start(&upstream.url(), &settings).await;
    let tab = asked(&program).await;
    let told = Told::by(tab.ask("canary-in-the-question").await).await;
    let number = told.is_error("canary-in-the-answer", ErrorKind::Interrupted).request_id.clone().unwrap();
    tab.post(b"{\"model\":\"scripted\",\"messages\":\"canary-in-the-junk\"}").await;
    program.terminate();
    program.ended(Duration::from_secs(5)).await;
    let said = program.said();
    assert!(said.contains(&number), "the request's number is in the log");
    assert!(!said.contains("canary"), "{said}");
    assert!(!said.contains("key-of-scripted"));
}
