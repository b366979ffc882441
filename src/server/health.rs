//! Whether the process is alive, and whether it is ready for requests.

use axum::{Router, extract::State, routing::get};
use http::{HeaderName, StatusCode, header};

use super::shutdown::Shutdown;

/// What the health routes look at.
#[derive(Clone)]
pub(crate) struct Readiness(Shutdown);

impl Readiness {
    /// Ready until the shutdown begins.
    pub(crate) fn new(shutdown: Shutdown) -> Self {
        Self(shutdown)
    }
}

type Health = (StatusCode, [(HeaderName, &'static str); 1], &'static str);

const ALIVE: &str = "/healthz";
const READY: &str = "/readyz";

const NOT_STORED: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// `/healthz`: 200 while the process answers. `/readyz`: 200 while it accepts new work, 503 from the
/// first signal on. Neither checks the models: a model that is down must not remove the page from people
/// whose conversations are in it.
pub(crate) fn routes(readiness: Readiness) -> Router {
    Router::new().route(ALIVE, get(alive)).route(READY, get(ready)).with_state(readiness)
}

/// Whether a route's template is one of these.
pub(crate) fn is_route(template: &str) -> bool {
    matches!(template, ALIVE | READY)
}

async fn alive() -> Health {
    (StatusCode::OK, NOT_STORED, "ok\n")
}

async fn ready(State(Readiness(shutdown)): State<Readiness>) -> Health {
    if shutdown.is_draining() {
        (StatusCode::SERVICE_UNAVAILABLE, NOT_STORED, "stopping\n")
    } else {
        (StatusCode::OK, NOT_STORED, "ready\n")
    }
}
