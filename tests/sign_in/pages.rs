//! The pages and addresses around a sign-in.

use serde_json::json;

use crate::support::{
    logs::Logs,
    openid::{Browser, OpenId},
    service::Service,
    tab::Response,
};

/// The address of the page's button with this label.
fn button(page: &Response, label: &str) -> String {
    let html = String::from_utf8_lossy(&page.body).into_owned();
    let (before, _) = html.split_once(&format!(">{label}<")).unwrap_or_else(|| panic!("no {label}: {html}"));
    let (_, link) = before.rsplit_once("<a ").expect("a link");
    let href = link.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    href.replace("&amp;", "&")
}

fn has(page: &Response, text: &str) -> bool {
    String::from_utf8_lossy(&page.body).contains(text)
}

#[tokio::test]
async fn switching_the_account_asks_the_provider_for_another_one() {
    let (a, b) = (OpenId::start().await, OpenId::start().await);
    let allow = "allow.email_domains = ['example.com']";
    let config = format!("{}{}", a.config("a", ""), b.config("b", allow));
    for (announced, key, prompt) in [
        (json!(null), "", "login"),
        (json!(["none", "login"]), "", "login"),
        (json!(["login", "select_account"]), "", "select_account"),
        (json!(null), "switch_prompt = 'select_account'\n", "select_account"),
        (json!(["login", "select_account"]), "switch_prompt = 'login'\n", "login"),
    ] {
        b.script(|script| script.discovery = json!({ "prompt_values_supported": announced }));
        let config = config.replace(allow, &format!("{key}{allow}"));
        let service = Service::with(&config).await;
        let mut browser = Browser::new(service.address);
        let end = browser.sign_in("/login/b?popup=1&return=/%3Fx").await;
        assert!(!b.last_request().contains_key("prompt"));
        let page = browser.get(&end).await;
        assert_eq!(page.status, 403);
        let switch = button(&page, "Switch account");
        assert!(switch.starts_with("/login/b?"), "the same provider: {switch}");
        assert!(switch.contains("popup=1") && switch.contains("return=%2F%3Fx"), "{switch}");
        browser.leave(&switch).await;
        assert_eq!(b.last_request()["prompt"], prompt, "{announced} {key}");
    }
}

#[tokio::test]
async fn a_popup_that_failed_stays_one() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    provider.script(|script| script.claims = json!({ "nonce": "wrong" }));
    let mut browser = Browser::new(service.address);
    let end = browser.sign_in("/login/op?popup=1").await;
    let page = browser.get(&end).await;
    let again = button(&page, "Sign in again");
    assert_eq!(again, "/login/op?popup=1");
    assert!(!has(&page, "To the start page"), "the workspace does not belong into the small window");
    provider.script(|_| {});
    assert_eq!(browser.sign_in(&again).await, "/login/done");
}

#[tokio::test]
async fn with_an_automatic_provider_a_sign_out_holds_until_somebody_signs_in() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "auto = true")).await;
    let mut browser = Browser::new(service.address);
    assert_eq!(browser.get("/").await.header("location"), Some("/login/op"));
    browser.sign_in("/login/op").await;
    let out = browser.post("/logout").await;
    assert_eq!(out.status, 200);
    assert_eq!(String::from_utf8_lossy(&out.body), r#"{"url":"/"}"#);

    let page = browser.get("/").await;
    assert_eq!(page.status, 200, "{}", page.head);
    assert!(has(&page, "You are signed out"));
    assert_eq!(browser.person().await, json!(null));
    browser.sign_in(&button(&page, "Sign in")).await;
    assert_eq!(browser.person().await["subject"], "subject");

    browser.cookies.remove("mayfly-session");
    assert_eq!(
        browser.get("/").await.header("location"),
        Some("/login/op"),
        "an expired session is no sign-out"
    );
}

#[tokio::test]
async fn the_provider_s_own_sign_out_can_be_left_out() {
    let provider = OpenId::start().await;
    let end_session = format!("{}/end", provider.issuer);
    provider.script(|script| script.discovery = json!({ "end_session_endpoint": end_session }));
    for (more, there) in [("", true), ("provider_sign_out = false", false)] {
        let service = Service::with(&provider.config("op", more)).await;
        let mut browser = Browser::new(service.address);
        browser.sign_in("/login/op").await;
        let out = browser.post("/logout").await;
        let said = String::from_utf8_lossy(&out.body).into_owned();
        assert_eq!(said.contains(&format!("{end_session}?client_id=")), there, "{said}");
    }
}

#[tokio::test]
async fn people_return_only_to_pages_that_exist() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    let home = format!("http://{}/", service.address);
    for (path, end) in
        [("%2F%3Fmodel%3Dx", "?model=x"), ("%2Fx", ""), ("%2F%2Fevil.example", ""), ("%2Flogin%2Fop", "")]
    {
        let mut browser = Browser::new(service.address);
        assert_eq!(browser.sign_in(&format!("/login/op?return={path}")).await, format!("{home}{end}"));
    }
}

#[tokio::test]
async fn a_second_provider_can_leave_the_first_one_s_redirect_uri_as_it_is() {
    let (a, b) = (OpenId::start().await, OpenId::start().await);
    let logs = Logs::gather();
    let config = format!("{}{}", a.config("a", "own_callback = false"), b.config("b", ""));
    let service = Service::with(&config).await;
    for (name, provider, callback) in [("a", &a, "/login/callback"), ("b", &b, "/login/callback/b")] {
        let mut browser = Browser::new(service.address);
        let end = browser.sign_in(&format!("/login/{name}")).await;
        assert!(!end.contains("error"), "{end}");
        assert_eq!(provider.last_request()["redirect_uri"], format!("http://{}{callback}", service.address));
    }
    let service = Service::with(&a.config("a", "own_callback = true")).await;
    Browser::new(service.address).sign_in("/login/a").await;
    assert_eq!(a.last_request()["redirect_uri"], format!("http://{}/login/callback/a", service.address));
    assert!(logs.text().contains("redirect_uri="));
}
