//! `POST /logout/backchannel`: the provider ends sessions (OpenID Connect Back-Channel Logout 1.0).
//!
//! The request comes from the provider and not from a browser, so the origin check does not apply: its
//! logout token is signed. Front-channel logout is not offered: it needs Mayfly in a frame of the
//! provider's page and cookies in it, which browsers block.

use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::Deserialize;
use serde_json::json;

use super::{
    LoginState,
    claims::Claims,
    jws::{Jws, JwsError, VerifiedJws},
    provider::{DiscoveryError, Provider},
    token::{self, LEEWAY, TokenError},
};
use crate::server::{
    edge::client_address::ClientAddress,
    session::{Revocation, Timestamp},
};

/// The longest request that is read, in bytes.
pub(super) const MAX_BODY: usize = 64 * 1024;

/// The oldest logout token that is accepted, in seconds. Tokens live for about two minutes; a replay
/// is recognised for longer than this.
const MAX_AGE: i64 = 10 * 60;

/// The event that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Why a logout token is refused. Prints no token and no value of it except key and algorithm.
#[derive(Debug, thiserror::Error)]
enum LogoutError {
    #[error("the request has no logout token")]
    NoToken,
    #[error("its issuer is not configured")]
    UnknownIssuer,
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    #[error("the logout token is refused: {0}")]
    Signature(#[from] JwsError),
    #[error(transparent)]
    Audience(#[from] TokenError),
    #[error("the logout token's `{0}` is wrong or missing")]
    Claim(&'static str),
    #[error("the logout token expired or is from the future")]
    Time,
    #[error("the logout token was used before")]
    Replayed,
}

/// The request's body.
#[derive(Deserialize)]
pub(super) struct LogoutRequest {
    logout_token: String,
}

pub(super) async fn back_channel(
    State(state): State<LoginState>,
    client: ClientAddress,
    request: Result<Form<LogoutRequest>, FormRejection>,
) -> Response {
    let outcome = match request {
        Ok(Form(request)) => end_sessions(&state, &request.logout_token, client).await,
        Err(_) => Err(LogoutError::NoToken),
    };
    let status = match outcome {
        Ok(()) => return (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]).into_response(),
        Err(error) => {
            tracing::warn!(%error, address = client.on_security_line(), "a back-channel logout was refused");
            match error {
                LogoutError::Discovery(_) => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::BAD_REQUEST,
            }
        }
    };
    // The reason is for the log alone: anybody may ask.
    let body = Json(json!({ "error": "invalid_request" }));
    (status, [(header::CACHE_CONTROL, "no-store")], body).into_response()
}

async fn end_sessions(state: &LoginState, token: &str, client: ClientAddress) -> Result<(), LogoutError> {
    let issuer = Jws::parse(token)?.claimed_issuer().ok_or(LogoutError::Claim("iss"))?;
    let mut providers = state.providers_of(&issuer).peekable();
    if providers.peek().is_none() {
        return Err(LogoutError::UnknownIssuer);
    }
    // Several tables may have one issuer, each with a client id of its own.
    let mut outcome = Err(LogoutError::UnknownIssuer);
    for provider in providers {
        outcome = verified(state, provider, token).await;
        match &outcome {
            Ok((jti, revocation)) => {
                if !state.0.logouts.entry(jti.clone()).or_insert(()).is_fresh() {
                    return Err(LogoutError::Replayed);
                }
                state.0.sessions.revoke(revocation);
                let person = revocation.subject.as_ref();
                let person = person.map(|subject| state.0.audit.name(&revocation.issuer, subject));
                let address = client.on_security_line();
                tracing::info!(provider = %provider.name, person, address, "the provider ended sessions");
                return Ok(());
            }
            Err(LogoutError::Audience(_)) => {}
            Err(_) => break,
        }
    }
    outcome.map(|_| ())
}

/// Checks a logout token. Returns a key against replays, and what it revokes.
async fn verified(
    state: &LoginState,
    provider: &Provider,
    token: &str,
) -> Result<(String, Revocation), LogoutError> {
    let discovered = provider.discovered().await?;
    let discovered = match Jws::parse(token)?.verify(&discovered.keys) {
        Err(error) if error.is_about_keys() => provider.with_fresh_keys(&discovered).await.ok_or(error)?,
        _ => discovered,
    };
    let VerifiedJws { claims, typ, .. } = Jws::parse(token)?.verify(&discovered.keys)?;
    let issuer = &discovered.metadata.issuer;
    let is_logout = |typ: &str| typ.eq_ignore_ascii_case("logout+jwt") || typ.eq_ignore_ascii_case("JWT");
    if !typ.as_deref().is_none_or(is_logout) {
        return Err(LogoutError::Claim("typ"));
    }
    if claims.text("iss") != Some(issuer) {
        return Err(LogoutError::Claim("iss"));
    }
    token::check_audience(&claims, provider)?;
    let now = state.0.sessions.now();
    check_times(&claims, now)?;
    let event = claims.0.get("events").and_then(|events| events.get(EVENT));
    if !event.is_some_and(serde_json::Value::is_object) {
        return Err(LogoutError::Claim("events"));
    }
    // An ID token has one.
    if claims.has("nonce") {
        return Err(LogoutError::Claim("nonce"));
    }
    let text = |name: &'static str| match claims.has(name) {
        true => claims.text(name).filter(|text| !text.is_empty()).map(Some).ok_or(LogoutError::Claim(name)),
        false => Ok(None),
    };
    let (subject, sid) = (text("sub")?.map(str::to_owned), text("sid")?.map(str::to_owned));
    if subject.is_none() && sid.is_none() {
        return Err(LogoutError::Claim("sub"));
    }
    let jti = text("jti")?.ok_or(LogoutError::Claim("jti"))?;
    Ok((format!("{issuer} {jti}"), Revocation { issuer: issuer.clone(), subject, sid, at: now }))
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), LogoutError> {
    let now = i64::try_from(now.0).unwrap_or(i64::MAX);
    let issued = claims.time("iat").ok_or(LogoutError::Claim("iat"))?;
    let expires = claims.time("exp").ok_or(LogoutError::Claim("exp"))?;
    let is_fresh = issued <= now.saturating_add(LEEWAY)
        && issued >= now.saturating_sub(MAX_AGE)
        && expires > now.saturating_sub(LEEWAY);
    if is_fresh { Ok(()) } else { Err(LogoutError::Time) }
}
