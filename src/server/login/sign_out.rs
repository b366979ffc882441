//! `POST /logout` and `POST /api/session`.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use openidconnect::{ClientId, LogoutRequest, PostLogoutRedirectUrl};

use super::{LoginState, provider::Provider};
use crate::{
    api::{
        page::PersonInfo,
        session::{SessionCheck, SignedOut},
    },
    server::{person::Person, session::NoPerson},
};

/// How long a sign-out waits to learn where the provider's own is.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ends the session, and names where to go next. Chromium applies `form-action` to redirects, so
/// the address is for the tab to go to.
pub(super) async fn sign_out(State(state): State<LoginState>, person: Option<Person>) -> Response {
    let sessions = &state.0.sessions;
    let ended = match &person {
        Some(person) => sessions.end(person).await,
        None => Ok(()),
    };
    let mut response = match ended {
        Ok(()) => {
            let url = provider_url(&state, person.as_ref()).await.unwrap_or_else(|| "/".to_owned());
            (StatusCode::OK, Json(SignedOut { url })).into_response()
        }
        Err(_) => NoPerson::Unavailable.into_response(),
    };
    let headers = response.headers_mut();
    if let Some(cookie) = sessions.removal() {
        headers.append(header::SET_COOKIE, cookie);
    }
    // Not "cookies", which clears the whole registrable domain, nor "cache", which can hang
    // Chromium for seconds.
    headers.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"storage\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The provider's own sign-out (RP-Initiated Logout 1.0), where it has one. Without an ID token
/// to show, which we don't keep, it may ask the person.
async fn provider_url(state: &LoginState, person: Option<&Person>) -> Option<String> {
    let issuer = person?.identity.issuer.trim_end_matches('/');
    let provider = state
        .0
        .providers
        .values()
        .find(|provider| provider.config.issuer.as_str().trim_end_matches('/') == issuer)?;
    let discovered = tokio::time::timeout(PATIENCE, provider.discovered()).await.ok()?.ok()?;
    let endpoint = discovered.metadata.additional_metadata().end_session_endpoint.clone()?;
    Some(logout_url(state, provider, endpoint))
}

fn logout_url(state: &LoginState, provider: &Provider, endpoint: openidconnect::EndSessionUrl) -> String {
    LogoutRequest::from(endpoint)
        .set_client_id(ClientId::new(provider.config.client_id.clone()))
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::from_url(state.0.public_url.clone()))
        .http_get_url()
        .to_string()
}

/// Says whose session the browser has.
pub(super) async fn check(person: Option<Person>) -> Response {
    let check = SessionCheck { person: person.as_ref().map(PersonInfo::from) };
    ([(header::CACHE_CONTROL, "no-store")], Json(check)).into_response()
}
