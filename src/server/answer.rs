//! What stands between the route `POST /api/chat` and the relay: who asks, within which limits.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::prelude::{provide_context, use_context};

use super::{
    edge::{self, request_id::RequestId},
    limits::Limits,
    person::{Person, PersonKey},
    relay::Relay,
};
use crate::{
    api::{EventStream, page::ModelInfo, request::ChatRequest},
    chat::{ErrorKind, StreamError},
};

/// What answers need. Cheap to clone.
#[derive(Clone)]
pub struct Answering {
    /// To the models.
    pub relay: Relay,
    /// What one person may use.
    pub limits: Limits,
}

impl Answering {
    /// The models that a page offers, in their order.
    pub fn models(&self) -> Vec<ModelInfo> {
        self.relay.models()
    }
}

/// Who asks, and under which number.
#[derive(Clone)]
struct Asking {
    person: Arc<PersonKey>,
    request_id: String,
}

/// Lets in who is signed in and within the requests of the minute: 401 and 429, before a byte of
/// the body is read.
pub async fn admit(
    State(answering): State<Answering>,
    person: Person,
    mut request: Request,
    next: Next,
) -> Response {
    let key = person.key();
    if let Err(refusal) = answering.limits.request(&key) {
        return edge::refuse(refusal);
    }
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    request.extensions_mut().insert(Asking { person: Arc::new(key), request_id });
    next.run(request).await
}

/// `POST /api/chat`: runs the server function.
pub async fn handle(State(answering): State<Answering>, request: Request) -> Response {
    let Some(asking) = request.extensions().get::<Asking>().cloned() else {
        // The router puts `admit` in front; without it nobody is let in.
        return edge::refuse(StreamError::new(
            ErrorKind::SignedOut,
            "You are signed out. Sign in again to go on.",
        ));
    };
    let context = move || {
        provide_context(answering.clone());
        provide_context(asking.clone());
    };
    let mut response =
        leptos_axum::handle_server_fns_with_context(context, request.map(Body::new)).await.into_response();
    // Proxies must neither gather nor change nor keep a stream.
    let headers = response.headers_mut();
    headers.insert(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store, no-transform"));
    headers.insert("x-accel-buffering", http::HeaderValue::from_static("no"));
    response
}

/// The body of the server function [`crate::api::chat`]: checks the request against the limits and
/// opens the relay's stream.
///
/// # Errors
/// Refusals made before the model is asked.
pub fn answer(request: ChatRequest) -> Result<EventStream, StreamError> {
    let (Some(answering), Some(asking)) = (use_context::<Answering>(), use_context::<Asking>()) else {
        return Err(StreamError::new(ErrorKind::SignedOut, "You are signed out. Sign in again to go on."));
    };
    let accepted = answering.relay.validate(request)?;
    let permit = answering.limits.stream(&asking.person)?;
    Ok(EventStream::new(answering.relay.open(accepted, asking.request_id, permit)))
}
