//! The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0).

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, header};
use serde::Deserialize;
use url::Url;

use super::{
    CLIENT_ID, Demo,
    authorize::{COOKIE, session_cookie},
    page,
};
use crate::server::session::request_cookies;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// Ends the provider's session and returns to Mayfly, and to nowhere else.
pub(super) async fn sign_out(
    State(demo): State<Demo>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    for cookie in request_cookies(&headers).filter(|cookie| cookie.name() == COOKIE) {
        demo.0.sessions.invalidate(cookie.value());
    }
    let target = wish
        .post_logout_redirect_uri
        .and_then(|uri| Url::parse(&uri).ok())
        .filter(|uri| *uri == demo.0.public_url && wish.client_id.as_deref() == Some(CLIENT_ID));
    let mut response = match target {
        Some(mut url) => {
            if let Some(state) = &wish.state {
                url.query_pairs_mut().append_pair("state", state);
            }
            Redirect::to(url.as_str()).into_response()
        }
        None => {
            page::message("You are signed out", "The demo account is signed out here.", &demo.0.public_url)
                .into_response()
        }
    };
    if let Some(cookie) = session_cookie(String::new()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
