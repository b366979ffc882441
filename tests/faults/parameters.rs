//! Row 'a server that does not know a field of ours': asked again without it, once, and remembered.

use mayfly::chat::{ErrorKind, FinishReason};
use serde_json::json;

use crate::support::{
    service::Service,
    tab::question,
    told::told_by,
    upstream::{GOOD, Step, Upstream},
};

const JSON: &str = "content-type: application/json";

fn unknown(field: &str) -> Vec<Step> {
    let body = json!({ "error": { "message": format!("Unknown parameter: '{field}'."), "param": field, "code": "unknown_parameter" } });
    vec![Step::Answer(400, JSON, Box::leak(body.to_string().into_boxed_str()))]
}

#[tokio::test]
async fn a_field_that_the_server_does_not_know_is_left_out_and_remembered() {
    for field in ["stream_options", "store"] {
        let upstream = Upstream::playing_each(vec![unknown(field), GOOD.to_vec()]).await;
        let service = Service::before(&upstream).await;
        let tab = service.tab("Somebody").await;
        for _ in 0..2 {
            told_by(&service, &tab, &question("A question")).await.is_done("One, two.", FinishReason::Stop);
        }
        let bodies: Vec<_> = upstream.requests().into_iter().map(|request| request.body).collect();
        assert_eq!(bodies.len(), 3, "one refusal, its repetition, and the next answer");
        assert!(!bodies[0][field].is_null());
        assert!(bodies[1..].iter().all(|body| body[field].is_null()), "{field}");
    }
}

#[tokio::test]
async fn the_cap_of_the_length_is_renamed_and_holds() {
    let upstream = Upstream::playing_each(vec![unknown("max_completion_tokens"), GOOD.to_vec()]).await;
    let service = Service::before(&upstream).await;
    let mut capped = question("A question");
    capped["params"] = json!({ "max_tokens": 7 });
    told_by(&service, &service.tab("Somebody").await, &capped).await.is_done("One, two.", FinishReason::Stop);
    let second = &upstream.requests()[1].body;
    assert_eq!((&second["max_tokens"], &second["max_completion_tokens"]), (&json!(7), &json!(null)));
}

#[tokio::test]
async fn the_effort_of_reasoning_is_left_out_where_it_is_not_known() {
    let upstream = Upstream::playing_each(vec![unknown("reasoning_effort"), GOOD.to_vec()]).await;
    let service = Service::before(&upstream).await;
    let mut request = question("A question");
    request["params"] = json!({ "reasoning_effort": "high" });
    told_by(&service, &service.tab("Somebody").await, &request)
        .await
        .is_done("One, two.", FinishReason::Stop);
    assert!(upstream.requests()[1].body["reasoning_effort"].is_null());
}

#[tokio::test]
async fn a_setting_that_would_change_the_answer_is_told_and_not_left_out() {
    let upstream = Upstream::playing(unknown("temperature")).await;
    let service = Service::before(&upstream).await;
    let mut request = question("A question");
    request["params"] = json!({ "temperature": 1.5 });
    let told = told_by(&service, &service.tab("Somebody").await, &request).await;
    let error = told.is_error("", ErrorKind::Rejected);
    assert!(error.message.contains("temperature"), "{error:?}");
    assert_eq!(upstream.requests().len(), 1);
}

#[tokio::test]
async fn a_server_that_refuses_without_end_is_asked_a_few_times_only() {
    let upstream = Upstream::playing(unknown("store")).await;
    let service = Service::before(&upstream).await;
    let told = told_by(&service, &service.tab("Somebody").await, &question("A question")).await;
    told.is_error("", ErrorKind::Rejected);
    assert_eq!(upstream.requests().len(), 2, "the same complaint twice teaches nothing");
}
