//! The edge: the layers in front of every route. Each has one task.
//!
//! Specifications: Fetch Metadata Request Headers, RFC 9110 (421 Misdirected Request), Content
//! Security Policy Level 3, and OWASP ASVS 5.0 chapter 3.

pub(crate) mod access;
pub(crate) mod body;
pub(crate) mod client_address;
pub(crate) mod headers;
pub(crate) mod host;
pub(crate) mod origin;
pub(crate) mod request_id;

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{api::error::status, chat::StreamError};

/// A refusal as a response: its status, `Retry-After` in whole seconds, the error as JSON, and
/// `no-store`.
pub(crate) fn refuse(error: StreamError) -> Response {
    let retry_after = error.retry_after.map(|seconds| HeaderValue::from(seconds.ceil().max(0.0) as u64));
    let mut response = (status(error.kind), Json(error)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}
