//! Attacks on the flow.

use serde_json::json;

use crate::support::{
    logs::Logs,
    openid::{Browser, OpenId},
    service::Service,
};

async fn service(provider: &OpenId) -> Service {
    Service::with(&provider.config("op", "")).await
}

#[tokio::test]
async fn a_callback_works_once_and_only_in_the_browser_that_began() {
    let provider = OpenId::start().await;
    let service = service(&provider).await;
    let mut browser = Browser::new(service.address);
    let back = browser.leave("/login/op").await;
    let attempt = browser.cookies.clone();

    let mut other = Browser::new(service.address);
    let refused = other.get(&back).await;
    assert!(refused.header("location").unwrap().contains("reason=expired"), "{}", refused.head);
    assert_eq!(other.person().await, json!(null));

    let entered = browser.get(&back).await;
    assert_eq!(entered.header("location").unwrap(), format!("http://{}/", service.address));
    assert_eq!(browser.person().await["subject"], "subject");

    let mut replaying = Browser::new(service.address);
    replaying.cookies = attempt;
    let refused = replaying.get(&back).await;
    assert!(refused.header("location").unwrap().contains("reason=expired"), "{}", refused.head);
    assert_eq!(replaying.person().await, json!(null));
}

#[tokio::test]
async fn a_missing_or_wrong_state_finds_no_attempt() {
    let provider = OpenId::start().await;
    let service = service(&provider).await;
    let mut browser = Browser::new(service.address);
    let back = browser.leave("/login/op").await;
    let state = back.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    for wrong in [String::new(), "short".to_owned(), format!("{}AAAA", &state[..8]), "%00%ff".to_owned()] {
        let answer = browser.get(&format!("/login/callback?code=c&state={wrong}")).await;
        assert!(answer.header("location").unwrap().contains("reason=expired"), "{wrong}: {}", answer.head);
    }
    assert_eq!(browser.get("/login/callback").await.status, 303);
    assert!(!browser.get(&back).await.header("location").unwrap().contains("error"));
}

#[tokio::test]
async fn sign_ins_in_two_tabs_both_end_well() {
    let provider = OpenId::start().await;
    let service = service(&provider).await;
    let mut browser = Browser::new(service.address);
    let first = browser.leave("/login/op").await;
    let second = browser.leave("/login/op").await;
    for back in [second, first] {
        assert!(!browser.get(&back).await.header("location").unwrap().contains("error"));
    }
}

#[tokio::test]
async fn an_answer_to_another_provider_s_callback_is_refused() {
    let logs = Logs::gather();
    let (good, evil) = (OpenId::start().await, OpenId::start().await);
    let service = Service::with(&format!("{}{}", good.config("good", ""), evil.config("evil", ""))).await;
    let mut browser = Browser::new(service.address);
    let back = browser.leave("/login/evil").await;
    assert!(back.starts_with("/login/callback/evil?"), "{back}");
    let mixed = browser.get(&back.replace("/evil?", "/good?")).await;
    assert!(mixed.header("location").unwrap().contains("reason=failed"), "{}", mixed.head);
    assert_eq!(browser.person().await, json!(null));
    assert_eq!(logs.lines("another provider's callback").len(), 1, "{}", logs.text());
}

#[tokio::test]
async fn errors_of_the_provider_lead_to_their_pages() {
    let provider = OpenId::start().await;
    let service = service(&provider).await;
    for (error, word, status) in [
        ("access_denied", "denied", 403),
        ("login_required", "denied", 403),
        ("temporarily_unavailable", "unavailable", 503),
        ("server_error", "unavailable", 503),
        ("invalid_request", "failed", 400),
        ("<script>", "failed", 400),
    ] {
        provider.script(|script| script.authorization = json!({ "code": null, "error": error }));
        let mut browser = Browser::new(service.address);
        let end = browser.sign_in("/login/op").await;
        assert!(end.contains(&format!("reason={word}")), "{error}: {end}");
        assert_eq!(browser.get(&end).await.status, status, "{error}");
    }
    for query in ["", "?reason=nonsense", "?reason=a&reason=b", "?reason=%ff"] {
        let page = Browser::new(service.address).get(&format!("/login/error{query}")).await;
        assert_eq!(page.status, 400, "{query}");
    }
}
