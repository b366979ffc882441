//! JSON between tab and server, for server functions: serde_json writes, and the tab reads with the small
//! reader of [`crate::chat::wire`]. Unknown fields are ignored.

use bytes::Bytes;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;

pub(crate) use crate::chat::wire::FromJson;

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
