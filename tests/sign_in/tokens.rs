//! What ID tokens and userinfo may say, and what they may not.

use serde_json::{Value, json};

use crate::support::{
    logs::Logs,
    openid::{Browser, CLIENT_ID, OpenId, Script, now},
    service::Service,
};

/// Signs in by a script, and returns where it ended.
async fn end(service: &Service, provider: &OpenId, change: impl FnOnce(&mut Script)) -> String {
    provider.script(change);
    Browser::new(service.address).sign_in("/login/op").await
}

async fn enters(service: &Service, provider: &OpenId, what: &str, change: impl FnOnce(&mut Script)) {
    let end = end(service, provider, change).await;
    assert!(!end.contains("error"), "{what}: {end}");
}

/// Checks that a sign-in fails and that the log says why.
async fn fails(
    service: &Service,
    provider: &OpenId,
    logs: &Logs,
    why: &str,
    change: impl FnOnce(&mut Script),
) {
    let before = logs.lines(why).len();
    let end = end(service, provider, change).await;
    assert!(end.contains("reason=failed"), "{why}: {end}");
    assert_eq!(logs.lines(why).len(), before + 1, "{why}: {}", logs.text());
}

#[tokio::test]
async fn unused_claims_of_any_type_keep_nobody_out() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    for claims in [
        json!({ "updated_at": "2026-06-16T03:23:10.426Z" }),
        json!({ "updated_at": "1700000000" }),
        json!({ "phone_number": 49123, "birthdate": 1970 }),
        json!({ "address": "One Street", "picture": { "url": "x" }, "amr": "pwd" }),
        json!({ "acr": 1, "sid": 7, "name": 5, "email": 3, "email_verified": "yes" }),
        json!({ "locale": ["de"], "zoneinfo": {}, "gender": 1, "auth_time": "then" }),
        json!({ "junk": "x".repeat(8192) }),
        json!({ "exp": now() as f64 + 300.5 }),
    ] {
        enters(&service, &provider, &format!("ID token {claims}"), |script| script.claims = claims.clone())
            .await;
        if claims["exp"].is_null() {
            enters(&service, &provider, &format!("userinfo {claims}"), |script| {
                script.user_info = claims.clone();
            })
            .await;
        }
    }
    for token in [
        json!({ "expires_in": "300" }),
        json!({ "expires_in": null, "token_type": null }),
        json!({ "scope": ["openid"], "refresh_token": 1 }),
    ] {
        enters(&service, &provider, &token.to_string(), |script| script.token = token.clone()).await;
    }
}

#[tokio::test]
async fn a_name_in_another_language_or_script_is_kept() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    provider.script(|script| script.claims = json!({ "name": null, "name#ja": " 山田 ", "email": null }));
    let mut browser = Browser::new(service.address);
    browser.sign_in("/login/op").await;
    assert_eq!(browser.person().await["label"], "山田");
}

#[tokio::test]
async fn further_audiences_are_accepted_if_configured_and_named_if_not() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    let claims = json!({ "aud": [CLIENT_ID, "project-7"], "azp": CLIENT_ID });
    let service = Service::with(&provider.config("op", "")).await;
    fails(&service, &provider, &logs, "`aud` has `project-7`, which `audiences` does not list", |script| {
        script.claims = claims.clone();
    })
    .await;
    let service = Service::with(&provider.config("op", "audiences = ['project-7']")).await;
    enters(&service, &provider, "a listed audience", |script| script.claims = claims.clone()).await;
    for (why, claims) in [
        ("`aud` has `other`", json!({ "aud": [CLIENT_ID, "project-7", "other"] })),
        ("`aud` is wrong", json!({ "aud": ["project-7"] })),
        ("`aud` is wrong", json!({ "aud": [CLIENT_ID, 7] })),
        ("`aud` is wrong", json!({ "aud": null })),
        ("`azp` is wrong", json!({ "aud": [CLIENT_ID, "project-7"], "azp": "project-7" })),
    ] {
        fails(&service, &provider, &logs, why, |script| script.claims = claims).await;
    }
}

