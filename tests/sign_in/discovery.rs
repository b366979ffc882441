//! What a provider may say about itself.

use serde_json::{Value, json};

use crate::support::{
    logs::Logs,
    openid::{Browser, CLIENT_ID, OpenId},
    service::Service,
};

#[tokio::test]
async fn unused_and_optional_discovery_fields_keep_nobody_out() {
    for discovery in [
        json!({ "end_session_endpoint": "" }),
        json!({ "registration_endpoint": "", "op_policy_uri": "", "service_documentation": 7 }),
        json!({ "subject_types_supported": null }),
        json!({ "response_types_supported": null, "id_token_signing_alg_values_supported": null }),
        json!({ "authorization_response_iss_parameter_supported": "false" }),
        json!({ "userinfo_endpoint": null }),
    ] {
        let provider = OpenId::start().await;
        provider.script(|script| script.discovery = discovery.clone());
        let service = Service::with(&provider.config("op", "")).await;
        let end = Browser::new(service.address).sign_in("/login/op").await;
        assert!(!end.contains("/login/error"), "{discovery}: {end}");
    }
}

#[tokio::test]
async fn a_missing_endpoint_is_named_in_the_log() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    provider.script(|script| script.discovery = json!({ "token_endpoint": null }));
    let service = Service::with(&provider.config("op", "")).await;
    let begun = Browser::new(service.address).get("/login/op").await;
    assert!(begun.header("location").unwrap().contains("reason=failed"), "{}", begun.head);
    let lines = logs.lines("sign-in failed");
    assert!(lines[0].contains("its field token_endpoint is missing"), "{lines:?}");
}

#[tokio::test]
async fn an_announced_iss_is_required_also_where_it_is_announced_as_text() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    let announced = json!({ "authorization_response_iss_parameter_supported": "true" });
    provider.script(|script| script.discovery = announced.clone());
    let end = Browser::new(service.address).sign_in("/login/op").await;
    assert!(end.contains("reason=failed"), "{end}");
    let issuer = provider.issuer.clone();
    provider.script(|script| {
        script.discovery = announced;
        script.authorization = json!({ "iss": issuer });
    });
    let end = Browser::new(service.address).sign_in("/login/op").await;
    assert!(!end.contains("error"), "{end}");
}

#[tokio::test]
async fn the_issuer_is_compared_as_it_is_written() {
    let provider = OpenId::start().await;
    let port = provider.issuer.rsplit(':').next().unwrap();
    // A URL's parser would write the host in small letters.
    let issuer = format!("http://LocalHost:{port}");
    let patch = json!({ "issuer": issuer });
    let claims = json!({ "iss": issuer });
    provider.script(|script| {
        script.discovery = patch.clone();
        script.claims = claims;
    });
    let config = format!("[providers.op]\nissuer = '{issuer}'\nclient_id = '{CLIENT_ID}'\n");
    let service = Service::with(&config).await;
    let mut browser = Browser::new(service.address);
    assert!(!browser.sign_in("/login/op").await.contains("error"));
    assert_eq!(browser.person().await["issuer"], issuer);
}

#[tokio::test]
async fn a_discovery_document_may_be_elsewhere_but_its_issuer_must_be_the_configured_one() {
    let provider = OpenId::start().await;
    let more = format!("discovery_url = '{}/elsewhere?tenant=a'", provider.issuer);
    let issuer = "http://127.0.0.1:9/tenant/v2.0/";
    let config = format!("[providers.op]\nissuer = '{issuer}'\nclient_id = '{CLIENT_ID}'\n{more}\n");
    let service = Service::with(&config).await;
    let begun = Browser::new(service.address).get("/login/op").await;
    assert!(begun.header("location").unwrap().contains("reason=failed"), "{}", begun.head);

    provider.script(|script| {
        script.discovery = json!({ "issuer": issuer });
        script.claims = json!({ "iss": issuer });
    });
    let service = Service::with(&config).await;
    let mut browser = Browser::new(service.address);
    assert!(!browser.sign_in("/login/op").await.contains("error"));
    assert_eq!(browser.person().await["issuer"], issuer);
}

#[tokio::test]
async fn a_provider_that_refuses_connections_is_named_as_such() {
    let logs = Logs::gather();
    let gone = OpenId::start().await;
    let config = gone.config("op", "");
    drop(gone);
    let service = Service::with(&config).await;
    let begun = Browser::new(service.address).get("/login/op").await;
    assert!(begun.header("location").unwrap().contains("reason=unavailable"), "{}", begun.head);
    let lines = logs.lines("sign-in failed");
    assert!(lines[0].contains("it refuses connections"), "{lines:?}");
}

#[tokio::test]
async fn a_rotated_key_is_fetched_once_and_further_unknown_keys_wait() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    assert!(!Browser::new(service.address).sign_in("/login/op").await.contains("error"));
    assert_eq!(provider.key_fetches(), 1);
    provider.rotate("second");
    assert!(!Browser::new(service.address).sign_in("/login/op").await.contains("error"));
    assert_eq!(provider.key_fetches(), 2);
    let logs = Logs::gather();
    provider.script(|script| script.header = json!({ "kid": "nobody's" }));
    for _ in 0..3 {
        assert!(Browser::new(service.address).sign_in("/login/op").await.contains("reason=failed"));
    }
    assert_eq!(provider.key_fetches(), 2, "within ten seconds");
    assert_eq!(logs.lines("the provider has no key `nobody's`").len(), 3, "{}", logs.text());
    // A wrong signature by a known key is no reason to fetch, and is named as what it is.
    provider.script(|script| script.foreign_key = true);
    let end = Browser::new(service.address).sign_in("/login/op").await;
    assert!(end.contains("reason=failed"), "{end}");
    assert_eq!(provider.key_fetches(), 2);
    assert_eq!(logs.lines("its signature is wrong (key `second`)").len(), 1, "{}", logs.text());
}

#[tokio::test]
async fn the_configuration_adds_parameters_to_the_authorization_request() {
    let provider = OpenId::start().await;
    let more = "prompt = ['consent']\nacr_values = ['mfa', 'hardware']\nmax_age = '12h'\n\
                parameters.hd = 'example.org'\nparameters.login_hint = 'a&b=c'";
    let service = Service::with(&provider.config("op", more)).await;
    Browser::new(service.address).leave("/login/op").await;
    let request = provider.last_request();
    for (name, value) in [
        ("prompt", "consent"),
        ("acr_values", "mfa hardware"),
        ("max_age", "43200"),
        ("hd", "example.org"),
        ("login_hint", "a&b=c"),
        ("response_type", "code"),
        ("scope", "openid profile email"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(request[name], value, "{name}");
    }
    assert_eq!(Value::from(request["nonce"].len() >= 16), Value::Bool(true));
}
