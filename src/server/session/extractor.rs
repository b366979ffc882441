//! [`Person`] as an extractor.

use axum::{
    Json,
    extract::{FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, request::Parts};

use super::layer::CarriedSession;
use crate::{
    chat::{ErrorKind, StreamError},
    server::person::Person,
};

/// Why there is no [`Person`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoPerson {
    /// 401: there is no session, or it ended.
    #[error("{}", ErrorKind::SignedOut.sentence())]
    SignedOut,
    /// 503: the session store can't be reached.
    #[error("Sign-in can’t be checked at the moment. Try again in a minute.")]
    Unavailable,
}

impl IntoResponse for NoPerson {
    fn into_response(self) -> Response {
        let (status, kind) = match self {
            Self::SignedOut => (StatusCode::UNAUTHORIZED, ErrorKind::SignedOut),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, ErrorKind::Unavailable),
        };
        let body = Json(StreamError::new(kind, self.to_string()));
        (status, [(header::CACHE_CONTROL, "no-store")], body).into_response()
    }
}

async fn look_up(parts: &Parts) -> Result<Option<Person>, NoPerson> {
    let Some(carried) = parts.extensions.get::<CarriedSession>() else {
        tracing::error!("a route asks for a person outside the session layer");
        return Err(NoPerson::Unavailable);
    };
    carried.person().await.map_err(|_| NoPerson::Unavailable)
}

/// Answers 401 without a session, and 503 when the session store can't be reached. Needs the layer
/// [`carry`](super::carry).
impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = NoPerson;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoPerson> {
        look_up(parts).await?.ok_or(NoPerson::SignedOut)
    }
}

/// None without a session; 503 when the session store can't be reached.
impl<S: Send + Sync> OptionalFromRequestParts<S> for Person {
    type Rejection = NoPerson;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, NoPerson> {
        look_up(parts).await
    }
}
