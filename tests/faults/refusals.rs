//! Bad input on `/api/chat`: each gets its status, its sentence and its number before a model is asked.

use mayfly::chat::{ErrorKind, FinishReason};
use serde_json::{Value, json};

use crate::support::{
    service::Service,
    tab::{Response, Tab, question},
    told::told_by,
    upstream::{GOOD, Upstream},
};

/// A service, somebody, and a model's server that must not be asked.
struct Unasked {
    upstream: Upstream,
    service: Service,
    tab: Tab,
}

impl Unasked {
    async fn new() -> Self {
        Self::configured(|_| {}).await
    }

    async fn configured(change: impl FnOnce(&mut mayfly::server::config::Config)) -> Self {
        let upstream = Upstream::playing(GOOD).await;
        let service = Service::configured(&upstream.url(), change).await;
        let tab = service.tab("Somebody").await;
        Self { upstream, service, tab }
    }

    /// Posts a body and gives the sentence of its refusal.
    async fn refuses(&self, body: &[u8], status: u16, kind: ErrorKind) -> String {
        let response = self.tab.post(body).await;
        let sentence = refused(&response, status, kind);
        assert_eq!(self.upstream.connections(), 0, "nobody was asked");
        self.service.is_at_rest().await;
        sentence
    }

    async fn refuses_json(&self, body: &Value, status: u16, kind: ErrorKind) -> String {
        self.refuses(body.to_string().as_bytes(), status, kind).await
    }
}

fn refused(response: &Response, status: u16, kind: ErrorKind) -> String {
    assert_eq!(response.status, status, "{} {}", response.head, String::from_utf8_lossy(&response.body));
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert!(response.header("x-request-id").is_some_and(|id| !id.is_empty()), "{}", response.head);
    let error = response.refusal();
    assert_eq!(error.kind, kind, "{error:?}");
    assert!(error.message.ends_with(['.', '!']), "a sentence: {error:?}");
    error.message
}

fn with(field: &str, value: Value) -> Value {
    let mut request = question("A question");
    request[field] = value;
    request
}

fn message(role: &str, words: &str) -> Value {
    json!({ "role": role, "content": [{ "type": "text", "text": words }] })
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let upstream = Upstream::playing(GOOD).await;
    let service = Service::before(&upstream).await;
    let mut request = with("from_the_future", json!({ "deep": [1, 2, 3] }));
    request["params"] = json!({ "temperature": 0.5, "vibe": "calm" });
    request["messages"][0]["mood"] = json!("curious");
    request["messages"][0]["content"][0]["language"] = json!("en");
    told_by(&service, &service.tab("Somebody").await, &request)
        .await
        .is_done("One, two.", FinishReason::Stop);
    assert_eq!(upstream.requests()[0].body["temperature"], json!(0.5));
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let unasked = Unasked::new().await;
    for body in
        [&b"{"[..], b"", b"null", b"[]", b"\"words\"", b"{\"model\":\"scripted\"}", b"\xff\xfe{}", b"{} {}"]
    {
        let sentence = unasked.refuses(body, 422, ErrorKind::BadRequest).await;
        assert!(sentence.contains("can’t be read"), "{sentence}");
    }
    // Deep enough to end a parser that recurses without a bound.
    let deep = "[".repeat(200_000);
    unasked.refuses(deep.as_bytes(), 422, ErrorKind::BadRequest).await;
}

#[tokio::test]
async fn fields_of_the_wrong_type_are_refused() {
    let unasked = Unasked::new().await;
    for request in [
        with("model", json!(7)),
        with("messages", json!("A question")),
        with("messages", json!([7])),
        with("messages", json!([{ "role": "user", "content": "A question" }])),
        with("messages", json!([{ "role": "user", "content": [{ "type": "text", "text": 7 }] }])),
        with("messages", json!([{ "role": "user", "content": [{ "type": "sound", "text": "la" }] }])),
        with("params", json!("warm")),
        with("params", json!({ "temperature": "warm" })),
        with("params", json!({ "max_tokens": -1 })),
        with("params", json!({ "max_tokens": 1.5 })),
    ] {
        let sentence = unasked.refuses_json(&request, 422, ErrorKind::BadRequest).await;
        assert!(!sentence.contains("A question"), "a refusal quotes nothing: {sentence}");
    }
}

