//! The userinfo endpoint (OpenID Connect Core, 5.3).

use http::{StatusCode, header};

use super::{
    claims::Claims,
    http_client::HttpError,
    jws::{Jws, JwsError},
    provider::{Discovered, Provider},
};

/// Why a userinfo answer is not believed. Prints no value of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum UserInfoError {
    #[error("userinfo can't be asked: {0}")]
    Http(#[from] HttpError),
    #[error("the signed userinfo is refused: {0}")]
    Signature(#[from] JwsError),
    #[error("the signed userinfo's `{0}` is wrong")]
    Claim(&'static str),
    #[error("userinfo is about another person than the ID token")]
    OtherSubject,
}

/// Asks for userinfo about `subject`. None if the provider has no such endpoint.
///
/// # Errors
/// When the endpoint can't be asked, or its answer is wrong or about somebody else.
pub(super) async fn fetch(
    provider: &Provider,
    discovered: &Discovered,
    access_token: &str,
    subject: &str,
) -> Result<Option<Claims>, UserInfoError> {
    let Some(url) = &discovered.metadata.userinfo_endpoint else { return Ok(None) };
    let request = http::Request::get(url.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {access_token}"))
        .body(Vec::new())
        .map_err(|_| HttpError::Broken)?;
    let response = provider.http.exchange(request).await?;
    if response.status() != StatusCode::OK {
        return Err(HttpError::Status(response.status().as_u16()).into());
    }
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_signed = media_type.is_some_and(|media_type| {
        let essence = media_type.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/jwt")
    });
    let claims = if is_signed {
        signed(provider, discovered, response.body())?
    } else {
        Claims(serde_json::from_slice(response.body()).map_err(|_| HttpError::NotJson)?)
    };
    match claims.text("sub") == Some(subject) {
        true => Ok(Some(claims)),
        false => Err(UserInfoError::OtherSubject),
    }
}

/// A signed answer. It should name issuer and audience; if it does, they must be right.
fn signed(provider: &Provider, discovered: &Discovered, body: &[u8]) -> Result<Claims, UserInfoError> {
    let token = std::str::from_utf8(body).map_err(|_| JwsError::Shape("form"))?;
    let claims = Jws::parse(token.trim())?.verify(&discovered.keys)?.claims;
    if claims.has("iss") && claims.text("iss") != Some(&discovered.metadata.issuer) {
        return Err(UserInfoError::Claim("iss"));
    }
    let client_id = provider.config.client_id.as_str();
    if claims.has("aud") && !claims.texts("aud").is_some_and(|audience| audience.contains(&client_id)) {
        return Err(UserInfoError::Claim("aud"));
    }
    Ok(claims)
}
