//! Rows about statuses: 401 and 403, 404, 429, quota, context length, 5xx, HTML, redirects.

use std::time::{Duration, SystemTime};

use mayfly::chat::ErrorKind;

use crate::support::{
    service::Service,
    tab::question,
    told::{Told, told, told_by},
    upstream::{Step, Upstream},
};

const JSON: &str = "content-type: application/json";
const WORDS: &str =
    r#"{"error":{"message":"upstream words","type":"server_error","param":null,"code":null}}"#;

async fn status(status: u16) -> Told {
    told(&[Step::Answer(status, JSON, WORDS)]).await
}

#[tokio::test]
async fn a_401_or_403_is_told_as_our_own_misconfiguration() {
    for number in [401, 403] {
        let told = status(number).await;
        let error = told.is_error("", ErrorKind::UpstreamAccess);
        assert!(error.message.contains("misconfigured"), "{error:?}");
    }
}

#[tokio::test]
async fn a_404_names_the_model_and_is_not_asked_again() {
    let upstream = Upstream::playing([Step::Answer(404, JSON, WORDS)]).await;
    let service = Service::before(&upstream).await;
    let told = told_by(&service, &service.tab("Somebody").await, &question("A question")).await;
    let error = told.is_error("", ErrorKind::ModelNotFound);
    assert!(error.message.contains("The scripted model"), "{error:?}");
    assert_eq!(upstream.requests().len(), 1);
}

async fn busy(lines: &'static str) -> Option<f64> {
    let told = told(&[Step::Answer(429, lines, WORDS)]).await;
    assert!(told.took < Duration::from_secs(2), "nobody sleeps on the person's time: {told:?}");
    told.is_error("", ErrorKind::UpstreamBusy).retry_after
}

#[tokio::test]
async fn a_429_with_retry_after_in_seconds() {
    assert_eq!(busy("retry-after: 7").await, Some(7.0));
}

#[tokio::test]
async fn a_429_with_retry_after_as_a_date() {
    let in_a_minute = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(60));
    let lines: &'static str = Box::leak(format!("retry-after: {in_a_minute}").into_boxed_str());
    let wait = busy(lines).await.unwrap();
    assert!((50.0..=60.0).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_429_with_retry_after_zero() {
    assert_eq!(busy("retry-after: 0").await, Some(0.0));
}

#[tokio::test]
async fn a_429_with_a_huge_retry_after() {
    assert_eq!(busy("retry-after: 86400").await, Some(86400.0));
}

#[tokio::test]
async fn a_429_with_junk_for_retry_after() {
    for junk in ["retry-after: soon", "retry-after: -3", "retry-after: 1e999"] {
        assert_eq!(busy(junk).await, Some(-1.0), "{junk}");
    }
}

#[tokio::test]
async fn a_429_without_retry_after() {
    assert_eq!(busy(JSON).await, None);
}

#[tokio::test]
async fn a_502_503_or_504_is_told_as_not_available_and_is_not_asked_again() {
    for number in [502, 503, 504, 529] {
        let upstream = Upstream::playing([Step::Answer(number, "retry-after: 3", WORDS)]).await;
        let service = Service::before(&upstream).await;
        let told = told_by(&service, &service.tab("Somebody").await, &question("A question")).await;
        let error = told.is_error("", ErrorKind::UpstreamUnavailable);
        assert_eq!(error.retry_after, Some(3.0));
        assert_eq!(upstream.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_exhausted_quota_is_not_told_as_busy() {
    let body =
        r#"{"error":{"message":"upstream words","type":"insufficient_quota","code":"insufficient_quota"}}"#;
    let told = told(&[Step::Answer(429, "retry-after: 1", body)]).await;
    let error = told.is_error("", ErrorKind::QuotaExhausted);
    assert_eq!(error.retry_after, None);
}

#[tokio::test]
async fn an_exceeded_context_length_is_told_as_such() {
    let bodies = [
        r#"{"error":{"message":"upstream words","code":"context_length_exceeded"}}"#,
        r#"{"error":{"code":400,"message":"upstream words","type":"exceed_context_size_error"}}"#,
    ];
    for body in bodies {
        let told = told(&[Step::Answer(400, JSON, body)]).await;
        let error = told.is_error("", ErrorKind::ContextLength);
        assert!(error.message.contains("too long for this model"), "{error:?}");
    }
}

#[tokio::test]
async fn a_500_is_an_error_that_is_not_asked_again() {
    let upstream = Upstream::playing([Step::Answer(500, JSON, WORDS)]).await;
    let service = Service::before(&upstream).await;
    let told = told_by(&service, &service.tab("Somebody").await, &question("A question")).await;
    told.is_error("", ErrorKind::UpstreamError);
    assert_eq!(upstream.requests().len(), 1);
}

#[tokio::test]
async fn an_html_body_is_an_error_whatever_its_status() {
    const PAGE: &str = "<!doctype html><title>upstream words</title>";
    for (number, kind) in
        [(200, ErrorKind::Malformed), (502, ErrorKind::UpstreamUnavailable), (500, ErrorKind::UpstreamError)]
    {
        told(&[Step::Answer(number, "content-type: text/html", PAGE)]).await.is_error("", kind);
    }
}

#[tokio::test]
async fn an_error_body_under_status_200_is_an_error() {
    told(&[Step::Answer(200, JSON, WORDS)]).await.is_error("", ErrorKind::UpstreamError);
}

#[tokio::test]
async fn json_that_is_no_answer_is_an_error() {
    for body in [r#"{"answer":"upstream words"}"#, r#"{"choices":[]}"#, "{\"choices\":[{", "[]", "7"] {
        told(&[Step::Answer(200, JSON, body)]).await.is_error("", ErrorKind::Malformed);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Upstream::playing(crate::support::upstream::GOOD).await;
    let lines: &'static str =
        Box::leak(format!("location: {}/chat/completions", elsewhere.url()).into_boxed_str());
    told(&[Step::Answer(307, lines, "")]).await.is_error("", ErrorKind::UpstreamAccess);
    assert_eq!(elsewhere.connections(), 0);
}

/// The cause of a refusal is in its body, which must not be waited for without end.
#[tokio::test]
async fn a_refusal_whose_body_never_ends_is_told_by_its_status() {
    let stuck = [Step::Wire(b"HTTP/1.1 503 Scripted\r\ncontent-length: 500\r\n\r\n{"), Step::Stall];
    let upstream = Upstream::playing(stuck).await;
    let patient =
        |config: &mut mayfly::server::config::Config| config.timeouts.first_token = Duration::from_secs(9);
    let service = Service::configured(&upstream.url(), patient).await;
    let told = told_by(&service, &service.tab("Somebody").await, &question("A question")).await;
    told.is_error("", ErrorKind::UpstreamUnavailable);
    assert!(told.took < Duration::from_secs(4), "{:?}", told.took);
}
