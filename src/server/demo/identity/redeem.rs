//! The token endpoint and userinfo.

use std::time::Duration;

use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, TimeDelta};
use http::{HeaderMap, StatusCode, header};
use openidconnect::{
    AccessToken, Audience, EmptyExtraTokenFields, IdTokenClaims, IdTokenFields, Nonce, PkceCodeChallenge,
    PkceCodeVerifier,
    core::{CoreJwsSigningAlgorithm, CoreTokenType},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    CLIENT_ID, Demo,
    people::DemoPerson,
    random_token,
    signing::{DemoIdToken, DemoTokenResponse, DemoUserInfo},
};
use crate::server::session::Clock;

/// How long an ID token is valid, in seconds.
const VALID: i64 = 300;

/// What a code was issued for.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) nonce: Option<String>,
    pub(super) person: DemoPerson,
}

/// The access token that a redeemed code gave. Whoever shows the code again ends it (RFC 6749,
/// 4.1.2).
#[derive(Clone)]
pub(super) struct Spent(String);

/// A token request (RFC 6749 4.1.3, RFC 7636 4.5).
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenRequest {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
    client_id: Option<String>,
    client_secret: Option<String>,
}

pub(super) async fn token(
    State(demo): State<Demo>,
    headers: HeaderMap,
    request: Result<Form<TokenRequest>, FormRejection>,
) -> Response {
    let Ok(Form(request)) = request else { return refuse("invalid_request") };
    if !is_client(&demo, &headers, &request) {
        let challenge = [(header::WWW_AUTHENTICATE, "Basic")];
        return (StatusCode::UNAUTHORIZED, challenge, error("invalid_client")).into_response();
    }
    if request.grant_type != "authorization_code" {
        return refuse("unsupported_grant_type");
    }
    let Some(grant) = demo.0.codes.remove(&request.code) else {
        if let Some(Spent(token)) = demo.0.spent.remove(&request.code) {
            demo.0.tokens.invalidate(&token);
        }
        return refuse("invalid_grant");
    };
    if grant.redirect_uri != request.redirect_uri || !fits(&grant.challenge, request.code_verifier) {
        return refuse("invalid_grant");
    }
    match tokens(&demo, grant, request.code) {
        Some(response) => Json(response).into_response(),
        None => (StatusCode::INTERNAL_SERVER_ERROR, error("server_error")).into_response(),
    }
}

/// Signs the ID token. None where that fails.
fn tokens(demo: &Demo, grant: Grant, code: String) -> Option<DemoTokenResponse> {
    let now = DateTime::from_timestamp(i64::try_from(Clock::system().now().0).ok()?, 0)?;
    let claims = IdTokenClaims::new(
        demo.0.issuer.clone(),
        vec![Audience::new(CLIENT_ID.to_owned())],
        now + TimeDelta::seconds(VALID),
        now,
        grant.person.claims(),
        grant.person.groups(),
    )
    .set_nonce(grant.nonce.map(Nonce::new));
    let access_token = AccessToken::new(random_token());
    let id_token =
        DemoIdToken::new(claims, &demo.0.key, CoreJwsSigningAlgorithm::EdDsa, Some(&access_token), None)
            .ok()?;
    demo.0.tokens.insert(access_token.secret().clone(), grant.person);
    demo.0.spent.insert(code, Spent(access_token.secret().clone()));
    let fields = IdTokenFields::new(Some(id_token), EmptyExtraTokenFields {});
    let mut response = DemoTokenResponse::new(access_token, CoreTokenType::Bearer, fields);
    response.set_expires_in(Some(&Duration::from_secs(VALID.unsigned_abs())));
    Some(response)
}

pub(super) async fn user_info(State(demo): State<Demo>, headers: HeaderMap) -> Response {
    let token = authorization(&headers, "Bearer ");
    match token.and_then(|token| demo.0.tokens.get(token)) {
        Some(person) => Json(DemoUserInfo::new(person.claims(), person.groups())).into_response(),
        None => (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response(),
    }
}

/// `client_secret_basic` or `client_secret_post`, not both (RFC 6749, 2.3).
fn is_client(demo: &Demo, headers: &HeaderMap, request: &TokenRequest) -> bool {
    let basic = authorization(headers, "Basic ").map(basic_credentials);
    let credentials = match (basic, &request.client_secret) {
        (Some(basic), None) => basic,
        (None, Some(secret)) => request.client_id.clone().map(|id| (id, secret.clone())),
        _ => None,
    };
    credentials.is_some_and(|(id, secret)| id == CLIENT_ID && same(&secret, &demo.0.client_secret))
}

/// Id and secret, each form-encoded before they were joined (RFC 6749, 2.3.1).
fn basic_credentials(encoded: &str) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode =
        |part: &str| url::form_urlencoded::parse(part.as_bytes()).next().map(|(text, _)| text.into_owned());
    Some((decode(id)?, decode(secret)?))
}

fn authorization<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix(scheme)
}

/// Whether a verifier gives the challenge (RFC 7636, 4.6). Its length is checked first, because
/// openidconnect takes no other.
fn fits(challenge: &str, verifier: String) -> bool {
    let legal = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(legal) {
        return false;
    }
    let verifier = PkceCodeVerifier::new(verifier);
    same(PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str(), challenge)
}

/// Compares digests, so that the time taken says nothing about the secret.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one.as_bytes()) == Sha256::digest(other.as_bytes())
}

fn error(code: &'static str) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "error": code }))
}

fn refuse(code: &'static str) -> Response {
    (StatusCode::BAD_REQUEST, error(code)).into_response()
}
