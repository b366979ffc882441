//! What one person may use, and how a refusal says when there is more: in the JSON and in the header
//! `Retry-After`, which must agree.

use std::time::Duration;

use mayfly::chat::{ErrorKind, FinishReason, StreamError};

use crate::support::{
    eventually,
    program::Program,
    service::Service,
    tab::{Response, Tab, question},
    told::{Told, told_by},
    upstream::{
        GOOD,
        Step::{Accept, Body, Done, End, Finish, Role, Say, Stall},
        Upstream,
    },
};

async fn refused(tab: &Tab, kind: ErrorKind) -> StreamError {
    let response: Response = tab.post(question("One more").to_string().as_bytes()).await;
    assert_eq!(response.status, 429, "{}", response.head);
    let error = response.refusal();
    assert_eq!(error.kind, kind);
    let wait = error.retry_after.expect("the wait, in seconds");
    let header: f64 = response.header("retry-after").expect("the header").parse().expect("whole seconds");
    assert!(wait > 0.0 && header == wait.ceil(), "{wait} in the JSON, {header} in the header");
    error
}

#[tokio::test]
async fn too_many_requests_within_a_minute() {
    let upstream = Upstream::playing(GOOD).await;
    let service = Service::configured(&upstream.url(), |config| config.limits.requests_per_minute = 2).await;
    let tab = service.tab("Somebody").await;
    for _ in 0..2 {
        told_by(&service, &tab, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
    }
    let error = refused(&tab, ErrorKind::RateLimited).await;
    assert!(error.message.contains("2 requests within a minute"), "{error:?}");
    assert!(error.retry_after.unwrap() <= 30.0, "{error:?}");
    assert_eq!(upstream.requests().len(), 2);
    // Per person, and never per address.
    let other = service.tab("Somebody else").await;
    told_by(&service, &other, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
    // The same person in another browser is the same person.
    refused(&service.tab("Somebody").await, ErrorKind::RateLimited).await;
}

#[tokio::test]
async fn too_many_streams_at_once() {
    let upstream = Upstream::playing([Accept, Role, Say("One"), Stall]).await;
    let service = Service::configured(&upstream.url(), |config| {
        config.limits.streams = 2;
        config.timeouts.idle = Duration::from_secs(30);
    })
    .await;
    let tab = service.tab("Somebody").await;
    let mut first = tab.ask("First").await;
    let mut second = tab.ask("Second").await;
    first.first_words().await;
    second.first_words().await;
    let error = refused(&tab, ErrorKind::TooManyStreams).await;
    assert!(error.message.contains("2 answers being written"), "{error:?}");
    assert_eq!(upstream.requests().len(), 2);
    // Somebody else is somebody else; and whoever ends one may begin another.
    service.tab("Somebody else").await.ask("Third").await.first_words().await;
    drop(first);
    service.tab("Somebody else").await;
    eventually("the permit is back", Duration::from_secs(2), async || tab.ask("Fourth").await.status == 200)
        .await;
}

#[tokio::test]
async fn the_tokens_of_the_day() {
    let upstream = Upstream::playing(GOOD).await;
    let service =
        Service::configured(&upstream.url(), |config| config.limits.tokens_per_day = Some(18)).await;
    let tab = service.tab("Somebody").await;
    // The scripted usage is 7 and 11.
    told_by(&service, &tab, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
    let error = refused(&tab, ErrorKind::TokensUsedUp).await;
    assert!(error.message.contains("18 tokens of today"), "{error:?}");
    assert!(error.retry_after.unwrap() <= 86_400.0);
    assert_eq!(upstream.requests().len(), 1);
    let other = service.tab("Somebody else").await;
    told_by(&service, &other, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
}

/// What a model's server counts is not ours to trust: a sum beyond all numbers must not begin anew.
#[tokio::test]
async fn counts_beyond_all_numbers_use_the_day_up() {
    let counts = Body(b"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":18446744073709551615,\"completion_tokens\":9}}\n\n");
    let upstream = Upstream::playing([Accept, Role, Say("One"), Finish("stop"), counts, Done, End]).await;
    let service =
        Service::configured(&upstream.url(), |config| config.limits.tokens_per_day = Some(1000)).await;
    let tab = service.tab("Somebody").await;
    told_by(&service, &tab, &question("A question")).await.is_done("One", FinishReason::Stop);
    refused(&tab, ErrorKind::TokensUsedUp).await;
}

/// Counts that never came are estimated, so that stopping in time is no way around the limit.
#[tokio::test]
async fn a_stopped_answer_counts_against_the_tokens_of_the_day() {
    let upstream = Upstream::playing([Accept, Role, Say("One"), Say("two"), Say("three"), Stall]).await;
    let service = Service::configured(&upstream.url(), |config| config.limits.tokens_per_day = Some(1)).await;
    let tab = service.tab("Somebody").await;
    let mut answer = tab.ask("Begin").await;
    answer.first_words().await;
    drop(answer);
    service.is_at_rest().await;
    refused(&tab, ErrorKind::TokensUsedUp).await;
}

/// What no model's server accepted costs nothing.
#[tokio::test]
async fn a_failure_before_the_answer_costs_no_tokens() {
    let upstream = crate::support::upstream::refusing().await;
    let service = Service::configured(&upstream, |config| config.limits.tokens_per_day = Some(1)).await;
    let tab = service.tab("Somebody").await;
    for _ in 0..3 {
        told_by(&service, &tab, &question("A question")).await.is_error("", ErrorKind::Unreachable);
    }
}

#[tokio::test]
async fn a_request_that_is_refused_for_what_it_says_takes_no_stream() {
    let upstream = Upstream::playing([Accept, Role, Say("One"), Finish("stop"), Stall]).await;
    let service = Service::configured(&upstream.url(), |config| config.limits.streams = 1).await;
    let tab = service.tab("Somebody").await;
    for _ in 0..3 {
        assert_eq!(tab.post(b"{}").await.status, 422);
    }
    Told::by(tab.ask("A question").await).await.is_done("One", FinishReason::Stop);
}

/// An answer takes one descriptor to the tab and one to the model: half of them are for connections,
/// and the one too many is told so before it is closed.
#[tokio::test]
async fn more_connections_than_the_process_may_open_are_refused_in_words() {
    let upstream = Upstream::playing(GOOD).await;
    let program = Program::start_with_descriptors(160, &upstream.url()).await;
    let somebody = Tab::signed_in(program.address, "Somebody").await;
    let mut idle = Vec::new();
    let mut refused = None;
    for _ in 0..60 {
        let stranger = Tab::stranger(program.address);
        let answer = stranger.send("GET", "/healthz", "", b"").await.unwrap();
        if answer.status == 503 {
            refused = Some(answer);
            break;
        }
        idle.push(answer);
    }
    let mut refused = refused.expect("a refusal within the descriptors that there are");
    assert!(idle.len() >= 40, "{} fit", idle.len());
    let words = String::from_utf8(refused.body.piece().await.unwrap().unwrap()).unwrap();
    assert!(words.contains("as many connections as it can hold"), "{words}");
    drop(idle);
    eventually("there is room again", Duration::from_secs(5), async || {
        somebody.send("GET", "/healthz", "", b"").await.is_ok_and(|answer| answer.status == 200)
    })
    .await;
    Told::by(somebody.ask("And now?").await).await.is_done("One, two.", FinishReason::Stop);
}
