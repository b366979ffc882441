//! What the log says of requests, and what it never says: the binary that people run, over real
//! sockets, with its log read line by line. docs/logging.md describes every line.

#![allow(unreachable_pub, reason = "the modules of a test share their items")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails panics")]

mod support;

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};

use support::{
    eventually,
    program::Program,
    tab::{Answer, Tab},
    upstream::{GOOD, Step, Upstream},
};

const CANARY: &str = "c4n4ry-in-a-request";
const CLIENT: &str = "203.0.113.9";
const SOON: Duration = Duration::from_secs(10);

/// A program whose log is JSON, in front of a model's server.
struct Logged {
    program: Program,
    _upstream: Upstream,
}

impl Logged {
    async fn with(settings: &[(&str, &str)]) -> Self {
        Self::before(Upstream::playing(GOOD).await, settings).await
    }

    async fn before(upstream: Upstream, settings: &[(&str, &str)]) -> Self {
        let settings = [&[("LOG__FORMAT", "json")], settings].concat();
        Self { program: Program::start(&upstream.url(), &settings).await, _upstream: upstream }
    }

    fn stranger(&self) -> Tab {
        Tab::stranger(self.program.address)
    }

    async fn somebody(&self) -> Tab {
        Tab::signed_in(self.program.address, "Somebody").await
    }

    /// All lines so far. The last one may still be on its way.
    fn lines(&self) -> Vec<Value> {
        let said = self.program.said();
        let whole = said.rfind('\n').map_or("", |end| &said[..end]);
        let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        whole.lines().map(read).collect()
    }

    /// The lines that say this of themselves, when there is one at least.
    async fn having(&self, wanted: &[(&str, Value)]) -> Vec<Value> {
        let mut found = Vec::new();
        eventually(&format!("a line with {wanted:?}"), SOON, async || {
            found = self.lines();
            found.retain(|line| wanted.iter().all(|(name, value)| &line[*name] == value));
            !found.is_empty()
        })
        .await;
        found
    }

    /// The access lines of a route, when there is one at least.
    async fn of_route(&self, route: &str) -> Vec<Value> {
        self.having(&[("target", "mayfly::access".into()), ("route", route.into())]).await
    }
}

/// Reads a body to its end, and gives its length in bytes.
async fn length(mut answer: Answer) -> usize {
    let mut length = 0;
    while let Some(piece) = answer.body.piece().await.unwrap() {
        length += piece.len();
    }
    length
}

#[tokio::test]
async fn a_request_has_one_access_line() {
    let logged = Logged::with(&[]).await;
    let response = logged.stranger().call("GET", "/?q=1", "", b"").await;
    let lines = logged.of_route("/").await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    let line = &lines[0];
    assert_eq!((&line["level"], &line["message"]), (&"INFO".into(), &"request".into()));
    assert_eq!((&line["method"], &line["status"]), (&"GET".into(), &200.into()));
    assert_eq!((&line["bytes"], &line["cut"]), (&response.body.len().into(), &false.into()));
    assert_eq!(line["request_id"].as_str(), response.header("x-request-id"));
    assert!(line["took_ms"].is_u64() && line["address"].is_null(), "{line}");
}

#[tokio::test]
async fn the_line_of_a_stream_comes_at_its_end_and_counts_its_bytes() {
    let logged = Logged::with(&[]).await;
    let answer = logged.somebody().await.ask("A question").await;
    let sent = length(answer).await;
    let lines = logged.of_route("/api/chat").await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["bytes"], &lines[0]["cut"]), (&sent.into(), &false.into()));
}

#[tokio::test]
async fn a_stream_that_its_reader_left_is_cut() {
    let (drip, say) = (Step::Drip(Duration::from_millis(5)), Step::Say("and on, "));
    let upstream = Upstream::playing([Step::Accept, Step::Role, drip, say, Step::Forever]).await;
    let logged = Logged::before(upstream, &[]).await;
    let mut answer = logged.somebody().await.ask("A question").await;
    answer.first_words().await;
    let so_far = logged.lines();
    assert!(so_far.iter().all(|line| line["route"] != "/api/chat"), "it is not over: {so_far:?}");
    drop(answer);
    let lines = logged.of_route("/api/chat").await;
    assert_eq!((&lines[0]["cut"], &lines[0]["status"]), (&true.into(), &200.into()));
    assert!(lines[0]["bytes"].as_u64() > Some(0), "{lines:?}");
}

