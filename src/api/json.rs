//! JSON between tab and server: written by serde_json, and read in the tab by a small reader of our own
//! ([`Json`]). A field that the tab does not know is passed over.

mod value;

use bytes::Bytes;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;

pub use value::Json;

/// What a tab can read from JSON.
pub trait FromJson: Sized {
    /// Reads it; none where the value is of another kind.
    fn from_json(json: &Json) -> Option<Self>;

    /// Reads it from the bytes of an answer. What is wrong with them is not said: it might quote somebody's
    /// words.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::from_json(&Json::parse(std::str::from_utf8(bytes).ok()?)?)
    }
}

impl FromJson for String {
    fn from_json(json: &Json) -> Option<Self> {
        if let Json::Text(text) = json { Some(text.clone()) } else { None }
    }
}

/// A bool that is not there is false.
impl FromJson for bool {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(*value),
            Json::Null => Some(false),
            _ => None,
        }
    }
}

impl FromJson for f64 {
    fn from_json(json: &Json) -> Option<Self> {
        if let Json::Number(number) = json { Some(*number) } else { None }
    }
}

/// A count that is not there is 0.
impl FromJson for u64 {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Number(number) if *number >= 0.0 && number.trunc() == *number => Some(*number as u64),
            Json::Null => Some(0),
            _ => None,
        }
    }
}

impl FromJson for u32 {
    fn from_json(json: &Json) -> Option<Self> {
        u64::from_json(json)?.try_into().ok()
    }
}

impl FromJson for usize {
    fn from_json(json: &Json) -> Option<Self> {
        u64::from_json(json)?.try_into().ok()
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json) -> Option<Self> {
        if *json == Json::Null { Some(None) } else { T::from_json(json).map(Some) }
    }
}

/// A list that is not there is empty.
impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::List(values) => values.iter().map(T::from_json).collect(),
            Json::Null => Some(Self::new()),
            _ => None,
        }
    }
}

/// Reads a struct field by field, each by its own name.
macro_rules! from_json {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::api::json::FromJson for $type {
            fn from_json(json: &$crate::api::json::Json) -> Option<Self> {
                Some(Self { $($field: $crate::api::json::FromJson::from_json(json.get(stringify!($field)))?),* })
            }
        }
    };
}

pub(super) use from_json;

/// JSON, for server functions.
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: FromJson> Decodes<T> for JsonText {
    type Error = &'static str;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        T::from_bytes(&bytes).ok_or("no such JSON")
    }
}
