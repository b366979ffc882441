//! Rows 'connection refused' and 'no such name': there is nobody to ask.

use std::time::Duration;

use mayfly::chat::{ErrorKind, FinishReason};
use socket2::{Domain, Socket, Type};

use crate::support::{
    service::Service,
    tab::question,
    told::{Told, told_by},
    upstream::{GOOD, Step, Upstream, refusing, script},
};

async fn asked_at(base_url: &str) -> Told {
    let service = Service::configured(base_url, |_| {}).await;
    told_by(&service, &service.tab("Somebody").await, &question("Anybody?")).await
}

#[tokio::test]
async fn a_refused_connection_is_told_at_once() {
    let told = asked_at(&refusing().await).await;
    let error = told.is_error("", ErrorKind::Unreachable);
    assert!(error.message.contains("can’t be reached"), "{error:?}");
    assert!(told.took < Duration::from_secs(5), "{told:?}");
}

#[tokio::test]
async fn a_name_that_nobody_has_is_told_at_once() {
    let told = asked_at("http://nobody.invalid/v1").await;
    told.is_error("", ErrorKind::Unreachable);
    assert!(told.took < Duration::from_secs(5), "{told:?}");
}

/// A server whose queue of connections is full answers nothing at all to a new one.
#[tokio::test]
async fn a_connection_that_never_comes_about_is_given_up() {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let mut queue = Vec::new();
    for _ in 0..4 {
        let connect = tokio::net::TcpStream::connect(address);
        queue.push(tokio::time::timeout(Duration::from_millis(100), connect).await);
    }
    let told = asked_at(&format!("http://{address}/v1")).await;
    told.is_error("", ErrorKind::Unreachable);
    assert!(told.took < Duration::from_secs(5), "{told:?}");
}

/// Nothing that could have been paid for is sent twice: the request had been read.
#[tokio::test]
async fn a_connection_closed_before_the_answer_is_not_asked_again() {
    for end in [Step::Close, Step::Reset] {
        let upstream = Upstream::playing([end]).await;
        let service = Service::before(&upstream).await;
        let told = told_by(&service, &service.tab("Somebody").await, &question("A question")).await;
        told.is_error("", ErrorKind::Interrupted);
        assert_eq!(upstream.requests().len(), 1);
    }
}

/// A service that keeps connections to the model's server for the next answer.
async fn reusing(upstream: &Upstream) -> Service {
    Service::configured(&upstream.url(), |config| config.privacy.reuse_connections = true).await
}

#[tokio::test]
async fn a_kept_connection_that_the_server_closed_costs_nobody_an_answer() {
    let upstream = Upstream::playing_each(vec![script(&[GOOD, &[Step::Close]]), GOOD.to_vec()]).await;
    let service = reusing(&upstream).await;
    let tab = service.tab("Somebody").await;
    for _ in 0..2 {
        told_by(&service, &tab, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
    }
    assert_eq!(upstream.connections(), 2);
}

#[tokio::test]
async fn a_connection_that_the_server_keeps_serves_the_next_answer() {
    let upstream = Upstream::playing(GOOD).await;
    let service = reusing(&upstream).await;
    let tab = service.tab("Somebody").await;
    for _ in 0..3 {
        told_by(&service, &tab, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
    }
    assert_eq!((upstream.requests().len(), upstream.connections()), (3, 1));
}

/// Buffers of a connection remember what went through it.
#[tokio::test]
async fn unless_it_is_configured_no_connection_serves_two_answers() {
    let upstream = Upstream::playing(GOOD).await;
    let service = Service::before(&upstream).await;
    let tab = service.tab("Somebody").await;
    for _ in 0..3 {
        told_by(&service, &tab, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
    }
    assert_eq!((upstream.requests().len(), upstream.connections()), (3, 3));
}
