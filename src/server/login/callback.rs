//! `GET /login/callback`: back from the provider.

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use http::{HeaderMap, header};
use openidconnect::{AuthorizationCode, Nonce, PkceCodeVerifier};
use serde::Deserialize;

use super::{
    LoginState, allow,
    attempt::Attempt,
    outcome::{LoginError, Place, fail, see_other},
    profile,
    provider::Metadata,
    return_path::return_url,
    token::{self, Expected},
};
use crate::server::{
    edge::client_address::ClientAddress,
    person::Person,
    session::{NoPerson, SessionError},
};

/// What the provider says (RFC 6749 4.1.2, RFC 9207). Its own words about an error are not read.
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
    let Ok(person) = person else {
        return fail(&SessionError::Unavailable.into(), &Place { client, ..Place::default() });
    };
    let Some(attempt) = attempt else {
        // Back, or a reload of this address, after a sign-in that went well.
        if person.is_some() {
            return see_other(return_url(&state.0.public_url, None).as_str());
        }
        return fail(&LoginError::NoAttempt, &Place { client, ..Place::default() });
    };
    let mut response = match finish(state, name, &attempt, outcome, person, client).await {
        Ok(response) => response,
        Err(error) => fail(
            &error,
            &Place {
                provider: Some(&attempt.provider),
                return_path: Some(&attempt.return_path),
                popup: attempt.popup,
                client,
            },
        ),
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
    // Each provider of several has a callback of its own.
    if provider.redirect.path() != callback_path(name) {
        return Err(LoginError::Issuer);
    }
    let discovered = provider.discovered().await?;
    check_issuer(&discovered.metadata, attempt, outcome.iss.as_deref())?;
    if let Some(error) = &outcome.error {
        return Err(declined(error));
    }
    let code =
        AuthorizationCode::new(outcome.code.filter(|code| !code.is_empty()).ok_or(LoginError::Unreadable)?);
    let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
    let nonce = Nonce::new(attempt.nonce.clone());
    let expected = Expected { nonce: &nonce, begun: attempt.begun, now: sessions.now() };
    let vouched = token::redeem(provider, discovered, code, verifier, &expected).await?;
    if !allow::may_enter(&provider.config.allow, &vouched.documents()) {
        return Err(LoginError::NotAllowed);
    }
    if let Some(before) = before {
        // The session that this one replaces must not live on beside it.
        sessions.end(&before).await?;
    }
    let cookie = sessions.begin(profile::identity(&attempt.issuer, &vouched)).await?;
    tracing::info!(provider = %provider.name, address = client.on_security_line(), "signed in");
    let mut response = if attempt.popup {
        see_other("/login/done")
    } else {
        see_other(return_url(&state.0.public_url, Some(&attempt.return_path)).as_str())
    };
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

fn callback_path(name: Option<&str>) -> String {
    name.map_or_else(|| "/login/callback".to_owned(), |name| format!("/login/callback/{name}"))
}

/// RFC 9207: an announced `iss` must be there, and one that is there must be right. The attempt
/// must be with the issuer that the provider still has.
fn check_issuer(metadata: &Metadata, attempt: &Attempt, iss: Option<&str>) -> Result<(), LoginError> {
    let issuer = metadata.issuer().as_str();
    let announced =
        metadata.additional_metadata().authorization_response_iss_parameter_supported == Some(true);
    let right = match iss {
        Some(iss) => iss == issuer,
        None => !announced,
    };
    if right && attempt.issuer == issuer { Ok(()) } else { Err(LoginError::Issuer) }
}

/// An error answer, by its code (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
fn declined(error: &str) -> LoginError {
    const KNOWN: [&str; 9] = [
        "invalid_request",
        "unauthorized_client",
        "unsupported_response_type",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "request_not_supported",
        "request_uri_not_supported",
        "registration_not_supported",
    ];
    match error {
        "access_denied"
        | "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => LoginError::Declined,
        other => LoginError::Provider(KNOWN.into_iter().find(|known| *known == other).unwrap_or("another")),
    }
}
