use std::borrow::Cow;

use super::{Chunk, Delta};
use crate::chat::{FinishReason, Usage};

fn chunk(json: &str) -> Chunk<'_> {
    serde_json::from_str(json).unwrap()
}

fn delta(json: &str) -> Delta<'_> {
    chunk(json).choices.0.unwrap().delta.unwrap_or_default()
}

#[test]
fn borrows_text_that_has_no_escapes() {
    let delta = delta(r#"{"choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}]}"#);
    assert!(matches!(delta.content.0, Cow::Borrowed("Hel")));
}

#[test]
fn takes_null_where_text_is_expected() {
    let chunk = chunk(
        r#"{"choices":[{"delta":{"role":"assistant","content":null},"finish_reason":null}],"usage":null}"#,
    );
    assert_eq!(chunk.choices.0.as_ref().unwrap().delta.as_ref().unwrap().content.0, "");
    assert!(chunk.finish_reason().unwrap().is_none() && chunk.usage().is_none());
}

#[test]
fn takes_empty_choices_with_usage_and_timings() {
    let chunk = chunk(
        r#"{"choices":[],"usage":{"prompt_tokens":31,"completion_tokens":8,"total_tokens":39,
        "completion_tokens_details":{"reasoning_tokens":3}},"timings":{"prompt_n":1}}"#,
    );
    assert!(chunk.choices.0.is_none());
    let usage = Usage { prompt_tokens: 31, completion_tokens: 8, reasoning_tokens: Some(3) };
    assert_eq!(chunk.usage(), Some(usage));
}

#[test]
fn takes_null_choices_null_delta_and_nothing_at_all() {
    assert!(chunk(r#"{"choices":null}"#).choices.0.is_none());
    assert_eq!(delta(r#"{"choices":[{"delta":null}]}"#).content.0, "");
    assert!(chunk("{}").choices.0.is_none());
}

#[test]
fn finds_thoughts_under_either_name_and_only_once() {
    assert_eq!(delta(r#"{"choices":[{"delta":{"reasoning_content":"a"}}]}"#).reasoning.0, "a");
    assert_eq!(delta(r#"{"choices":[{"delta":{"reasoning":"b"}}]}"#).reasoning.0, "b");
    let both = r#"{"choices":[{"delta":{"reasoning":"c","reasoning_content":"c"}}]}"#;
    assert_eq!(delta(both).reasoning.0, "c");
}

#[test]
fn joins_a_list_of_text_parts() {
    let json =
        r#"{"choices":[{"delta":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}]}"#;
    assert_eq!(delta(json).content.0, "ab");
}

#[test]
fn passes_an_unknown_finish_reason_on() {
    let reason = |json| chunk(json).finish_reason().unwrap();
    assert_eq!(
        reason(r#"{"choices":[{"delta":{},"finish_reason":"tired"}]}"#),
        Some(FinishReason::Other("tired".to_owned()))
    );
    assert_eq!(reason(r#"{"choices":[{"finish_reason":"length"}]}"#), Some(FinishReason::Length));
    assert_eq!(reason(r#"{"choices":[{"finish_reason":""}]}"#), None);
}

#[test]
fn finds_thoughts_in_parts_and_details_once() {
    let parts = r#"{"choices":[{"delta":{"content":[
        {"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Hi"}]}}]}"#;
    let found = delta(parts);
    assert_eq!((&*found.reasoning.0, &*found.content.0, found.work), ("hm", "Hi", false));
    let details = r#"{"choices":[{"delta":{"content":"","reasoning":"hm",
        "reasoning_details":[{"type":"reasoning.text","text":"hm"}]}}]}"#;
    assert_eq!(delta(details).reasoning.0, "hm");
    let details = r#"{"choices":[{"delta":{"reasoning_details":[
        {"type":"reasoning.summary","summary":"a"},{"type":"reasoning.text","text":"b"}]}}]}"#;
    assert_eq!(delta(details).reasoning.0, "ab");
}

#[test]
fn what_the_model_worked_for_is_told_from_nothing() {
    for json in [
        r#"{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}"#,
        r#"{"choices":[{"delta":{"content":[{"type":"brand_new","data":"x"}]}}]}"#,
        r#"{"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.encrypted","data":"x"}]}}]}"#,
    ] {
        let delta = delta(json);
        assert!(delta.work && delta.content.0.is_empty() && delta.reasoning.0.is_empty(), "{json}");
    }
    for json in [
        r#"{"choices":[{"delta":{"role":"assistant","content":"","tool_calls":null}}]}"#,
        r#"{"choices":[{"delta":{"tool_calls":[],"content":[]}}]}"#,
    ] {
        assert!(!delta(json).work, "{json}");
    }
}

#[test]
fn takes_the_choice_of_index_0_alone() {
    let json = r#"{"choices":[{"index":1,"delta":{"content":"b"}},{"index":0,"delta":{"content":"a"}}]}"#;
    assert_eq!(delta(json).content.0, "a");
    assert!(chunk(r#"{"choices":[{"index":1,"delta":{"content":"b"}}]}"#).choices.0.is_none());
}
