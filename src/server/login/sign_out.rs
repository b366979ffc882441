//! `POST /logout` and `POST /api/session`.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use url::Url;

use super::{LoginState, provider::Provider};
use crate::{
    api::{
        page::PersonInfo,
        session::{SessionCheck, SignedOut},
    },
    server::{edge::client_address::ClientAddress, person::Person, session::NoPerson},
};

/// How long a sign-out waits for the provider's discovery document.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ends the session, and returns the address to go to next. The tab itself goes there, because
/// Chromium applies `form-action` to redirects.
pub(super) async fn sign_out(
    State(state): State<LoginState>,
    person: Option<Person>,
    client: ClientAddress,
) -> Response {
    let sessions = &state.0.sessions;
    let ended = match &person {
        Some(person) => sessions.end(person).await,
        None => Ok(()),
    };
    let provider = person.as_ref().and_then(|person| state.providers_of(&person.identity.issuer).next());
    let mut response = match ended {
        Ok(()) => {
            let name = provider.map(|provider| provider.name.as_str());
            let person = person.as_ref().map(|person| &person.identity);
            let person = person.map(|identity| state.0.audit.name(&identity.issuer, &identity.subject));
            tracing::info!(provider = name, person, address = client.on_security_line(), "signed out");
            let url = match provider {
                Some(provider) => provider_url(&state, provider).await,
                None => None,
            };
            (StatusCode::OK, Json(SignedOut { url: url.unwrap_or_else(|| "/".to_owned()) })).into_response()
        }
        Err(_) => NoPerson::Unavailable.into_response(),
    };
    let headers = response.headers_mut();
    for cookie in [sessions.removal(), state.0.marks.set()].into_iter().flatten() {
        headers.append(header::SET_COOKIE, cookie);
    }
    // Not "cookies", which clears the whole registrable domain, nor "cache", which can hang
    // Chromium for seconds.
    headers.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"storage\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The provider's own sign-out (RP-Initiated Logout 1.0), if it has one and it is wanted. Providers
/// may ask the person first, because Mayfly keeps no ID token to send along.
async fn provider_url(state: &LoginState, provider: &Provider) -> Option<String> {
    if !provider.config.provider_sign_out {
        return None;
    }
    let discovered = tokio::time::timeout(PATIENCE, provider.discovered()).await.ok()?.ok()?;
    let mut url: Url = discovered.metadata.end_session_endpoint.clone()?;
    url.query_pairs_mut()
        .append_pair("client_id", &provider.config.client_id)
        .append_pair("post_logout_redirect_uri", state.0.public_url.as_str());
    Some(url.into())
}

/// Returns whose session the browser has.
pub(super) async fn check(person: Option<Person>) -> Response {
    let check = SessionCheck { person: person.as_ref().map(PersonInfo::from) };
    ([(header::CACHE_CONTROL, "no-store")], Json(check)).into_response()
}
