//! What holds in front of every route, over real sockets.

#![allow(unreachable_pub, reason = "the modules of a test share their items")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails panics")]

mod support;

use std::{fs, path::PathBuf, time::Duration};

use mayfly::chat::FinishReason;

use support::{
    eventually,
    program::Program,
    service::Service,
    tab::Tab,
    told::Told,
    upstream::{GOOD, Step, Upstream},
};

/// A folder with a script and its compressed twin, gone with the test.
struct Site(PathBuf);

impl Site {
    #[allow(clippy::disallowed_methods, reason = "a test may write files")]
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("mayfly-site-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("twin.js"), "plain").unwrap();
        fs::write(path.join("twin.js.br"), "packed").unwrap();
        Self(path)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_cache_is_told_that_a_files_encoding_depends_on_the_request() {
    let site = Site::new();
    let configure = |config: &mut mayfly::server::config::Config| config.site_root = Some(site.0.clone());
    let service = Service::configured("http://127.0.0.1:1/v1", configure).await;
    let tab = Tab::stranger(service.address);
    for (lines, encoding, body) in [("accept-encoding: br\r\n", Some("br"), "packed"), ("", None, "plain")] {
        let response = tab.call("GET", "/twin.js", lines, b"").await;
        assert_eq!((response.status, response.header("content-encoding")), (200, encoding));
        assert_eq!(response.header("vary"), Some("accept-encoding"), "{}", response.head);
        assert_eq!(response.body, body.as_bytes());
        assert_eq!(response.head.to_ascii_lowercase().matches("vary:").count(), 1, "{}", response.head);
    }
    let tomorrow = "if-modified-since: Fri, 01 Jan 2100 00:00:00 GMT\r\n";
    let response = tab.call("GET", "/twin.js", tomorrow, b"").await;
    assert_eq!(
        (response.status, response.header("vary")),
        (304, Some("accept-encoding")),
        "{}",
        response.head
    );
}

#[tokio::test]
async fn a_body_that_takes_too_long_is_refused_with_408() {
    let configure = |config: &mut mayfly::server::config::Config| {
        config.timeouts.body = Duration::from_millis(200);
    };
    let service = Service::configured("http://127.0.0.1:1/v1", configure).await;
    let response = service.tab("Somebody").await.post_without_end(b"{").await;
    assert_eq!(response.status, 408, "{}", response.head);
    assert!(response.refusal().message.contains("took too long"), "{:?}", response.refusal());
    assert_eq!(response.header("connection"), Some("close"));
}

#[tokio::test]
async fn sighup_cuts_no_answer_and_ends_nothing() {
    let (drip, say) = (Step::Drip(Duration::from_millis(5)), Step::Say("and on, "));
    let endless = vec![Step::Accept, Step::Role, drip, say, Step::Forever];
    let upstream = Upstream::playing_each(vec![endless, GOOD.to_vec()]).await;
    let mut program = Program::start(&upstream.url(), &[]).await;
    let tab = Tab::signed_in(program.address, "Somebody").await;
    let mut answer = tab.ask("A question").await;
    answer.first_words().await;
    program.hang_up();
    eventually("it says so", Duration::from_secs(5), async || program.said().contains("SIGHUP")).await;
    answer.first_words().await;
    drop(answer);
    Told::by(tab.ask("Another").await).await.is_done("One, two.", FinishReason::Stop);
    program.terminate();
    assert!(program.ended(Duration::from_secs(5)).await.success());
}
