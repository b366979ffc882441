use serde_json::{Value, json};

use super::body;
use crate::{
    api::request::ChatRequest,
    server::{
        config::{Model, Profile},
        relay::quirks::Quirks,
    },
};

fn model(profile: Profile) -> Model {
    Model {
        id: "upstream-model".to_owned(),
        title: "Model".to_owned(),
        base_url: "http://127.0.0.1:9/v1".parse().unwrap(),
        api_key: None,
        ca_file: None,
        context_size: None,
        images: None,
        reasoning: None,
        profile,
        demo: false,
    }
}

fn request(messages: &Value, params: &Value) -> ChatRequest {
    serde_json::from_value(json!({ "model": "m", "messages": messages, "params": params })).unwrap()
}

fn text(role: &str, text: &str) -> Value {
    json!({ "role": role, "content": [{ "type": "text", "text": text }] })
}

fn written(messages: Value, params: Value, profile: Profile, quirks: &Quirks) -> Value {
    serde_json::from_slice(&body(&request(&messages, &params), &model(profile), quirks).unwrap()).unwrap()
}

#[test]
fn asks_for_a_stream_with_counts_that_is_not_stored() {
    let body = written(
        json!([text("system", "s"), text("user", "hi")]),
        json!({}),
        Profile::default(),
        &Quirks::default(),
    );
    assert_eq!(
        body,
        json!({
            "model": "upstream-model",
            "messages": [{ "role": "system", "content": "s" }, { "role": "user", "content": "hi" }],
            "stream": true,
            "stream_options": { "include_usage": true },
            "store": false,
        })
    );
}

#[test]
fn sends_pictures_as_parts_in_their_order() {
    let url = "data:image/png;base64,AAAA";
    let message = json!({ "role": "user", "content": [
        { "type": "text", "text": "what?" }, { "type": "image", "url": url },
    ] });
    let body = written(json!([message]), json!({}), Profile::default(), &Quirks::default());
    assert_eq!(
        body["messages"][0]["content"],
        json!([{ "type": "text", "text": "what?" }, { "type": "image_url", "image_url": { "url": url } }])
    );
}

#[test]
fn a_cut_answer_is_continued_by_prefill_or_by_an_instruction() {
    let messages = json!([text("user", "count"), text("assistant", "one, tw")]);
    let prefill = Profile { prefill: true, ..Profile::default() };
    let with = written(messages.clone(), json!({}), prefill, &Quirks::default());
    assert_eq!(with["messages"].as_array().unwrap().len(), 2);
    let without = written(messages, json!({}), Profile::default(), &Quirks::default());
    assert_eq!(without["messages"][1], json!({ "role": "assistant", "content": "one, tw" }));
    assert_eq!(without["messages"][2]["role"], "user");
}

#[test]
fn the_cap_holds_under_either_name() {
    let params = json!({ "max_tokens": 7 });
    let ask =
        |profile, quirks: &Quirks| written(json!([text("user", "hi")]), params.clone(), profile, quirks);
    let known = Quirks::default();
    assert_eq!(ask(Profile::default(), &known)["max_completion_tokens"], 7);
    let old = || Profile { max_tokens_field: "max_tokens".to_owned(), ..Profile::default() };
    assert_eq!(ask(old(), &known)["max_tokens"], 7);
    known.learn("max_completion_tokens");
    assert_eq!(ask(Profile::default(), &known)["max_tokens"], 7);
    assert_eq!(ask(old(), &known)["max_completion_tokens"], 7);
}

#[test]
fn leaves_out_what_the_profile_or_experience_says_and_adds_what_is_configured() {
    let quirks = Quirks::default();
    quirks.learn("stream_options");
    let profile = Profile {
        omit: vec!["store".to_owned(), "temperature".to_owned()],
        fields: json!({ "top_k": 40 }).as_object().unwrap().clone(),
        ..Profile::default()
    };
    let body =
        written(json!([text("user", "hi")]), json!({ "temperature": 1.0, "seed": 3 }), profile, &quirks);
    assert_eq!(
        body,
        json!({
            "model": "upstream-model",
            "messages": [{ "role": "user", "content": "hi" }],
            "stream": true,
            "seed": 3,
            "top_k": 40,
        })
    );
}
