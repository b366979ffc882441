//! `GET /login/callback`: back from the provider.

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use http::{HeaderMap, header};
use oauth2::{AuthorizationCode, PkceCodeVerifier};
use serde::Deserialize;

use super::{
    LoginState, allow,
    attempt::Attempt,
    metadata::Metadata,
    outcome::{LoginError, fail, see_other},
    profile,
    request::SignInRequest,
    return_path::return_url,
    token::{self, Expected},
};
use crate::server::{
    edge::client_address::ClientAddress,
    person::Person,
    session::{NoPerson, SessionError},
};

/// What the provider sends (RFC 6749 4.1.2, RFC 9207). Its own words about an error are not read.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct CallbackOutcome {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

pub(super) async fn callback(
    State(state): State<LoginState>,
    person: Result<Option<Person>, NoPerson>,
    client: ClientAddress,
    outcome: Result<Query<CallbackOutcome>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    arrive(&state, None, person, client, outcome, &headers).await
}

pub(super) async fn callback_of(
    State(state): State<LoginState>,
    Path(name): Path<String>,
    person: Result<Option<Person>, NoPerson>,
    client: ClientAddress,
    outcome: Result<Query<CallbackOutcome>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    arrive(&state, Some(&name), person, client, outcome, &headers).await
}

async fn arrive(
    state: &LoginState,
    name: Option<&str>,
    person: Result<Option<Person>, NoPerson>,
    client: ClientAddress,
    outcome: Result<Query<CallbackOutcome>, QueryRejection>,
    headers: &HeaderMap,
) -> Response {
    let sessions = &state.0.sessions;
    let outcome = outcome.unwrap_or_default().0;
    let attempt = outcome.state.as_deref().and_then(|state| Attempt::recall(sessions, headers, state));
    let request = attempt.as_ref().map_or_else(SignInRequest::default, |attempt| {
        SignInRequest::new(&attempt.provider, &attempt.return_path, attempt.popup)
    });
    let Ok(person) = person else {
        return fail(&SessionError::Unavailable.into(), &request, client);
    };
    let Some(attempt) = attempt else {
        // Back, or a reload of this address, after a sign-in that succeeded.
        if person.is_some() {
            return see_other(return_url(&state.0.public_url, None).as_str());
        }
        return fail(&LoginError::NoAttempt, &request, client);
    };
    let mut response = match finish(state, name, &attempt, outcome, person, client).await {
        Ok(response) => response,
        Err(error) => fail(&error, &request, client),
    };
    if let Some(cookie) = Attempt::forget(sessions, &attempt.state) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn finish(
    state: &LoginState,
    name: Option<&str>,
    attempt: &Attempt,
    outcome: CallbackOutcome,
    before: Option<Person>,
    client: ClientAddress,
) -> Result<Response, LoginError> {
    let sessions = &state.0.sessions;
    if !state.0.used.entry(attempt.state.clone()).or_insert(()).is_fresh() {
        return Err(LoginError::Replayed);
    }
    let provider = state.0.providers.get(&attempt.provider).ok_or(LoginError::UnknownProvider)?;
    // No two providers share a callback.
    if provider.redirect.path() != callback_path(name) {
        return Err(LoginError::Callback);
    }
    let discovered = provider.discovered().await?;
    check_issuer(&discovered.metadata, attempt, outcome.iss.as_deref())?;
    if let Some(error) = &outcome.error {
        return Err(refused(error));
    }
    let code = outcome.code.filter(|code| !code.is_empty()).ok_or(LoginError::Unreadable)?;
    let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
    let expected = Expected { nonce: &attempt.nonce, begun: attempt.begun, now: sessions.now() };
    let vouched =
        token::redeem(provider, discovered, AuthorizationCode::new(code), verifier, &expected).await?;
    let documents: Vec<_> = [Some(&vouched.claims), vouched.user_info.as_ref()]
        .into_iter()
        .flatten()
        .map(|claims| &claims.0)
        .collect();
    let person = state.0.audit.name(&attempt.issuer, &vouched.subject);
    let config = &provider.config;
    allow::may_enter(config.allow.as_ref(), config.email_is_verified, &documents)
        .map_err(|refusal| LoginError::NotAllowed { refusal, person: person.clone() })?;
    if let Some(before) = before {
        // The session that this one replaces must not stay valid.
        sessions.end(&before).await?;
    }
    let cookie = sessions.begin(profile::identity(&attempt.issuer, &vouched)).await?;
    tracing::info!(provider = %provider.name, person, address = client.on_security_line(), "signed in");
    let mut response = if attempt.popup {
        see_other("/login/done")
    } else {
        see_other(return_url(&state.0.public_url, Some(&attempt.return_path)).as_str())
    };
    response.headers_mut().append(header::SET_COOKIE, cookie);
    if let Some(mark) = state.0.marks.removal() {
        response.headers_mut().append(header::SET_COOKIE, mark);
    }
    Ok(response)
}

/// The path of a provider's own callback, or of the one without a name.
pub(super) fn callback_path(name: Option<&str>) -> String {
    name.map_or_else(|| "/login/callback".to_owned(), |name| format!("/login/callback/{name}"))
}

/// RFC 9207: an announced `iss` must be there, and one that is there must be right. The attempt
/// must have begun at the issuer that the provider still has.
fn check_issuer(metadata: &Metadata, attempt: &Attempt, iss: Option<&str>) -> Result<(), LoginError> {
    let is_right = match iss {
        Some(iss) => iss == metadata.issuer,
        None => !metadata.names_issuer,
    };
    if is_right && attempt.issuer == metadata.issuer { Ok(()) } else { Err(LoginError::Issuer) }
}

/// An error answer, by its code (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
fn refused(error: &str) -> LoginError {
    const DECLINED: [&str; 5] = [
        "access_denied",
        "login_required",
        "interaction_required",
        "consent_required",
        "account_selection_required",
    ];
    const OTHERS: [&str; 10] = [
        "invalid_request",
        "unauthorized_client",
        "unsupported_response_type",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "request_not_supported",
        "request_uri_not_supported",
        "registration_not_supported",
        "unmet_authentication_requirements",
    ];
    match DECLINED.into_iter().find(|known| *known == error) {
        Some(declined) => LoginError::Declined(declined),
        None => LoginError::Provider(OTHERS.into_iter().find(|known| *known == error).unwrap_or("another")),
    }
}
