//! The demo model as a client sees it, over a real socket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::{DemoModel, ID, tokens};

async fn ask(model: &DemoModel, body: Value) -> reqwest::Response {
    let url = format!("{}/chat/completions", model.base_url);
    reqwest::Client::new().post(url).json(&body).send().await.unwrap()
}

fn asking(question: &str) -> Value {
    json!({ "model": ID, "messages": [{ "role": "user", "content": question }] })
}

/// The whole answer, not streamed.
async fn answer(body: Value) -> Value {
    let model = super::start().await.unwrap();
    let response = ask(&model, body).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

async fn text(question: &str) -> String {
    let answer = answer(asking(question)).await;
    answer["choices"][0]["message"]["content"].as_str().unwrap().to_owned()
}

/// The events' data of a streamed answer.
async fn streamed(mut body: Value) -> Vec<String> {
    let model = super::start().await.unwrap();
    body["stream"] = true.into();
    let response = ask(&model, body).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = response.text().await.unwrap();
    text.split_terminator("\n\n").map(|event| event.strip_prefix("data: ").unwrap().to_owned()).collect()
}

fn chunks(events: &[String]) -> Vec<Value> {
    let (done, chunks) = events.split_last().unwrap();
    assert_eq!(done, "[DONE]");
    chunks.iter().map(|chunk| serde_json::from_str(chunk).unwrap()).collect()
}

#[tokio::test]
async fn lists_its_one_model() {
    let model = super::start().await.unwrap();
    let list: Value = reqwest::get(format!("{}/models", model.base_url)).await.unwrap().json().await.unwrap();
    assert_eq!(list["object"], "list");
    assert_eq!(list["data"][0]["id"], ID);
    assert_eq!(model.model().base_url, model.base_url);
}

#[tokio::test]
async fn streams_role_then_text_then_reason_then_usage_then_done() {
    let mut body = asking("echo  one two");
    body["stream_options"] = json!({ "include_usage": true });
    let events = streamed(body).await;
    let chunks = chunks(&events);
    assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
    let text: String =
        chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(text, "one two");
    let [.., finish, usage] = chunks.as_slice() else { panic!("too few chunks") };
    assert_eq!(finish["choices"][0]["finish_reason"], "stop");
    assert_eq!(usage["choices"], json!([]));
    assert_eq!(usage["usage"]["completion_tokens"], 2);
}

#[tokio::test]
async fn sends_no_usage_that_nobody_asked_for() {
    let events = streamed(asking("echo one")).await;
    assert_eq!(chunks(&events).last().unwrap()["choices"][0]["finish_reason"], "stop");
}

#[tokio::test]
async fn sends_reasoning_before_the_answer() {
    let events = streamed(asking("think")).await;
    let chunks = chunks(&events);
    let delta = |name: &str| chunks.iter().position(|chunk| chunk["choices"][0]["delta"][name].is_string());
    let first_word = chunks.iter().position(|chunk| {
        chunk["choices"][0]["delta"]["content"].as_str().is_some_and(|content| !content.is_empty())
    });
    assert!(delta("reasoning_content").unwrap() < first_word.unwrap());
}

#[tokio::test]
async fn writes_at_a_natural_pace() {
    let begun = Instant::now();
    let events = streamed(asking("help")).await;
    let rate = chunks(&events).len() as f64 / begun.elapsed().as_secs_f64();
    // About 70 a second where the machine has the time; a busy one is slower, never quicker.
    assert!(rate < 80.0, "{rate} tokens a second");
}

#[tokio::test]
async fn sends_the_role_before_the_first_word() {
    let model = super::start().await.unwrap();
    let mut body = asking("slow");
    body["stream"] = true.into();
    let mut bytes = ask(&model, body).await.bytes_stream();
    let first = tokio::time::timeout(Duration::from_secs(2), bytes.next()).await.unwrap().unwrap().unwrap();
    assert!(first.starts_with(b"data: "), "the role comes before the first word");
}

#[tokio::test]
async fn says_the_same_every_time() {
    for question in ["hello", "what is kept?", "markdown", "long 7", "something else entirely"] {
        assert_eq!(text(question).await, text(question).await);
    }
}

#[tokio::test]
async fn knows_what_it_is_asked_for() {
    for (question, expected) in [
        ("What is Mayfly?", "lives for as long as its tab"),
        ("And what do you keep?", "nothing, outside this tab"),
        ("How does it work", "the way of one message"),
        ("how do I sign in?", "OpenID Connect"),
        ("show me markdown", "[^1]"),
        ("a table, please", "|---|"),
        ("Some code", "```python"),
        ("math", r"\["),
        ("slow", "takes its time"),
        ("help", "`echo`"),
        ("What is the capital of France?", "I can’t answer that"),
        ("Show me", "I can’t answer that"),
    ] {
        let text = text(question).await;
        assert!(text.contains(expected), "{question}: {text}");
    }
}

#[tokio::test]
async fn shows_every_spelling_of_a_formula() {
    let text = text("math").await;
    for delimiter in ["$ax", "$$x", r"\(e", r"\[\int"] {
        assert!(text.contains(delimiter), "{delimiter}");
    }
}

#[tokio::test]
async fn writes_as_many_paragraphs_as_asked() {
    assert_eq!(text("long 3").await.split("\n\n").count(), 3);
    assert_eq!(text("long").await.split("\n\n").count(), 20);
    assert_eq!(text("long 0").await.split("\n\n").count(), 1);
}

#[tokio::test]
async fn gives_a_conversation_a_short_title() {
    let ask = "Give this conversation a title of at most five words. Answer with the title alone.\n\n\
               The conversation begins with:\n\nhow many mayflies are there in the river, roughly?";
    assert_eq!(text(ask).await, "How many mayflies are there");
}

#[tokio::test]
async fn cuts_at_the_limit_and_says_so() {
    let mut body = asking("echo one two three");
    body["max_completion_tokens"] = 2.into();
    let answer = answer(body).await;
    assert_eq!(answer["choices"][0]["message"]["content"], "one two");
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(answer["usage"]["completion_tokens"], 2);
}

#[tokio::test]
async fn continues_where_its_own_message_ends() {
    let whole = text("hello").await;
    let (begun, rest) = whole.split_at(20);
    let body = json!({ "model": ID, "messages": [
        { "role": "user", "content": [{ "type": "text", "text": "hello" }] },
        { "role": "assistant", "content": begun },
    ] });
    assert_eq!(answer(body).await["choices"][0]["message"]["content"], rest);
}

#[tokio::test]
async fn refuses_in_the_usual_shape() {
    let model = super::start().await.unwrap();
    let unknown = ask(&model, json!({ "model": "other", "messages": [] })).await;
    assert_eq!(unknown.status(), 404);
    let error: Value = unknown.json().await.unwrap();
    assert_eq!(error["error"]["code"], "model_not_found");

    for body in [
        json!({ "model": ID }),
        json!({ "model": ID, "messages": [] }),
        json!({ "model": ID, "messages": [{ "role": "nobody", "content": "secret words" }] }),
        json!([]),
    ] {
        let response = ask(&model, body).await;
        assert_eq!(response.status(), 400);
        let error: Value = response.json().await.unwrap();
        assert_eq!(error["error"]["type"], "invalid_request_error");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let nowhere = reqwest::get(model.base_url.join("/v2").unwrap()).await.unwrap();
    assert_eq!(nowhere.status(), 404);
    assert!(nowhere.json::<Value>().await.unwrap()["error"].is_object());
}

#[tokio::test]
async fn is_not_reached_by_another_name() {
    let model = super::start().await.unwrap();
    let request = reqwest::Client::new().get(format!("{}/models", model.base_url));
    let response = request.header("host", "rebound.example:80").send().await.unwrap();
    assert_eq!(response.status(), 421);
}

#[test]
fn tokens_joined_are_the_text_again() {
    for text in ["", " ", "one two", "Über—alles\n\n  gut", "abcdefghijklmnopqrstuvwxyz"] {
        assert_eq!(tokens::split(text).collect::<String>(), text);
    }
}
