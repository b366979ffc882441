//! Back-channel logout: what ends sessions, and what does not.

use serde_json::{Value, json};

use crate::support::{
    logs::Logs,
    openid::{Browser, CLIENT_ID, OpenId, now},
    service::Service,
    tab::{Response, Tab},
};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims of a good logout token for a subject.
fn claims(provider: &OpenId, jti: &str) -> Value {
    json!({
        "iss": provider.issuer, "aud": CLIENT_ID, "iat": now(), "exp": now() + 120, "jti": jti,
        "sub": "subject", "events": { EVENT: {} },
    })
}

fn token(provider: &OpenId, claims: &Value) -> String {
    provider.sign(json!({ "typ": "logout+jwt" }), claims)
}

/// Posts a token as a provider's server does: without an origin, a custom header and cookies.
async fn post(service: &Service, token: &str) -> Response {
    let lines = "content-type: application/x-www-form-urlencoded\r\n";
    let body = format!("logout_token={token}");
    Tab::stranger(service.address).call("POST", "/logout/backchannel", lines, body.as_bytes()).await
}

async fn signed_in(service: &Service) -> Browser {
    let mut browser = Browser::new(service.address);
    browser.sign_in("/login/op").await;
    assert_eq!(browser.person().await["subject"], "subject");
    browser
}

#[tokio::test]
async fn a_subject_s_sessions_end_at_once_with_either_store() {
    for store in ["cookie", "memory"] {
        let logs = Logs::gather();
        let provider = OpenId::start().await;
        let config = format!("[session]\nstore = '{store}'\n{}", provider.config("op", ""));
        let service = Service::with(&config).await;
        let (mut one, mut two) = (signed_in(&service).await, signed_in(&service).await);
        provider.script(|script| {
            script.claims = json!({ "sub": "another" });
            script.user_info = json!({ "sub": "another" });
        });
        let mut another = Browser::new(service.address);
        another.sign_in("/login/op").await;

        let response = post(&service, &token(&provider, &claims(&provider, "1"))).await;
        assert_eq!(response.status, 200, "{}", response.head);
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(one.person().await, Value::Null, "{store}");
        assert_eq!(two.person().await, Value::Null, "{store}");
        assert_eq!(another.person().await["subject"], "another", "{store}");
        assert_eq!(logs.lines("the provider ended sessions").len(), 1, "{}", logs.text());
    }
}

#[tokio::test]
async fn with_a_sid_only_that_session_ends() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    provider.script(|script| script.claims = json!({ "sid": "first" }));
    let mut first = signed_in(&service).await;
    provider.script(|script| script.claims = json!({ "sid": "second" }));
    let mut second = signed_in(&service).await;
    let mut claims = claims(&provider, "1");
    claims["sid"] = json!("first");
    assert_eq!(post(&service, &token(&provider, &claims)).await.status, 200);
    assert_eq!(first.person().await, Value::Null);
    assert_eq!(second.person().await["subject"], "subject");
}

#[tokio::test]
async fn a_wrong_logout_token_ends_nothing_and_the_log_says_why() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    let mut browser = signed_in(&service).await;
    for (why, name, value) in [
        ("its issuer is not configured", "iss", json!("https://other.example.org")),
        ("`iss` is wrong", "iss", json!(format!("{}/", provider.issuer))),
        ("`iss` is wrong", "iss", Value::Null),
        ("`aud` is wrong", "aud", json!("other")),
        ("`aud` is wrong", "aud", Value::Null),
        ("`aud` has `other`", "aud", json!([CLIENT_ID, "other"])),
        ("`iat` is wrong", "iat", Value::Null),
        ("`exp` is wrong", "exp", Value::Null),
        ("expired or is from the future", "exp", json!(now() - 120)),
        ("expired or is from the future", "iat", json!(now() + 600)),
        ("expired or is from the future", "iat", json!(now() - 3600)),
        ("`jti` is wrong", "jti", Value::Null),
        ("`jti` is wrong", "jti", json!(7)),
        ("`sub` is wrong", "sub", Value::Null),
        ("`sub` is wrong", "sub", json!(7)),
        ("`sid` is wrong", "sid", json!(7)),
        ("`events` is wrong", "events", Value::Null),
        ("`events` is wrong", "events", json!({ "other": {} })),
        ("`events` is wrong", "events", json!({ EVENT: true })),
        ("`nonce` is wrong", "nonce", json!("x")),
    ] {
        let mut claims = claims(&provider, &format!("{why} {name}"));
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value,
        }
        let before = logs.lines(why).len();
        let response = post(&service, &token(&provider, &claims)).await;
        assert_eq!(response.status, 400, "{name}: {}", response.head);
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(logs.lines(why).len(), before + 1, "{why}: {}", logs.text());
    }
    let good = claims(&provider, "header");
    for (why, header) in [
        ("`typ` is wrong", json!({ "typ": "at+jwt" })),
        ("it is not signed", json!({ "alg": "none" })),
        ("`HS256` is not accepted", json!({ "alg": "HS256" })),
        ("the provider has no key `other`", json!({ "kid": "other" })),
    ] {
        assert_eq!(post(&service, &provider.sign(header, &good)).await.status, 400, "{why}");
        assert_eq!(logs.lines(why).len(), 1, "{why}: {}", logs.text());
    }
    provider.script(|script| script.foreign_key = true);
    assert_eq!(post(&service, &token(&provider, &good)).await.status, 400);
    for text in ["", "x", "a.b.c"] {
        assert_eq!(post(&service, text).await.status, 400, "{text}");
    }
    assert!(post(&service, &"x".repeat(100_000)).await.status >= 400);
    assert_eq!(browser.person().await["subject"], "subject");
}

#[tokio::test]
async fn a_logout_token_works_once() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    let token = token(&provider, &claims(&provider, "once"));
    assert_eq!(post(&service, &token).await.status, 200);
    assert_eq!(post(&service, &token).await.status, 400);
    assert_eq!(logs.lines("was used before").len(), 1, "{}", logs.text());
}

#[tokio::test]
async fn an_id_token_is_no_logout_token_and_a_page_can_not_post_one_to_the_sign_out() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    let mut browser = signed_in(&service).await;
    let id_token = json!({
        "iss": provider.issuer, "sub": "subject", "aud": CLIENT_ID, "nonce": "n",
        "iat": now(), "exp": now() + 300, "jti": "1",
    });
    assert_eq!(post(&service, &provider.sign(json!({}), &id_token)).await.status, 400);
    let lines = "content-type: application/x-www-form-urlencoded\r\n";
    let refused = Tab::stranger(service.address).call("POST", "/logout", lines, b"x=y").await;
    assert_eq!(refused.status, 403);
    assert_eq!(browser.person().await["subject"], "subject");
}
