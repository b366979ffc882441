//! `GET /login/{provider}`: the redirect to the provider.

use std::borrow::Cow;

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use oauth2::{CsrfToken, PkceCodeChallenge, Scope};
use openidconnect::Nonce;

use super::{
    LoginState,
    attempt::Attempt,
    metadata::Metadata,
    outcome::{LoginError, fail, see_other},
    provider::Provider,
    request::SignInRequest,
    return_path::return_path,
};
use crate::server::config::SwitchPrompt;
use crate::server::edge::client_address::ClientAddress;

pub(super) async fn begin(
    State(state): State<LoginState>,
    Path(name): Path<String>,
    client: ClientAddress,
    request: Result<Query<SignInRequest>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    if !is_navigation(&headers) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut request = request.unwrap_or_default().0;
    request.return_path = Some(return_path(&state.0.public_url, request.return_path.as_deref()));
    request.provider = state.0.providers.contains_key(&name).then_some(name);
    match leave(&state, &request, &headers).await {
        Ok(response) => response,
        Err(error) => fail(&error, &request, client),
    }
}

async fn leave(
    state: &LoginState,
    request: &SignInRequest,
    headers: &HeaderMap,
) -> Result<Response, LoginError> {
    let provider = request.provider.as_ref().and_then(|name| state.0.providers.get(name));
    let provider = provider.ok_or(LoginError::UnknownProvider)?;
    let discovered = provider.discovered().await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let nonce = Nonce::new_random();
    let scopes = provider.config.scopes.iter().filter(|scope| *scope != "openid").cloned();
    let client = provider.client(&discovered.metadata);
    let mut url = client
        .authorize_url(CsrfToken::new_random)
        .add_scope(Scope::new("openid".to_owned()))
        .add_scopes(scopes.map(Scope::new))
        .set_pkce_challenge(challenge)
        .add_extra_param("nonce", nonce.secret());
    for (name, value) in parameters(provider, &discovered.metadata, request.switches_account()) {
        url = url.add_extra_param(name, value);
    }
    let (url, csrf) = url.url();
    let sessions = &state.0.sessions;
    let attempt = Attempt {
        state: csrf.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        issuer: discovered.metadata.issuer.clone(),
        provider: provider.name.clone(),
        return_path: request.return_path.clone().unwrap_or_default(),
        popup: request.is_popup(),
        begun: sessions.now(),
    };
    let cookies = attempt.remember(sessions, headers).ok_or(LoginError::Unreadable)?;
    let mut response = see_other(url.as_str());
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What the configuration adds to the authorization request, and how the provider is asked for
/// another account.
fn parameters<'a>(
    provider: &'a Provider,
    metadata: &Metadata,
    switches_account: bool,
) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let config = &provider.config;
    let mut prompts: Vec<&str> = config.prompt.iter().map(String::as_str).collect();
    if switches_account {
        let switch = match config.switch_prompt {
            Some(prompt) => prompt,
            None if metadata.prompts.iter().any(|prompt| prompt == "select_account") => {
                SwitchPrompt::SelectAccount
            }
            // Keycloak and others don't know `select_account`; every provider must know `login`.
            None => SwitchPrompt::Login,
        };
        prompts.push(switch.as_str());
        prompts.dedup();
    }
    let mut parameters: Vec<(Cow<'a, str>, Cow<'a, str>)> = Vec::new();
    if !prompts.is_empty() {
        parameters.push(("prompt".into(), prompts.join(" ").into()));
    }
    if !config.acr_values.is_empty() {
        parameters.push(("acr_values".into(), config.acr_values.join(" ").into()));
    }
    if let Some(max_age) = config.max_age {
        parameters.push(("max_age".into(), max_age.as_secs().to_string().into()));
    }
    let more = config.parameters.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into()));
    parameters.extend(more);
    parameters
}

/// Whether the browser shows this page in its own right, according to `Sec-Fetch-Dest`. Pictures and
/// frames of other pages, and prefetches, may begin no sign-in.
fn is_navigation(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text("sec-fetch-dest").is_none_or(|dest| dest == "document")
        && text("sec-purpose").is_none_or(|purpose| !purpose.contains("prefetch"))
}
