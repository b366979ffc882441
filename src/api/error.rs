//! Refusals on the wire: [`StreamError`] as JSON, and the HTTP status that goes with each kind.

use http::StatusCode;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};

use super::json::JsonText;
use crate::chat::{ErrorKind, StreamError};

/// The HTTP status of a refusal. Kinds that only ever travel as `error` events inside a stream that
/// has begun, or that only the tab itself finds, have none of their own and give 500.
pub fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::SignedOut => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::UnknownModel => StatusCode::NOT_FOUND,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::BadRequest => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::RateLimited | ErrorKind::TokensUsedUp | ErrorKind::TooManyStreams => {
            StatusCode::TOO_MANY_REQUESTS
        }
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl FromServerFnError for StreamError {
    type Encoder = JsonText;

    /// Leptos's own failures, as the person sees them. Their texts are left out: a decoder's
    /// complaint quotes what it could not decode, which may be somebody's words.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::new(ErrorKind::BadRequest, UNREADABLE_REQUEST)
            }
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Deserialization(_) => Self::new(ErrorKind::BadRequest, UNREADABLE_REQUEST),
            #[cfg(not(feature = "ssr"))]
            ServerFnErrorErr::Deserialization(_) => Self::new(
                ErrorKind::ForeignAnswer,
                "The answer could not be read; something between this tab and the server may have changed it.",
            ),
            ServerFnErrorErr::Request(_) => Self::new(
                ErrorKind::ConnectionLost,
                "The server can’t be reached; check your connection and try again.",
            ),
            _ => Self::new(ErrorKind::Unavailable, "The server could not answer; try again in a moment."),
        }
    }
}

const UNREADABLE_REQUEST: &str = "The request can’t be read: a field is missing or of the wrong type. Reloading the page brings a tab that fits this server.";
