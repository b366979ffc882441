//! stub
use crate::{
    api::{EventStream, request::ChatRequest},
    chat::StreamError,
};
pub fn answer(_r: ChatRequest) -> Result<EventStream, StreamError> {
    Err(StreamError::new(crate::chat::ErrorKind::Unavailable, ""))
}
