//! One chunk of a streamed chat completion, read leniently: servers differ in all that is not
//! text. Borrowed from the frame wherever JSON allows.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{fault::Fault, finish};
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
    /// Which of several; the first is 0.
    index: Count,
    /// What is new.
    #[serde(borrow)]
    pub delta: Option<Delta<'a>>,
    /// The whole message, from servers that send no delta.
    #[serde(borrow)]
    pub message: Option<Delta<'a>>,
    /// The text, from servers that answer as for a completion.
    #[serde(borrow)]
    pub text: Words<'a>,
    /// Why the model stopped, if it did.
    #[serde(borrow)]
    pub finish_reason: Words<'a>,
}

/// What is new in a chunk.
#[derive(Debug, Default)]
pub struct Delta<'a> {
    /// Visible text.
    pub content: Words<'a>,
    /// Thinking, wherever the server puts it.
    pub reasoning: Words<'a>,
    /// What the model says instead of an answer.
    pub refusal: Words<'a>,
    /// It has something else that the model worked for: a tool call, a part of an unknown type.
    pub work: bool,
}

/// The content of a message: a string, or a list of parts.
#[derive(Debug, Default)]
struct Content<'a> {
    text: Words<'a>,
    thought: Words<'a>,
    work: bool,
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
    ///
    /// # Errors
    /// The fault, where the reason is one.
    pub fn finish_reason(&self) -> Result<Option<FinishReason>, Fault> {
        self.choices.0.as_ref().map_or(Ok(None), |choice| finish::finish_reason(&choice.finish_reason.0))
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
                let mut first = None;
                while let Some(choice) = list.next_element::<Option<Choice<'de>>>()? {
                    first = first.or(choice.filter(|choice| choice.index.0 == 0));
                }
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
                        "content" => {
                            let content: Content<'de> = fields.next_value()?;
                            delta.content = content.text;
                            delta.work |= content.work;
                            if delta.reasoning.0.is_empty() {
                                delta.reasoning = content.thought;
                            }
                        }
                        "refusal" => delta.refusal = fields.next_value()?,
                        // Some servers send the same thought under several names.
                        "reasoning_content" | "reasoning" | "reasoning_text" | "thinking" | "thought" => {
                            let words: Words<'de> = fields.next_value()?;
                            if delta.reasoning.0.is_empty() {
                                delta.reasoning = words;
                            }
                        }
                        "reasoning_details" => {
                            let details: Content<'de> = fields.next_value()?;
                            delta.work |= details.work;
                            if delta.reasoning.0.is_empty() {
                                delta.reasoning = details.thought;
                            }
                        }
                        "tool_calls" | "function_call" | "images" | "audio" => {
                            delta.work |= !is_empty(&fields.next_value()?);
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

impl<'de: 'a, 'a> Deserialize<'de> for Content<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Content<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a message's content")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Content { text: Words(Cow::Borrowed(text)), ..Content::default() })
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Content { text: Words(Cow::Owned(text.to_owned())), ..Content::default() })
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Content::default())
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Content::default())
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Content::default())
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Content::default())
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Content::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
                let mut content = Content::default();
                while let Some(part) = parts.next_element::<Content<'de>>()? {
                    content.text.0.to_mut().push_str(&part.text.0);
                    content.thought.0.to_mut().push_str(&part.thought.0);
                    content.work |= part.work;
                }
                Ok(content)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let (mut kind, mut text, mut thought) =
                    (Words::default(), Words::default(), Words::default());
                while let Some(name) = fields.next_key::<Words<'de>>()? {
                    match &*name.0 {
                        "type" => kind = fields.next_value()?,
                        "text" => text = fields.next_value()?,
                        "thinking" | "reasoning" | "summary" => thought = fields.next_value()?,
                        _ => {
                            fields.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                let is_thought = kind.0.starts_with("thinking") || kind.0.starts_with("reasoning");
                if is_thought && thought.0.is_empty() {
                    thought = std::mem::take(&mut text);
                }
                let is_known = is_thought || matches!(&*kind.0, "" | "text" | "output_text" | "input_text");
                let work = !is_known || (is_thought && thought.0.is_empty());
                Ok(Content { text: if is_known { text } else { Words::default() }, thought, work })
            }
        }
        deserializer.deserialize_any(Parts)
    }
}

/// Whether a value says nothing: null, false, or an empty string, list or object.
pub fn is_empty(value: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
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
mod tests;
