//! One chunk of a streamed chat completion, read leniently: servers differ in all that is not
//! text. Borrowed from the frame wherever JSON allows.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::chat::{FinishReason, Usage};

/// What matters of a chunk. Anything may be absent or null.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chunk<'a> {
    /// The first choice: we never ask for more.
    #[serde(borrow)]
    pub choices: FirstChoice<'a>,
    /// Token counts; some servers send them with every chunk.
    pub usage: Option<Counts>,
    /// An error in mid-stream.
    pub error: Option<serde_json::Value>,
}

/// The first element of `choices`, if there is one.
#[derive(Debug, Default)]
pub struct FirstChoice<'a>(pub Option<Choice<'a>>);

/// A choice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choice<'a> {
    /// What is new.
    #[serde(borrow)]
    pub delta: Delta<'a>,
    /// Why the model stopped, if it did.
    #[serde(borrow)]
    pub finish_reason: Words<'a>,
}

/// What is new in a chunk.
#[derive(Debug, Default)]
pub struct Delta<'a> {
    /// Visible text.
    pub content: Words<'a>,
    /// Thinking: `reasoning_content`, or `reasoning` where the server calls it so.
    pub reasoning: Words<'a>,
    /// What the model says instead of an answer.
    pub refusal: Words<'a>,
}

/// A string; empty where there was null or something that is none. A list of text parts is joined.
#[derive(Debug, Default)]
pub struct Words<'a>(pub Cow<'a, str>);

/// Token counts on the wire.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Counts {
    prompt_tokens: Count,
    completion_tokens: Count,
    completion_tokens_details: Option<Details>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    reasoning_tokens: Option<Count>,
}

#[derive(Debug, Default)]
struct Count(u64);

impl Chunk<'_> {
    /// Why the model stopped, if this chunk says so.
    pub fn finish_reason(&self) -> Option<FinishReason> {
        let reason = &*self.choices.0.as_ref()?.finish_reason.0;
        match reason {
            "" | "null" => None,
            "stop" => Some(FinishReason::Stop),
            "length" => Some(FinishReason::Length),
            "content_filter" => Some(FinishReason::ContentFilter),
            "tool_calls" => Some(FinishReason::ToolCalls),
            // It travels on as it is, but not at any length.
            other => Some(FinishReason::Other(other.chars().take(64).collect())),
        }
    }

    /// The token counts, if this chunk has some.
    pub fn usage(&self) -> Option<Usage> {
        let counts = self.usage.as_ref()?;
        Some(Usage {
            prompt_tokens: counts.prompt_tokens.0,
            completion_tokens: counts.completion_tokens.0,
            reasoning_tokens: counts
                .completion_tokens_details
                .as_ref()
                .and_then(|details| details.reasoning_tokens.as_ref())
                .map(|count| count.0),
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for FirstChoice<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct First;
        impl<'de> Visitor<'de> for First {
            type Value = FirstChoice<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of choices")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(FirstChoice(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let first = list.next_element()?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(FirstChoice(first))
            }
        }
        deserializer.deserialize_any(First)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Delta<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Delta<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a delta")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Delta::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut delta = Delta::default();
                while let Some(name) = fields.next_key::<Words<'de>>()? {
                    match &*name.0 {
                        "content" => delta.content = fields.next_value()?,
                        "refusal" => delta.refusal = fields.next_value()?,
                        // Some servers send the same thought under both names.
                        "reasoning_content" | "reasoning" => {
                            let words: Words<'de> = fields.next_value()?;
                            if delta.reasoning.0.is_empty() {
                                delta.reasoning = words;
                            }
                        }
                        _ => {
                            fields.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(delta)
            }
        }
        deserializer.deserialize_any(Fields)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Words<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Owned(text.to_owned())))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Words::default())
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Words::default())
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Words::default())
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Words::default())
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Words::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
                let mut text = String::new();
                while let Some(part) = parts.next_element::<Words<'de>>()? {
                    text.push_str(&part.0);
                }
                Ok(Words(Cow::Owned(text)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut text = Words::default();
                while let Some(name) = fields.next_key::<Words<'de>>()? {
                    if name.0 == "text" {
                        text = fields.next_value()?;
                    } else {
                        fields.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(text)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Value::deserialize(deserializer)?;
        let float = || number.as_f64().map(|tokens| tokens.max(0.0) as u64);
        Ok(Self(number.as_u64().or_else(float).unwrap_or(0)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::borrow::Cow;

    use super::{Chunk, Delta};
    use crate::chat::{FinishReason, Usage};

    fn chunk(json: &str) -> Chunk<'_> {
        serde_json::from_str(json).unwrap()
    }

    fn delta(json: &str) -> Delta<'_> {
        chunk(json).choices.0.unwrap().delta
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
        assert_eq!(chunk.choices.0.as_ref().unwrap().delta.content.0, "");
        assert!(chunk.finish_reason().is_none() && chunk.usage().is_none());
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
        let reason = |json| chunk(json).finish_reason();
        assert_eq!(
            reason(r#"{"choices":[{"delta":{},"finish_reason":"end_turn"}]}"#),
            Some(FinishReason::Other("end_turn".to_owned()))
        );
        assert_eq!(reason(r#"{"choices":[{"finish_reason":"length"}]}"#), Some(FinishReason::Length));
        assert_eq!(reason(r#"{"choices":[{"finish_reason":""}]}"#), None);
    }
}
