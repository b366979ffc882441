//! Refusals on the wire: [`StreamError`] as JSON, and the HTTP status of each kind.

use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};

use super::json::JsonText;
use crate::chat::{ErrorKind, StreamError};

/// The HTTP status of a refusal. Kinds that are only sent as `error` events in a stream, or that only
/// the tab finds, have none of their own and return 500.
#[cfg(feature = "ssr")]
pub(crate) fn status(kind: ErrorKind) -> http::StatusCode {
    use http::StatusCode;
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

    /// Leptos's own errors, as the person sees them. Their texts are dropped: a decoder's message quotes
    /// what it could not decode, which may be message text.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::new(ErrorKind::BadRequest, const { ErrorKind::BadRequest.sentence() })
            }
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Deserialization(_) => {
                Self::new(ErrorKind::BadRequest, const { ErrorKind::BadRequest.sentence() })
            }
            #[cfg(not(feature = "ssr"))]
            ServerFnErrorErr::Deserialization(_) => {
                Self::new(ErrorKind::ForeignAnswer, const { ErrorKind::ForeignAnswer.sentence() })
            }
            ServerFnErrorErr::Request(_) => Self::connection_lost(),
            _ => Self::new(ErrorKind::Unavailable, const { ErrorKind::Unavailable.sentence() }),
        }
    }
}
