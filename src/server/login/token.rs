//! From the code to verified claims.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use oauth2::{AuthorizationCode, PkceCodeVerifier, RequestTokenError, TokenResponse};
use openidconnect::JsonWebKey;

use super::{
    claims::Claims,
    http_client::HttpError,
    jws::{Jws, JwsError, Printable, VerifiedJws},
    provider::{Discovered, Provider},
    user_info::{self, UserInfoError},
};
use crate::server::session::Timestamp;

/// What the two clocks may differ by, in seconds.
pub(super) const LEEWAY: i64 = 60;

/// The longest subject, in bytes (OpenID Connect Core, 2).
const MAX_SUBJECT: usize = 255;

/// Why the provider's word about the person is not believed. Prints no token and no claim's value
/// except names of audiences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum TokenError {
    #[error("the token endpoint can't be asked: {0}")]
    Http(HttpError),
    #[error("the token endpoint refused the code: {0}")]
    Refused(&'static str),
    #[error("the token endpoint's answer can't be read (field {0})")]
    Field(Printable),
    #[error("the token endpoint's answer can't be read: {0}")]
    Answer(&'static str),
    #[error("the provider sent no ID token")]
    NoIdToken,
    #[error("the ID token is refused: {0}")]
    Signature(#[from] JwsError),
    #[error("the ID token's `{0}` is wrong or missing")]
    Claim(&'static str),
    #[error("the token's `aud` has {0}, which `audiences` does not list")]
    Audience(Printable),
    #[error("the ID token expired")]
    Expired,
    #[error("the ID token's `{0}` is in the future")]
    Future(&'static str),
    #[error("the ID token is older than this sign-in")]
    Old,
    #[error("the person's last sign-in at the provider is longer ago than `max_age`")]
    NotRecent,
    #[error("the ID token's `acr` is none of `acr_values`")]
    Weak,
    #[error(transparent)]
    UserInfo(#[from] UserInfoError),
}

/// What an ID token must fit.
pub(super) struct Expected<'a> {
    pub(super) nonce: &'a str,
    pub(super) begun: Timestamp,
    pub(super) now: Timestamp,
}

/// What the provider vouched for, verified. The tokens are gone.
pub(super) struct Vouched {
    pub(super) subject: String,
    pub(super) claims: Claims,
    pub(super) user_info: Option<Claims>,
}

/// Redeems the code, verifies the ID token, and asks userinfo if the provider has it.
///
/// # Errors
/// See [`TokenError`].
pub(super) async fn redeem(
    provider: &Provider,
    discovered: Arc<Discovered>,
    code: AuthorizationCode,
    verifier: PkceCodeVerifier,
    expected: &Expected<'_>,
) -> Result<Vouched, TokenError> {
    let answer = provider
        .client(&discovered.metadata)
        .exchange_code(code)
        .set_pkce_verifier(verifier)
        .request_async(&provider.http)
        .await
        .map_err(|error| match error {
            RequestTokenError::Request(error) => TokenError::Http(error),
            RequestTokenError::ServerResponse(answer) => {
                TokenError::Refused(known_error(answer.error().as_ref()))
            }
            RequestTokenError::Parse(error, _) => match error.path().to_string().as_str() {
                "." => TokenError::Answer("it is not a JSON object with `access_token`"),
                field => TokenError::Field(Printable::new(field)),
            },
            RequestTokenError::Other(_) => {
                TokenError::Answer("it is empty, or its type is not application/json")
            }
        })?;
    let token = answer.id_token().ok_or(TokenError::NoIdToken)?;
    let access_token = answer.access_token().secret();
    let check = |discovered: &Discovered| {
        let verified = Jws::parse(token)?.verify(&discovered.keys)?;
        check_id_token(verified, provider, &discovered.metadata.issuer, access_token, expected)
    };
    let (discovered, checked) = match check(&discovered) {
        // The provider may have rotated its keys.
        Err(TokenError::Signature(error)) if error.is_about_keys() => {
            match provider.with_fresh_keys(&discovered).await {
                Some(fresh) => {
                    let checked = check(&fresh);
                    (fresh, checked)
                }
                None => (discovered, Err(error.into())),
            }
        }
        checked => (discovered, checked),
    };
    let (subject, claims) = checked?;
    let user_info = user_info::fetch(provider, &discovered, access_token, &subject).await?;
    Ok(Vouched { subject, claims, user_info })
}

/// OpenID Connect Core 3.1.3.7, and `at_hash` by 3.1.3.8. Returns the subject and the claims.
fn check_id_token(
    token: VerifiedJws<'_>,
    provider: &Provider,
    issuer: &str,
    access_token: &str,
    expected: &Expected<'_>,
) -> Result<(String, Claims), TokenError> {
    let VerifiedJws { claims, typ, algorithm, key } = token;
    // A token of another kind must not pass for an ID token (RFC 8725, 3.11).
    if typ.is_some_and(|typ| typ.contains('+')) {
        return Err(TokenError::Claim("typ"));
    }
    if claims.text("iss") != Some(issuer) {
        return Err(TokenError::Claim("iss"));
    }
    check_audience(&claims, provider)?;
    check_times(&claims, provider, expected)?;
    if claims.text("nonce") != Some(expected.nonce) {
        return Err(TokenError::Claim("nonce"));
    }
    let accepted = &provider.config.acr_values;
    let is_accepted = |acr: &str| accepted.iter().any(|accepted| accepted == acr);
    if !accepted.is_empty() && !claims.text("acr").is_some_and(is_accepted) {
        return Err(TokenError::Weak);
    }
    if claims.has("at_hash") {
        let hash = key.hash_bytes(access_token.as_bytes(), &algorithm).unwrap_or_default();
        let half = BASE64_URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]);
        if hash.is_empty() || claims.text("at_hash") != Some(&half) {
            return Err(TokenError::Claim("at_hash"));
        }
    }
    let subject = claims.text("sub").filter(|sub| !sub.is_empty() && sub.len() <= MAX_SUBJECT);
    Ok((subject.ok_or(TokenError::Claim("sub"))?.to_owned(), claims))
}

/// The audience must have Mayfly's client id, and besides it only what the configuration lists.
///
/// # Errors
/// When it is otherwise.
pub(super) fn check_audience(claims: &Claims, provider: &Provider) -> Result<(), TokenError> {
    let client_id = provider.config.client_id.as_str();
    let audience = claims.texts("aud").ok_or(TokenError::Claim("aud"))?;
    if !audience.contains(&client_id) {
        return Err(TokenError::Claim("aud"));
    }
    let is_known =
        |name: &str| name == client_id || provider.config.audiences.iter().any(|known| known == name);
    if let Some(unknown) = audience.iter().find(|name| !is_known(name)) {
        return Err(TokenError::Audience(Printable::new(unknown)));
    }
    if claims.has("azp") && claims.text("azp") != Some(client_id) {
        return Err(TokenError::Claim("azp"));
    }
    Ok(())
}

fn check_times(claims: &Claims, provider: &Provider, expected: &Expected<'_>) -> Result<(), TokenError> {
    let seconds = |time: Timestamp| i64::try_from(time.0).unwrap_or(i64::MAX);
    let (now, begun) = (seconds(expected.now), seconds(expected.begun));
    let latest = now.saturating_add(LEEWAY);
    if claims.time("exp").ok_or(TokenError::Claim("exp"))? <= now.saturating_sub(LEEWAY) {
        return Err(TokenError::Expired);
    }
    let issued = claims.time("iat").ok_or(TokenError::Claim("iat"))?;
    if issued > latest {
        return Err(TokenError::Future("iat"));
    }
    if issued < begun.saturating_sub(LEEWAY) {
        return Err(TokenError::Old);
    }
    if claims.has("nbf") && claims.time("nbf").ok_or(TokenError::Claim("nbf"))? > latest {
        return Err(TokenError::Future("nbf"));
    }
    if let Some(max_age) = provider.config.max_age {
        let signed_in = claims.time("auth_time").ok_or(TokenError::Claim("auth_time"))?;
        let earliest = now.saturating_sub(seconds(Timestamp(max_age.as_secs()))).saturating_sub(LEEWAY);
        if signed_in < earliest {
            return Err(TokenError::NotRecent);
        }
    }
    Ok(())
}

/// The token endpoint's error codes (RFC 6749, 5.2). Unknown ones are not repeated.
fn known_error(code: &str) -> &'static str {
    [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ]
    .into_iter()
    .find(|known| *known == code)
    .unwrap_or("another error")
}
