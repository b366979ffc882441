//! Who is asking: the one extractor that handlers use.

use std::{fmt, sync::Arc};

use axum::{
    Json,
    extract::{FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, request::Parts};

use super::session::{Carried, SessionId, Timestamp};
use crate::{
    api::page::PersonInfo,
    chat::{ErrorKind, StreamError},
};

/// A person with a live session.
///
/// As an extractor it answers 401 with a [`StreamError`] of kind `signed_out` where there is no
/// session, which is what API routes want; pages take `Option<Person>`. Either answers 503 where
/// the session's store can't be asked: nobody is let in unchecked. Needs the layer
/// [`carry`](super::session::carry).
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The provider that vouched for the person.
    pub issuer: String,
    /// The provider's name for the person; unique and never reassigned within the issuer.
    pub subject: String,
    /// What to call the person.
    pub name: String,
    /// The e-mail address, where the provider told one. Not necessarily a verified one.
    pub email: Option<String>,
    /// Whether the provider has a picture.
    pub picture: bool,
    /// The provider's own session, for its logout messages.
    pub sid: Option<String>,
    /// When the person signed in.
    pub issued_at: Timestamp,
    /// When the session was last used, to within a minute.
    pub last_seen: Timestamp,
    /// Our session.
    pub session_id: SessionId,
}

/// Issuer and subject: what limits are keyed by, and what tells two people apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonKey {
    /// The provider.
    pub issuer: Arc<str>,
    /// The provider's name for the person.
    pub subject: Arc<str>,
}

impl Person {
    /// What limits are keyed by.
    pub fn key(&self) -> PersonKey {
        PersonKey { issuer: self.issuer.as_str().into(), subject: self.subject.as_str().into() }
    }
}

/// What the page shows.
impl From<&Person> for PersonInfo {
    fn from(person: &Person) -> Self {
        let label = person.email.as_ref().or(Some(&person.name)).filter(|label| !label.is_empty());
        Self {
            issuer: person.issuer.clone(),
            subject: person.subject.clone(),
            label: label.unwrap_or(&person.subject).clone(),
        }
    }
}

/// Prints issuer and subject alone: names and addresses stay out of logs.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("issuer", &self.issuer)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// Why there is no [`Person`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPerson {
    /// 401: there is no session, or it ended.
    #[error("You are signed out. Sign in again to go on.")]
    SignedOut,
    /// 503: the session's store can't be asked.
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
    let Some(carried) = parts.extensions.get::<Carried>() else {
        tracing::error!("a route asks for a person outside the session layer");
        return Err(NoPerson::Unavailable);
    };
    carried.person().await.map_err(|_| NoPerson::Unavailable)
}

impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = NoPerson;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoPerson> {
        look_up(parts).await?.ok_or(NoPerson::SignedOut)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Person {
    type Rejection = NoPerson;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, NoPerson> {
        look_up(parts).await
    }
}
