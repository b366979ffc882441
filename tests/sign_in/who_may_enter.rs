//! Who may enter, over the wire; the rules themselves are unit tests.

use serde_json::json;

use crate::support::{
    logs::Logs,
    openid::{Browser, OpenId},
    service::Service,
};

#[tokio::test]
async fn without_a_list_everybody_enters_and_the_log_says_so_at_start() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    assert!(!Browser::new(service.address).sign_in("/login/op").await.contains("error"));
    assert_eq!(logs.lines("admits=\"everybody\"").len(), 1, "{}", logs.text());
}

#[tokio::test]
async fn a_refusal_says_why_in_the_log_and_repeats_no_value() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "allow.email_domains = ['example.com']")).await;
    for (claims, why) in [
        (json!({}), "does not say whether the address is verified"),
        (json!({ "email_verified": true }), "the address’s domain is not listed"),
        (json!({ "email": null }), "the provider sent no address"),
    ] {
        provider.script(|script| script.claims = claims);
        let mut browser = Browser::new(service.address);
        assert!(browser.sign_in("/login/op").await.contains("reason=not_allowed"));
        assert_eq!(browser.person().await, json!(null));
        assert_eq!(logs.lines(why).len(), 1, "{}", logs.text());
    }
    assert!(!logs.text().contains("person@example.org"), "{}", logs.text());
}

#[tokio::test]
async fn an_address_counts_as_verified_where_the_configuration_says_so() {
    let provider = OpenId::start().await;
    let more = "allow.email_domains = ['example.org']\nemail_is_verified = true";
    let service = Service::with(&provider.config("op", more)).await;
    assert!(!Browser::new(service.address).sign_in("/login/op").await.contains("error"));
    provider.script(|script| script.user_info = json!({ "groups": { "chat": {} } }));
    let more = "[providers.op.allow.claims]\ngroups = ['chat']";
    let service = Service::with(&provider.config("op", more)).await;
    assert!(!Browser::new(service.address).sign_in("/login/op").await.contains("error"));
}
