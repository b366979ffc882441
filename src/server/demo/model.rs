//! The demo model: a real Chat Completions endpoint on a loopback socket of its own, reached by the
//! same client code as any other model. It is a script, not a mind: it answers the same way every
//! time, says so, and shows what the page can render.
//!
//! `GET /v1/models`, `POST /v1/chat/completions` (streamed and not), errors as OpenAI shapes them.

mod completion;
mod request;
mod script;
mod tokens;

#[cfg(test)]
mod tests;

use std::{io, net::SocketAddr};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{StatusCode, header};
use serde_json::json;
use tokio::net::TcpListener;
use url::Url;

use super::super::config::{Model, Profile};

/// What the model is called in requests.
pub(crate) const ID: &str = "mayfly-demo";

/// Bytes of a request's body. Pictures arrive inside it and are not looked at.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A running demo model. It ends when this is dropped.
pub(crate) struct DemoModel {
    /// The API's base, as in `http://127.0.0.1:40123/v1`.
    pub(crate) base_url: Url,
    server: tokio::task::JoinHandle<()>,
}

impl DemoModel {
    /// The model as configuration would describe it.
    pub(crate) fn model(&self) -> Model {
        Model {
            id: ID.to_owned(),
            title: "Demo model".to_owned(),
            base_url: self.base_url.clone(),
            api_key: None,
            ca_file: None,
            context_size: None,
            images: Some(false),
            reasoning: Some(true),
            profile: Profile { prefill: true, ..Profile::default() },
            demo: true,
        }
    }
}

impl Drop for DemoModel {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Starts the model on a free port of `127.0.0.1`. Whether demo parts may run at all (listen address
/// and public URL on loopback) is the caller's to check.
///
/// # Errors
/// When no port can be had.
pub(crate) async fn start() -> io::Result<DemoModel> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let base_url = Url::parse(&format!("http://{address}/v1")).map_err(io::Error::other)?;
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router(address)).await {
            tracing::error!(%error, "the demo model stopped");
        }
    });
    Ok(DemoModel { base_url, server })
}

fn router(address: SocketAddr) -> Router {
    Router::new()
        .route("/v1/models", get(models))
        .route("/v1/chat/completions", post(completion::complete))
        .fallback(async || Refusal::not_found("There is nothing at this address."))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(address, guard))
}

async fn models() -> Response {
    Json(json!({
        "object": "list",
        "data": [{ "id": ID, "object": "model", "created": 0, "owned_by": "mayfly" }],
    }))
    .into_response()
}

/// Only the loopback address itself reaches the model: a page that rebinds its own name to this
/// machine does not.
async fn guard(State(address): State<SocketAddr>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if host != Some(address.to_string().as_str()) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    next.run(request).await
}

/// An error as OpenAI shapes it.
struct Refusal {
    status: StatusCode,
    kind: &'static str,
    code: Option<&'static str>,
    param: Option<&'static str>,
    message: String,
}

impl Refusal {
    /// The request can't be read, or says something that makes no sense.
    fn bad_request(param: Option<&'static str>, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "invalid_request_error",
            code: None,
            param,
            message: message.into(),
        }
    }

    /// There is no such thing.
    fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::bad_request(None, message) }
    }

    /// There is no such model.
    fn unknown_model(name: &str) -> Self {
        let message = format!("The model `{name}` does not exist; the only one here is `{ID}`.");
        Self { code: Some("model_not_found"), param: Some("model"), ..Self::not_found(message) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, kind, code, param, message } = self;
        let error = json!({ "message": message, "type": kind, "param": param, "code": code });
        (status, Json(json!({ "error": error }))).into_response()
    }
}
