//! Rows about the tab: it goes at any moment, it reads slowly, it stops reading.

use std::time::{Duration, Instant};

use mayfly::chat::FinishReason;
use tokio::{io::AsyncReadExt, time::sleep};

use crate::support::{
    eventually,
    service::Service,
    tab::question,
    told::{Told, told_by},
    upstream::{
        GOOD,
        Step::{self, Accept, Done, Finish, Forever, Role, Say, Stall, Usage},
        Upstream,
    },
};

/// The goal is a millisecond and the promise a second; a busy machine gets the promise.
const PROMISE: Duration = Duration::from_secs(1);

async fn patient(script: impl Into<Vec<Step>>) -> (Upstream, Service) {
    let upstream = Upstream::playing(script).await;
    let service = Service::configured(&upstream.url(), |config| {
        config.timeouts.first_token = Duration::from_secs(60);
        config.timeouts.idle = Duration::from_secs(60);
    })
    .await;
    (upstream, service)
}

async fn is_let_go(upstream: &Upstream, service: &Service) {
    eventually("the model's server sees its client go", PROMISE, async || upstream.open() == 0).await;
    service.is_at_rest().await;
}

#[tokio::test]
async fn a_tab_that_closes_before_the_first_line() {
    let (upstream, service) = patient([Stall]).await;
    let answer = service.tab("Somebody").await.ask("Anything?").await;
    eventually("the model is asked", PROMISE, async || upstream.requests().len() == 1).await;
    drop(answer);
    is_let_go(&upstream, &service).await;
}

#[tokio::test]
async fn a_tab_that_closes_before_the_first_token() {
    let (upstream, service) = patient([Accept, Role, Stall]).await;
    let mut answer = service.tab("Somebody").await.ask("Anything?").await;
    let started = async {
        let is_start = |frame: &_| matches!(frame, mayfly::api::event_stream::Frame::Event(_));
        while !answer.frames().await.unwrap().unwrap().iter().any(is_start) {}
    };
    started.await;
    drop(answer);
    is_let_go(&upstream, &service).await;
}

#[tokio::test]
async fn a_tab_that_closes_in_the_middle() {
    let (upstream, service) = patient([Accept, Role, Say("One"), Stall]).await;
    let mut answer = service.tab("Somebody").await.ask("Anything?").await;
    answer.first_words().await;
    drop(answer);
    is_let_go(&upstream, &service).await;
}

#[tokio::test]
async fn a_tab_whose_connection_is_reset_in_the_middle() {
    let (upstream, service) = patient([Accept, Role, Say("One"), Stall]).await;
    let mut answer = service.tab("Somebody").await.ask("Anything?").await;
    answer.first_words().await;
    answer.reset();
    is_let_go(&upstream, &service).await;
}

#[tokio::test]
async fn a_tab_that_closes_after_the_last_token() {
    let (upstream, service) = patient([Accept, Role, Say("One"), Finish("stop"), Stall]).await;
    let mut answer = service.tab("Somebody").await.ask("Anything?").await;
    answer.first_words().await;
    drop(answer);
    is_let_go(&upstream, &service).await;
}

#[tokio::test]
async fn a_tab_that_closes_while_the_model_floods_it() {
    let (upstream, service) = patient([Accept, Role, Say("and on, "), Forever]).await;
    let mut answer = service.tab("Somebody").await.ask("Go on").await;
    answer.first_words().await;
    drop(answer);
    is_let_go(&upstream, &service).await;
}

#[tokio::test]
async fn a_reader_at_1_kb_a_second_gets_all_and_others_notice_nothing() {
    let long: &'static str = Box::leak("word ".repeat(20_000).into_boxed_str());
    let slow = [Accept, Role, Say(long), Finish("stop"), Usage, Done, Step::End];
    let upstream = Upstream::playing_each(vec![slow.to_vec(), GOOD.to_vec()]).await;
    let service = Service::before(&upstream).await;
    let tab = service.tab("Somebody").await;
    let mut reader = tab.ask("Much, slowly").await;
    let mut bytes = [0; 100];
    for _ in 0..10 {
        sleep(Duration::from_millis(100)).await;
        reader.body.stream.read_exact(&mut bytes).await.unwrap();
        let others = Instant::now();
        let other = Told::by(tab.ask("Meanwhile").await).await;
        other.is_done("One, two.", FinishReason::Stop);
        assert!(others.elapsed() < Duration::from_secs(2));
    }
    let mut rest = Vec::new();
    let whole = tokio::time::timeout(Duration::from_secs(10), async {
        while !rest.ends_with(b"0\r\n\r\n") && reader.body.stream.read_buf(&mut rest).await.unwrap() > 0 {}
    });
    whole.await.expect("the rest, read quickly");
    assert!(String::from_utf8_lossy(&rest).contains("event: done"));
    service.is_at_rest().await;
}

/// A reader that stopped slows the model's server down, and in the end is given up.
#[tokio::test]
async fn a_reader_that_stopped_is_given_up_and_holds_the_model_back_until_then() {
    let upstream =
        Upstream::playing_each(vec![vec![Accept, Role, Say("and on, "), Forever], GOOD.to_vec()]).await;
    let service = Service::configured(&upstream.url(), |config| {
        config.timeouts.write = Duration::from_secs(2);
        config.timeouts.idle = Duration::from_secs(60);
    })
    .await;
    let tab = service.tab("Somebody").await;
    let stopped = tab.ask("Go on").await;
    // What fits into the kernel's buffers on the way goes; then the model's server has to wait.
    upstream.held_back().await;
    assert_eq!(service.shutdown.streams(), 1, "it is open still");
    Told::by(tab.ask("Meanwhile").await).await.is_done("One, two.", FinishReason::Stop);
    eventually("the stopped reader is given up", Duration::from_secs(5), async || {
        service.shutdown.streams() == 0 && upstream.open() <= 1
    })
    .await;
    drop(stopped);
    told_by(&service, &tab, &question("And now?")).await.is_done("One, two.", FinishReason::Stop);
}

/// Two answers of one person: what happens to the one is nothing to the other.
#[tokio::test]
async fn of_two_answers_one_fails_and_the_other_is_untouched() {
    let pause = Step::Wait(Duration::from_millis(300));
    let failing = vec![Accept, Role, Say("One"), Step::Reset];
    let lasting = vec![Accept, Role, Say("One, "), pause, Say("two."), Finish("stop"), Done, Step::End];
    let upstream = Upstream::playing_each(vec![lasting, failing]).await;
    let service = Service::before(&upstream).await;
    let tab = service.tab("Somebody").await;
    let mut first = tab.ask("First").await;
    assert_eq!(first.first_words().await, "One, ");
    Told::by(tab.ask("Second").await).await.is_error("One", mayfly::chat::ErrorKind::Interrupted);
    let rest = Told::by(first).await;
    rest.is_done("two.", FinishReason::Stop);
}

#[tokio::test]
async fn an_answer_finishes_although_its_session_ended() {
    let pause = Step::Wait(Duration::from_millis(400));
    let slow = [Accept, Role, Say("One, "), pause, Say("two."), Finish("stop"), Done, Step::End];
    let upstream = Upstream::playing(slow).await;
    let service = Service::before(&upstream).await;
    let tab = service.tab("Somebody").await;
    let mut answer = tab.ask("A question").await;
    assert_eq!(answer.first_words().await, "One, ");
    tab.sign_out().await;
    Told::by(answer).await.is_done("two.", FinishReason::Stop);
    assert_eq!(tab.ask("One more").await.status, 401);
}
