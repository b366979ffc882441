//! `POST /api/chat`, from the route to the relay: checks who asks and applies the person's limits.

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
    session::NoPerson,
};
use crate::{
    api::{EventStream, page::ModelInfo, request::ChatRequest},
    chat::{ErrorKind, StreamError},
};

/// What answers need. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Answering {
    /// To the models.
    pub(crate) relay: Relay,
    /// What one person may use.
    pub(crate) limits: Limits,
}

impl Answering {
    /// The models that a page offers, in order.
    pub(crate) fn models(&self) -> Vec<ModelInfo> {
        self.relay.models()
    }
}

/// Who asks, and the request's id.
#[derive(Clone)]
struct Asker {
    person: Arc<PersonKey>,
    request_id: String,
}

/// Admits people who are signed in and below their requests per minute. Everybody else gets a 401 or
/// 429 before any of the body is read.
pub(crate) async fn admit(
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
    request.extensions_mut().insert(Asker { person: Arc::new(key), request_id });
    next.run(request).await
}

/// `POST /api/chat`: runs the server function.
pub(crate) async fn handle(State(answering): State<Answering>, request: Request) -> Response {
    let Some(asker) = request.extensions().get::<Asker>().cloned() else {
        // The router runs `admit` first; without it nobody is admitted.
        return edge::refuse(signed_out());
    };
    let context = move || {
        provide_context(answering.clone());
        provide_context(asker.clone());
    };
    let mut response =
        leptos_axum::handle_server_fns_with_context(context, request.map(Body::new)).await.into_response();
    // Proxies must not buffer, change or store a stream.
    let headers = response.headers_mut();
    headers.insert(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store, no-transform"));
    headers.insert("x-accel-buffering", http::HeaderValue::from_static("no"));
    response
}

/// The body of the server function [`crate::api::chat`]: checks the request against the limits and
/// opens the relay's stream.
///
/// # Errors
/// Refusals that are made before the model is asked.
pub(crate) fn answer(request: ChatRequest) -> Result<EventStream, StreamError> {
    let (Some(answering), Some(asker)) = (use_context::<Answering>(), use_context::<Asker>()) else {
        return Err(signed_out());
    };
    let accepted = answering.relay.validate(request)?;
    let permit = answering.limits.stream(&asker.person)?;
    Ok(EventStream::new(answering.relay.open(accepted, asker.request_id, permit)))
}

fn signed_out() -> StreamError {
    StreamError::new(ErrorKind::SignedOut, NoPerson::SignedOut.to_string())
}
