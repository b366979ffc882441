//! `GET /login/done`: the last page of a sign-in popup. It tells the other tabs through a
//! `BroadcastChannel`, because the opener policy cuts `window.opener`.

use axum::response::{Html, IntoResponse, Response};
use http::header;

/// A static page. Its script and style are files, as the content security policy requires.
const PAGE: &str = include_str!("done.html");

/// Allows the page's own script, style and icon, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

pub(super) async fn done() -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, POLICY)];
    (headers, Html(PAGE)).into_response()
}
