//! `GET /login/{provider}`: off to the provider.

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use openidconnect::{
    AuthenticationFlow, CsrfToken, Nonce, PkceCodeChallenge, Scope,
    core::{CoreAuthPrompt, CoreResponseType},
};
use serde::Deserialize;

use super::{
    LoginState,
    attempt::Attempt,
    outcome::{LoginError, Place, fail, see_other},
    return_path::return_path,
};
use crate::server::edge::client_address::ClientAddress;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Wish {
    #[serde(rename = "return")]
    return_path: Option<String>,
    popup: Option<String>,
    switch: Option<String>,
}

pub(super) async fn begin(
    State(state): State<LoginState>,
    Path(name): Path<String>,
    client: ClientAddress,
    wish: Result<Query<Wish>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    if !is_navigation(&headers) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let Query(wish) = wish.unwrap_or_default();
    let return_path = return_path(&state.0.public_url, wish.return_path.as_deref());
    let popup = wish.popup.as_deref() == Some("1");
    let known = state.0.providers.contains_key(&name).then_some(name.as_str());
    let place = Place { provider: known, return_path: Some(&return_path), popup, client };
    match depart(&state, &name, &return_path, popup, wish.switch.is_some(), &headers).await {
        Ok(response) => response,
        Err(error) => fail(&error, &place),
    }
}

async fn depart(
    state: &LoginState,
    name: &str,
    return_path: &str,
    popup: bool,
    switch: bool,
    headers: &HeaderMap,
) -> Result<Response, LoginError> {
    let provider = state.0.providers.get(name).ok_or(LoginError::UnknownProvider)?;
    let discovered = provider.discovered().await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let client = provider.client(&discovered);
    let mut request = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .set_pkce_challenge(challenge)
        .add_scopes(
            provider.config.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new),
        );
    if switch {
        request = request.add_prompt(CoreAuthPrompt::SelectAccount);
    }
    let (url, csrf, nonce) = request.url();
    let sessions = &state.0.sessions;
    let attempt = Attempt {
        state: csrf.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        issuer: discovered.metadata.issuer().as_str().to_owned(),
        provider: provider.name.clone(),
        return_path: return_path.to_owned(),
        popup,
        begun: sessions.now(),
    };
    let cookies = attempt.remember(sessions, headers).ok_or(LoginError::Unreadable)?;
    let mut response = see_other(url.as_str());
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whether somebody goes here, as far as the browser says: a picture or frame of another page may
/// begin no sign-in, and neither may a prefetch.
fn is_navigation(headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    says("sec-fetch-dest").is_none_or(|dest| dest == "document")
        && says("sec-purpose").is_none_or(|purpose| !purpose.contains("prefetch"))
}