#[tokio::test]
async fn a_token_that_says_something_wrong_is_refused_with_the_reason() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    let now = now();
    for (why, claims) in [
        ("`iss` is wrong", json!({ "iss": "https://other.example.org" })),
        ("`iss` is wrong", json!({ "iss": null })),
        ("`iss` is wrong", json!({ "iss": format!("{}/", provider.issuer) })),
        ("`sub` is wrong", json!({ "sub": null })),
        ("`sub` is wrong", json!({ "sub": "" })),
        ("`sub` is wrong", json!({ "sub": 7 })),
        ("`sub` is wrong", json!({ "sub": "x".repeat(256) })),
        ("`nonce` is wrong", json!({ "nonce": "other" })),
        ("`nonce` is wrong", json!({ "nonce": null })),
        ("`exp` is wrong", json!({ "exp": null })),
        ("`exp` is wrong", json!({ "exp": "soon" })),
        ("`iat` is wrong", json!({ "iat": null })),
        ("the ID token expired", json!({ "exp": now - 600 })),
        ("`iat` is in the future", json!({ "iat": now + 600 })),
        ("`nbf` is in the future", json!({ "nbf": now + 600 })),
        ("`nbf` is wrong", json!({ "nbf": "later" })),
        ("older than this sign-in", json!({ "iat": now - 600 })),
        ("`at_hash` is wrong", json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" })),
        ("`at_hash` is wrong", json!({ "at_hash": 7 })),
    ] {
        fails(&service, &provider, &logs, why, |script| script.claims = claims).await;
    }
    for (why, header) in [
        ("`typ` is wrong", json!({ "typ": "logout+jwt" })),
        ("its algorithm `HS256` is not accepted", json!({ "alg": "HS256" })),
        ("it is not signed", json!({ "alg": "none" })),
        ("its header has `crit`", json!({ "crit": ["exp"] })),
        ("the provider has no key `other`", json!({ "kid": "other" })),
    ] {
        fails(&service, &provider, &logs, why, |script| script.header = header).await;
    }
    for (why, token) in [
        ("the provider sent no ID token", json!({ "id_token": null })),
        ("can't be read (field `id_token`)", json!({ "id_token": 7 })),
        ("its form can't be read", json!({ "id_token": "x" })),
        ("is not a JSON object with `access_token`", json!({ "access_token": null })),
    ] {
        fails(&service, &provider, &logs, why, |script| script.token = token).await;
    }
    assert!(!logs.text().contains("code-"), "{}", logs.text());
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    for claims in [
        json!({ "exp": now() - 50 }),
        json!({ "iat": now() + 50, "nbf": now() + 50 }),
        json!({ "iat": now() - 50 }),
    ] {
        enters(&service, &provider, &claims.to_string(), |script| script.claims = claims.clone()).await;
    }
}

#[tokio::test]
async fn ed25519_may_be_called_by_either_name() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    for alg in ["EdDSA", "Ed25519"] {
        enters(&service, &provider, alg, |script| script.header = json!({ "alg": alg })).await;
    }
}

#[tokio::test]
async fn signed_userinfo_is_read_and_its_signature_is_checked() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    let issuer = provider.issuer.clone();
    let service = Service::with(&provider.config("op", "")).await;
    for claims in [json!({}), json!({ "iss": issuer, "aud": [CLIENT_ID] })] {
        enters(&service, &provider, &claims.to_string(), |script| {
            script.signed_user_info = true;
            script.user_info = claims.clone();
        })
        .await;
    }
    for (why, claims) in [
        ("about another person", json!({ "sub": "another" })),
        ("signed userinfo's `iss` is wrong", json!({ "iss": "https://other.example.org" })),
        ("signed userinfo's `aud` is wrong", json!({ "aud": "other" })),
    ] {
        fails(&service, &provider, &logs, why, |script| {
            script.signed_user_info = true;
            script.user_info = claims;
        })
        .await;
    }
    fails(&service, &provider, &logs, "about another person", |script| {
        script.user_info = json!({ "sub": "another" });
    })
    .await;
    fails(&service, &provider, &logs, "about another person", |script| {
        script.user_info = json!({ "sub": Value::Null });
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_that_is_too_weak_or_too_old_is_refused() {
    let logs = Logs::gather();
    let provider = OpenId::start().await;
    let more = "acr_values = ['mfa']\nmax_age = '1h'";
    let service = Service::with(&provider.config("op", more)).await;
    enters(&service, &provider, "strong and fresh", |script| {
        script.claims = json!({ "acr": "mfa", "auth_time": now() - 3000 });
    })
    .await;
    for (why, claims) in [
        ("`acr` is none of `acr_values`", json!({ "auth_time": now() })),
        ("`acr` is none of `acr_values`", json!({ "acr": "pwd", "auth_time": now() })),
        ("longer ago than `max_age`", json!({ "acr": "mfa", "auth_time": now() - 7200 })),
        ("`auth_time` is wrong or missing", json!({ "acr": "mfa" })),
    ] {
        fails(&service, &provider, &logs, why, |script| script.claims = claims).await;
    }
}
