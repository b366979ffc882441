//! stand-in
#![allow(missing_docs)]
use super::shutdown::Shutdown;
use axum::{Router, routing::get};
#[derive(Clone)]
pub struct Health;
impl Health {
    pub fn new(_s: Shutdown) -> Self {
        Self
    }
}
pub fn routes(_h: Health) -> Router {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(|| async { "ok\n" }))
}