#[tokio::test]
async fn an_unknown_role_is_refused() {
    let unasked = Unasked::new().await;
    for role in ["tool", "developer", "User", ""] {
        let request = with("messages", json!([message(role, "A question")]));
        unasked.refuses_json(&request, 422, ErrorKind::BadRequest).await;
    }
}

#[tokio::test]
async fn an_empty_conversation_is_refused() {
    let unasked = Unasked::new().await;
    for messages in [json!([]), json!([message("system", "Be brief.")])] {
        let sentence = unasked.refuses_json(&with("messages", messages), 422, ErrorKind::BadRequest).await;
        assert!(sentence.contains("empty"), "{sentence}");
    }
    for message in [json!({ "role": "user", "content": [] }), message("user", "")] {
        let sentence =
            unasked.refuses_json(&with("messages", json!([message])), 422, ErrorKind::BadRequest).await;
        assert!(sentence.contains("Message 1"), "{sentence}");
    }
}

#[tokio::test]
async fn an_unknown_model_is_refused_by_name() {
    let unasked = Unasked::new().await;
    let sentence = unasked.refuses_json(&with("model", json!("gpt-99")), 404, ErrorKind::UnknownModel).await;
    assert!(sentence.contains("gpt-99"), "{sentence}");
    let long = "x".repeat(100_000);
    let sentence = unasked.refuses_json(&with("model", json!(long)), 404, ErrorKind::UnknownModel).await;
    assert!(sentence.len() < 400, "a name is told, but not at any length");
}

#[tokio::test]
async fn parameters_out_of_bounds_are_refused_all_at_once() {
    let unasked = Unasked::new().await;
    let params = json!({ "temperature": 3, "top_p": 0, "max_tokens": 0, "stop": ["a", "b", "c", "d", "e"] });
    let sentence = unasked.refuses_json(&with("params", params), 422, ErrorKind::BadRequest).await;
    for part in ["temperature", "Top-p", "length", "stop sequences"] {
        assert!(sentence.contains(part), "{part}: {sentence}");
    }
}

#[tokio::test]
async fn a_picture_that_is_none_is_refused_as_in_the_shared_table() {
    let unasked = Unasked::new().await;
    let refused = include_str!("../tables/data_urls.tsv").lines().filter_map(|row| row.strip_prefix("no\t"));
    let mut count = 0;
    for row in refused {
        let url = row.rsplit('\t').next().unwrap();
        let picture = json!({ "role": "user", "content": [{ "type": "image", "url": url }] });
        unasked.refuses_json(&with("messages", json!([picture])), 422, ErrorKind::BadRequest).await;
        count += 1;
    }
    assert!(count > 10, "the table was read");
}

#[tokio::test]
async fn a_picture_for_a_model_that_takes_none_is_refused() {
    let unasked = Unasked::configured(|config| {
        config.models.get_mut("scripted").unwrap().images = Some(false);
    })
    .await;
    let picture =
        json!({ "role": "user", "content": [{ "type": "image", "url": "data:image/png;base64,AAAA" }] });
    let sentence =
        unasked.refuses_json(&with("messages", json!([picture])), 422, ErrorKind::BadRequest).await;
    assert!(sentence.contains("The scripted model"), "{sentence}");
}

#[tokio::test]
async fn too_many_messages_are_refused_with_how_many() {
    let unasked = Unasked::configured(|config| config.limits.messages = 4).await;
    let messages: Vec<Value> = (0..7).map(|_| message("user", "A question")).collect();
    let sentence = unasked.refuses_json(&with("messages", json!(messages)), 413, ErrorKind::TooLarge).await;
    assert!(sentence.contains("has 7 messages") && sentence.contains("at most 4. Remove 3"), "{sentence}");
}