#[tokio::test]
async fn a_request_whose_client_leaves_before_a_response_has_a_line_without_a_status() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", silent.local_addr().unwrap());
    let settings =
        [("PROVIDERS__SILENT__ISSUER", issuer.as_str()), ("PROVIDERS__SILENT__CLIENT_ID", "mayfly")];
    let logged = Logged::with(&settings).await;
    let address = logged.program.address;
    let mut client = TcpStream::connect(address).await.unwrap();
    let head = format!("GET /login/silent HTTP/1.1\r\nhost: {address}\r\n\r\n");
    client.write_all(head.as_bytes()).await.unwrap();
    // The request waits for the provider now.
    let _asked = silent.accept().await.unwrap();
    drop(client);
    let lines = logged.of_route("/login/{provider}").await;
    assert_eq!((&lines[0]["cut"], &lines[0]["status"]), (&true.into(), &Value::Null));
}

#[tokio::test]
async fn a_head_request_and_an_empty_answer_are_whole() {
    let logged = Logged::with(&[]).await;
    logged.stranger().call("HEAD", "/", "", b"").await;
    let lines = logged.of_route("/").await;
    assert_eq!((&lines[0]["method"], &lines[0]["cut"]), (&"HEAD".into(), &false.into()));
    let begun = logged.stranger().call("GET", "/login/demo", "", b"").await;
    let lines = logged.of_route("/login/{provider}").await;
    assert_eq!((&lines[0]["status"], &lines[0]["cut"]), (&begun.status.into(), &false.into()));
}

#[tokio::test]
async fn health_routes_are_logged_at_debug_and_access_lines_can_be_switched_off() {
    let logged = Logged::with(&[("LOG__FILTER", "info,mayfly::access=debug")]).await;
    logged.stranger().call("GET", "/readyz", "", b"").await;
    assert_eq!(logged.of_route("/readyz").await[0]["level"], "DEBUG");

    let logged = Logged::with(&[]).await;
    logged.stranger().call("GET", "/readyz", "", b"").await;
    logged.stranger().call("GET", "/", "", b"").await;
    logged.of_route("/").await;
    let lines = logged.lines();
    assert!(lines.iter().all(|line| line["route"] != "/readyz"), "{lines:?}");

    let logged = Logged::with(&[("LOG__FILTER", "info,mayfly::access=off")]).await;
    logged.stranger().call("GET", "/", "", b"").await;
    logged.stranger().call("GET", "/login/callback?state=old", "", b"").await;
    logged.having(&[("message", "a sign-in failed".into())]).await;
    let lines = logged.lines();
    assert!(lines.iter().all(|line| line["target"] != "mayfly::access"), "{lines:?}");
}

/// What the sign-in line, the line of a refused host, the line of a refused origin and an access line
/// call the client, for a request that says it came from elsewhere.
async fn addresses(settings: &[(&str, &str)]) -> [Option<String>; 4] {
    let logged = Logged::with(settings).await;
    let said = format!("x-forwarded-for: {CLIENT}\r\nforwarded: for=198.51.100.7\r\n");
    let tab = logged.stranger();
    tab.call("GET", "/login/callback?state=old", &said, b"").await;
    tab.call("GET", "/", &format!("{said}host: elsewhere.example\r\n"), b"").await;
    tab.call("POST", "/logout", &said, b"").await;
    let mut found = [None, None, None, None];
    for (address, line) in found.iter_mut().zip([
        [("message", "a sign-in failed".into())],
        [("message", "refused a request for another host".into())],
        [("message", "refused a request from another origin".into())],
        [("route", "/logout".into())],
    ]) {
        *address = logged.having(&line).await[0]["address"].as_str().map(str::to_owned);
    }
    found
}

