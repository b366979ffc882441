//! `GET /login/done`: where a sign-in popup ends. The other tabs hear of it through a
//! `BroadcastChannel`, because the opener policy cuts `window.opener`.

use axum::response::{Html, IntoResponse, Response};
use http::header;

/// A page without anything variable. Its script and style are files of ours, as the content
/// security policy wants.
const PAGE: &str = include_str!("done.html");

pub(super) async fn done() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Html(PAGE)).into_response()
}
