//! From the code to verified claims.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClaimsVerificationError, ClientId, IdTokenVerifier,
    Nonce, OAuth2TokenResponse, PkceCodeVerifier, RequestTokenError, SignatureVerificationError,
    TokenResponse, UserInfoClaims, UserInfoError,
    core::{CoreGenderClaim, CoreJwsSigningAlgorithm},
};

use super::{
    http_client::HttpError,
    provider::{Claims, Discovered, OtherClaims, Provider, Token},
};
use crate::server::session::Timestamp;

/// What the two clocks may differ by.
const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// The longest subject (OpenID Connect Core, 2).
const MAX_SUBJECT: usize = 255;

/// Signatures that are accepted: asymmetric ones alone, whatever the provider announces.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why the provider's word about the person is not believed. Prints no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum TokenError {
    #[error("the provider can't be asked: {0}")]
    Http(HttpError),
    #[error("the provider refused the code: {0}")]
    Refused(&'static str),
    #[error("the provider's answer can't be read")]
    Unreadable,
    #[error("the provider sent no ID token")]
    NoIdToken,
    #[error("the ID token's signature: {0}")]
    Signature(&'static str),
    #[error("the ID token's {0} is wrong or missing")]
    Claim(&'static str),
    #[error("the ID token is expired, from the future, or older than this sign-in")]
    Time,
    #[error("userinfo speaks of somebody else")]
    OtherSubject,
}

/// What an ID token must fit.
pub(super) struct Expected<'a> {
    pub(super) nonce: &'a Nonce,
    pub(super) begun: Timestamp,
    pub(super) now: Timestamp,
}

type UserInfo = UserInfoClaims<OtherClaims, CoreGenderClaim>;

/// What the provider vouched for, verified. The tokens are gone.
pub(super) struct Vouched {
    pub(super) claims: Claims,
    pub(super) user_info: Option<UserInfo>,
}

impl Vouched {
    /// The claims as JSON, ID token first.
    pub(super) fn documents(&self) -> Vec<serde_json::Value> {
        let user_info = self.user_info.as_ref().map(serde_json::to_value);
        [Some(serde_json::to_value(&self.claims)), user_info]
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .collect()
    }
}

/// Redeems the code, verifies the ID token, and asks userinfo where the provider has it.
pub(super) async fn redeem(
    provider: &Provider,
    discovered: Arc<Discovered>,
    code: AuthorizationCode,
    verifier: PkceCodeVerifier,
    expected: &Expected<'_>,
) -> Result<Vouched, TokenError> {
    let client = provider.client(&discovered);
    let response = client
        .exchange_code(code)
        .map_err(|_| TokenError::Claim("token endpoint"))?
        .set_pkce_verifier(verifier)
        .request_async(&provider.http)
        .await
        .map_err(|error| match error {
            RequestTokenError::Request(error) => TokenError::Http(error),
            RequestTokenError::ServerResponse(answer) => {
                TokenError::Refused(token_error(answer.error().as_ref()))
            }
            _ => TokenError::Unreadable,
        })?;
    let token = response.id_token().ok_or(TokenError::NoIdToken)?;
    let client_id = &provider.config.client_id;
    let verified = match verify(&discovered, client_id, token, response.access_token(), expected) {
        // The provider may have changed its keys since we asked.
        Err(TokenError::Signature(UNKNOWN_KEY | BAD_SIGNATURE)) => {
            match provider.with_fresh_keys(&discovered).await {
                Some(fresh) => verify(&fresh, client_id, token, response.access_token(), expected),
                None => Err(TokenError::Signature(UNKNOWN_KEY)),
            }
        }
        verified => verified,
    };
    let claims = verified?;
    let user_info = match client.user_info(response.access_token().clone(), Some(claims.subject().clone())) {
        Ok(request) => Some(request.request_async(&provider.http).await.map_err(|error| match error {
            UserInfoError::Request(error) => TokenError::Http(error),
            UserInfoError::ClaimsVerification(_) => TokenError::OtherSubject,
            _ => TokenError::Unreadable,
        })?),
        // The provider has no userinfo endpoint.
        Err(_) => None,
    };
    Ok(Vouched { claims, user_info })
}

const UNKNOWN_KEY: &str = "the key is not among the provider's";
const BAD_SIGNATURE: &str = "it does not fit";

/// OpenID Connect Core 3.1.3.7, and at_hash by 3.1.3.8. openidconnect checks the signature, `iss`,
/// `aud` and `nonce` by itself; the rest is set up or done here.
fn verify(
    discovered: &Discovered,
    client_id: &str,
    token: &Token,
    access_token: &AccessToken,
    expected: &Expected<'_>,
) -> Result<Claims, TokenError> {
    let now = date(expected.now)?;
    let earliest = date(expected.begun)? - LEEWAY;
    // A public client's verifier, also for a client with a secret: it knows no symmetric key, so
    // no HS* signature can ever fit.
    let verifier = IdTokenVerifier::new_public_client(
        ClientId::new(client_id.to_owned()),
        discovered.metadata.issuer().clone(),
        discovered.keys.clone(),
    )
    .set_allowed_algs(ALGORITHMS)
    .set_other_audience_verifier_fn(|_| false)
    .set_time_fn(move || now - LEEWAY)
    .set_issue_time_verifier_fn(move |issued| {
        if issued > now + LEEWAY || issued < earliest { Err(String::new()) } else { Ok(()) }
    });
    let claims = token.claims(&verifier, expected.nonce).map_err(fault)?;
    if claims.authorized_party().is_some_and(|party| party.as_str() != client_id) {
        return Err(TokenError::Claim("azp"));
    }
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > MAX_SUBJECT {
        return Err(TokenError::Claim("sub"));
    }
    if let Some(hash) = claims.access_token_hash() {
        let unsigned = |_| TokenError::Signature(BAD_SIGNATURE);
        let algorithm = token.signing_alg().map_err(unsigned)?;
        let key = token.signing_key(&verifier).map_err(unsigned)?;
        let actual = AccessTokenHash::from_token(access_token, algorithm, key);
        if actual.ok().as_ref() != Some(hash) {
            return Err(TokenError::Claim("at_hash"));
        }
    }
    Ok(claims.clone())
}

fn date(time: Timestamp) -> Result<DateTime<Utc>, TokenError> {
    i64::try_from(time.0)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or(TokenError::Time)
}

fn fault(error: ClaimsVerificationError) -> TokenError {
    match error {
        ClaimsVerificationError::Expired(_) => TokenError::Time,
        ClaimsVerificationError::InvalidAudience(_) => TokenError::Claim("aud"),
        ClaimsVerificationError::InvalidIssuer(_) => TokenError::Claim("iss"),
        ClaimsVerificationError::InvalidNonce(_) => TokenError::Claim("nonce"),
        ClaimsVerificationError::InvalidSubject(_) => TokenError::Claim("sub"),
        ClaimsVerificationError::SignatureVerification(error) => TokenError::Signature(match error {
            SignatureVerificationError::NoMatchingKey => UNKNOWN_KEY,
            SignatureVerificationError::CryptoError(_) => BAD_SIGNATURE,
            SignatureVerificationError::AmbiguousKeyId(_) => "several keys could have made it",
            SignatureVerificationError::DisallowedAlg(_) | SignatureVerificationError::UnsupportedAlg(_) => {
                "its algorithm is not accepted"
            }
            SignatureVerificationError::NoSignature => "there is none",
            _ => "the key can't be used",
        }),
        _ => TokenError::Claim("header"),
    }
}

/// The token endpoint's error codes (RFC 6749, 5.2); others are not repeated.
fn token_error(code: &str) -> &'static str {
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