#[tokio::test]
async fn too_long_a_message_is_refused_with_how_far_over() {
    let unasked = Unasked::configured(|config| config.limits.message_bytes = 1000).await;
    let messages = json!([message("user", "short"), message("user", &"x".repeat(1234))]);
    let sentence = unasked.refuses_json(&with("messages", messages), 413, ErrorKind::TooLarge).await;
    assert!(sentence.contains("Message 2 has 1,234 bytes") && sentence.contains("Remove 234"), "{sentence}");
}

#[tokio::test]
async fn too_large_a_picture_is_refused_with_how_far_over() {
    let unasked = Unasked::configured(|config| config.limits.image_bytes = 1000).await;
    let url = format!("data:image/png;base64,{}", "A".repeat(2000));
    let picture = json!({ "role": "user", "content": [{ "type": "image", "url": url }] });
    let sentence = unasked.refuses_json(&with("messages", json!([picture])), 413, ErrorKind::TooLarge).await;
    assert!(sentence.contains("at most 1,000"), "{sentence}");
}

/// The whole body is on its way when the refusal is made. A connection that is closed with unread
/// bytes on it is reset, and a reset throws the refusal away before the tab has read it.
#[tokio::test]
async fn too_large_a_body_is_refused_and_the_refusal_arrives() {
    let unasked = Unasked::configured(|config| config.limits.body_bytes = 1_000_000).await;
    for size in [1_000_001, 8_000_000, 30_000_000] {
        let body = with("messages", json!([message("user", &"x".repeat(size))]));
        let sentence = unasked.refuses_json(&body, 413, ErrorKind::TooLarge).await;
        assert!(sentence.contains("at most 1.0 MB"), "{sentence}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused_as_that() {
    let unasked = Unasked::new().await;
    let body = question("A question").to_string();
    for part in [&body[..0], &body[..20], &body] {
        let response = unasked.tab.post_part(part.as_bytes(), body.len() + 1).await;
        let sentence = refused(&response, 422, ErrorKind::BadRequest);
        assert!(sentence.contains("broke off"), "{sentence}");
    }
    assert_eq!(unasked.upstream.connections(), 0);
    unasked.service.is_at_rest().await;
}

#[tokio::test]
async fn a_body_that_is_not_said_to_be_json_is_refused() {
    let unasked = Unasked::new().await;
    let body = question("A question").to_string();
    for lines in ["", "content-type: text/plain\r\n", "content-type: application/x-www-form-urlencoded\r\n"] {
        let lines = format!("origin: http://{}\r\nx-mayfly: 1\r\n{lines}", unasked.service.address);
        let response = unasked.tab.call("POST", "/api/chat", &lines, body.as_bytes()).await;
        refused(&response, 422, ErrorKind::BadRequest);
    }
    assert_eq!(unasked.upstream.connections(), 0);
}

#[tokio::test]
async fn nobody_is_let_in_who_is_not_signed_in() {
    let unasked = Unasked::new().await;
    let stranger = Tab::stranger(unasked.service.address);
    let response = stranger.post(question("A question").to_string().as_bytes()).await;
    refused(&response, 401, ErrorKind::SignedOut);
    assert_eq!(unasked.upstream.connections(), 0);
}

#[tokio::test]
async fn a_request_from_another_origin_is_refused() {
    let unasked = Unasked::new().await;
    let body = question("A question").to_string();
    let own = format!("http://{}", unasked.service.address);
    for lines in [
        "origin: https://elsewhere.example\r\nx-mayfly: 1\r\n".to_owned(),
        "x-mayfly: 1\r\n".to_owned(),
        format!("origin: {own}\r\n"),
        format!("origin: {own}\r\nsec-fetch-site: cross-site\r\nx-mayfly: 1\r\n"),
    ] {
        let lines = format!("{lines}content-type: application/json\r\n");
        let response = unasked.tab.call("POST", "/api/chat", &lines, body.as_bytes()).await;
        refused(&response, 403, ErrorKind::Forbidden);
    }
    assert_eq!(unasked.upstream.connections(), 0);
}
