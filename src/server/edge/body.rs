//! Reads a request's body within its limit before a server function runs, and gives errors of server
//! functions their status.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use http_body_util::LengthLimitError;
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use tokio::time::timeout;

use super::{refuse, request_id::RequestId};
use crate::chat::{ErrorKind, StreamError, megabytes};

/// The limits of a request's body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimit {
    /// Its maximum length, in bytes.
    pub(crate) bytes: usize,
    /// The time within which all of it must arrive.
    pub(crate) time: Duration,
}

/// Reads the whole body, or refuses: 413 beyond the limit, 408 when it takes too long, 422 when it is not
/// declared as JSON or breaks off. A server function would answer all of them with 500.
pub(crate) async fn bounded(State(limit): State<BodyLimit>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let is_json =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|mime| {
            mime.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case("application/json"))
        });
    if !is_json {
        return refuse(StreamError::new(
            ErrorKind::BadRequest,
            "The request must be JSON (application/json).",
        ));
    }
    let announced = parts
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if let Some(length) = announced.filter(|&length| length > limit.bytes) {
        return refuse(too_large(limit, Some(length)));
    }
    let Ok(read) = timeout(limit.time, to_bytes(body, limit.bytes)).await else {
        return too_slow();
    };
    match read {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(error)
            if std::error::Error::source(&error).is_some_and(|source| source.is::<LengthLimitError>()) =>
        {
            refuse(too_large(limit, None))
        }
        Err(_) => {
            tracing::debug!("a request broke off");
            refuse(StreamError::new(
                ErrorKind::BadRequest,
                "The request broke off before it was complete. Send it again.",
            ))
        }
    }
}

/// A client that sends too slowly holds a connection. The kind has no status of its own.
fn too_slow() -> Response {
    let sentence = "The request took too long to arrive. Check your connection, and send it again.";
    let mut response = refuse(StreamError::new(ErrorKind::BadRequest, sentence));
    *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn too_large(limit: BodyLimit, length: Option<usize>) -> StreamError {
    let most = megabytes(limit.bytes);
    let message = match length {
        Some(length) => format!(
            "The conversation is {} with its attachments; this server accepts at most {most}. Remove {}.",
            megabytes(length),
            megabytes(length - limit.bytes)
        ),
        None => format!(
            "The conversation with its attachments is larger than the {most} that this server accepts at most."
        ),
    };
    StreamError::new(ErrorKind::TooLarge, message)
}

/// Gives a server function's error the status of its kind and the request's id. Leptos returns 500
/// for all of them.
pub(crate) async fn typed(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let error = to_bytes(response.into_body(), 64 << 10)
        .await
        .ok()
        .and_then(|body| serde_json::from_slice::<StreamError>(&body).ok())
        .unwrap_or_else(|| StreamError::new(ErrorKind::Unavailable, ErrorKind::Unavailable.sentence()));
    refuse(StreamError { request_id: id.map(|id| id.0), ..error })
}