#[tokio::test]
async fn without_trusted_proxies_forwarded_headers_change_nothing() {
    let own = Some("127.0.0.1".to_owned());
    assert_eq!(addresses(&[]).await, [own.clone(), own.clone(), own.clone(), None]);
    let elsewhere = [("TRUSTED_PROXIES", "192.0.2.0/24"), ("LOG__ADDRESSES", "all")];
    assert_eq!(addresses(&elsewhere).await, [own.clone(), own.clone(), own.clone(), own]);
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_lines_carry_the_clients_address_as_configured() {
    let trusted = ("TRUSTED_PROXIES", "127.0.0.0/8");
    let client = Some(CLIENT.to_owned());
    assert_eq!(addresses(&[trusted]).await, [client.clone(), client.clone(), client.clone(), None]);
    let all = addresses(&[trusted, ("LOG__ADDRESSES", "all")]).await;
    assert_eq!(all, [client.clone(), client.clone(), client.clone(), client]);
    assert_eq!(addresses(&[trusted, ("LOG__ADDRESSES", "none")]).await, [None, None, None, None]);
}

#[tokio::test]
async fn whatever_a_request_holds_the_log_shows_none_of_it() {
    // The libraries below have no lines of ours, and some name paths at `trace`.
    let settings =
        [("LOG__FILTER", "info,mayfly=trace"), ("LOG__ADDRESSES", "all"), ("TRUSTED_PROXIES", "127.0.0.1")];
    let logged = Logged::with(&settings).await;
    let tab = logged.somebody().await;
    let lines = [
        format!("cookie: {CANARY}={CANARY}\r\nx-{CANARY}: {CANARY}\r\nuser-agent: {CANARY}\r\n"),
        format!("x-forwarded-for: {CANARY}, 203.0.113.9, {CANARY}\r\nx-request-id: {CANARY}\r\n"),
        format!("referer: http://{CANARY}/\r\naccept: text/html, {CANARY}\r\nforwarded: for={CANARY}\r\n"),
    ]
    .concat();
    for (method, path) in [
        ("GET", format!("/?q={CANARY}")),
        ("GET", format!("/{CANARY}/{CANARY}?{CANARY}")),
        ("GET", format!("/pkg/{CANARY}.js")),
        ("GET", format!("/login/{CANARY}?return=/{CANARY}")),
        ("GET", format!("/login/demo?return=/{CANARY}")),
        ("GET", format!("/login/callback/{CANARY}?state={CANARY}&code={CANARY}&error={CANARY}")),
        ("GET", format!("/login/callback?state={CANARY}&code={CANARY}")),
        ("GET", format!("/login/error?reason={CANARY}")),
        ("GET", format!("/healthz?{CANARY}")),
        ("POST", format!("/logout?{CANARY}")),
        ("C4N4RY-IN-A-REQUEST", format!("/{CANARY}")),
    ] {
        // A server that answers before it read the body may close the connection: the log counts here.
        let _ = tab.send(method, &path, &lines, CANARY.as_bytes()).await;
        let _ = tab.send(method, &path, &format!("{lines}host: {CANARY}\r\n"), b"").await;
    }
    tab.post(CANARY.as_bytes()).await;
    length(tab.ask(CANARY).await).await;
    logged.of_route("/api/chat").await;
    logged.having(&[("method", "other".into())]).await;
    let said = logged.program.said();
    assert!(!said.to_ascii_lowercase().contains(CANARY), "{said}");
    assert!(!said.contains("Somebody"), "{said}");
}

#[tokio::test]
async fn a_json_log_is_all_there_is_and_on_one_stream() {
    let logged = Logged::with(&[]).await;
    let greeting = logged.having(&[("message", "serving".into())]).await;
    let public_url = format!("http://{}/", logged.program.address);
    assert_eq!(greeting[0]["public_url"], public_url.as_str());
    assert!(greeting[0]["model"].as_str().is_some_and(|model| model.starts_with("scripted-model at http")));
    assert_eq!(logged.program.printed(), "", "nothing is on standard output");
}

#[tokio::test]
async fn a_text_log_has_the_same_fields_and_the_greeting_is_for_people() {
    let upstream = Upstream::playing(GOOD).await;
    let program = Program::start(&upstream.url(), &[]).await;
    Tab::stranger(program.address).call("GET", "/", "", b"").await;
    let mut line = None;
    eventually("an access line", SOON, async || {
        let said = program.said();
        line = said.lines().find(|line| line.contains("mayfly::access")).map(str::to_owned);
        line.is_some()
    })
    .await;
    let line = line.unwrap();
    assert!(
        line.contains("INFO mayfly::access: request method=\"GET\" route=\"/\" status=200 took_ms="),
        "{line}"
    );
    assert!(program.printed().contains("Mayfly  http://"), "{}", program.printed());
}

#[tokio::test]
async fn a_service_without_the_files_of_its_pages_says_so() {
    let logged = Logged::with(&[("SITE_ROOT", "docs")]).await;
    let lines = logged.having(&[("level", "ERROR".into())]).await;
    assert_eq!(lines[0]["site_root"], "docs", "{lines:?}");
}

#[tokio::test]
async fn lines_of_a_handler_carry_the_requests_id() {
    let logged = Logged::with(&[("LOG__FILTER", "warn")]).await;
    let response = logged.stranger().call("GET", "/login/callback?state=old", "", b"").await;
    let lines = logged.having(&[("message", "a sign-in failed".into())]).await;
    assert_eq!(lines[0]["span"]["request_id"].as_str(), response.header("x-request-id"), "{lines:?}");
}
