#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::Value;

use super::Json;

/// The same value as serde_json holds it.
fn expected(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => Json::Number(number.as_f64().unwrap()),
        Value::String(text) => Json::Text(text.clone()),
        Value::Array(values) => Json::List(values.iter().map(expected).collect()),
        Value::Object(fields) => {
            Json::Object(fields.iter().map(|(name, value)| (name.clone(), expected(value))).collect())
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (0_u64..1 << 53).prop_map(Value::from),
        (-9999..9999).prop_map(|n| Value::from(f64::from(n) / 4.0)),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read_as_it_was(value in any_value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        prop_assert_eq!(Json::parse(&text.unwrap()), Some(expected(&value)));
    }

    #[test]
    fn what_serde_json_refuses_is_refused(text in "[\\[\\]{}\",:0-9eE.+\\-tru\\\\ndf ]{0,24}") {
        let theirs = serde_json::from_str::<Value>(&text);
        prop_assert_eq!(Json::parse(&text).is_some(), theirs.is_ok(), "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        Json::parse(&text);
    }
}

#[test]
fn escapes_are_read_and_halves_of_characters_refused() {
    let text = r#""\"\\\/\b\f\n\r\té🦟""#;
    assert_eq!(Json::parse(text), Some(Json::Text("\"\\/\u{8}\u{c}\n\r\té🦟".to_owned())));
    for broken in
        [r#""\ud83e""#, r#""\ud83e\u0041""#, r#""\udd9f""#, r#""\u12""#, r#""\x""#, "\"a\nb\"", "\"a"]
    {
        assert_eq!(Json::parse(broken), None, "{broken}");
    }
}

#[test]
fn nesting_beyond_the_bound_is_refused_without_recursion() {
    let deep = "[".repeat(100_000);
    assert_eq!(Json::parse(&deep), None);
    assert!(Json::parse(&["[".repeat(32), "]".repeat(32)].concat()).is_some());
}
