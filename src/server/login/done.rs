//! `GET /login/done`: where a sign-in popup ends. The other tabs hear of it through a
//! `BroadcastChannel`, because the opener policy cuts `window.opener`.

use axum::response::{Html, IntoResponse, Response};
use http::header;

/// A page without anything variable. Its script and style are files of ours, as the content
/// security policy wants.
const PAGE: &str = include_str!("done.html");

/// What it may load: its own script, style and picture, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

pub(super) async fn done() -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, POLICY)];
    (headers, Html(PAGE)).into_response()
}
