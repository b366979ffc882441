//! Whether the process lives, and whether it wants work.

use axum::{Router, extract::State, routing::get};
use http::{HeaderName, StatusCode, header};

use super::shutdown::Shutdown;

/// What the health routes look at.
#[derive(Clone)]
pub struct Health(Shutdown);

impl Health {
    /// Ready until the end begins.
    pub fn new(shutdown: Shutdown) -> Self {
        Self(shutdown)
    }
}

type Answer = (StatusCode, [(HeaderName, &'static str); 1], &'static str);

const NOT_STORED: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// `/healthz`: 200 as long as the process answers at all. `/readyz`: 200 while it takes new work,
/// 503 from the first signal on. Neither looks at the models: a model that is down must not take
/// the page away from people who hold their conversations in it.
pub fn routes(health: Health) -> Router {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).with_state(health)
}

async fn alive() -> Answer {
    (StatusCode::OK, NOT_STORED, "ok\n")
}

async fn ready(State(Health(shutdown)): State<Health>) -> Answer {
    if shutdown.is_draining() {
        (StatusCode::SERVICE_UNAVAILABLE, NOT_STORED, "stopping\n")
    } else {
        (StatusCode::OK, NOT_STORED, "ready\n")
    }
}
