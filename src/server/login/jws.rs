//! Signed tokens: JSON Web Signatures in compact form (RFC 7515), checked against a provider's keys.
//!
//! openidconnect's `IdToken` is not used: it rejects a token whose unused claims have unexpected
//! types. Its keys do the cryptography.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    JsonWebKey, SignatureVerificationError,
    core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm},
};
use serde_json::{Map, Value};

use super::claims::Claims;

/// The longest part of a header that is repeated in the log, in characters.
const MAX_PRINTED: usize = 64;

/// Text of a token that is fit for the log: short, and without spaces and control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Printable(String);

impl Printable {
    pub(super) fn new(text: &str) -> Self {
        Self(text.chars().filter(char::is_ascii_graphic).take(MAX_PRINTED).collect())
    }
}

impl fmt::Display for Printable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_str() {
            "" => f.write_str("without a name"),
            text => write!(f, "`{text}`"),
        }
    }
}

/// Why a signed token is refused. Prints no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum JwsError {
    #[error("its {0} can't be read")]
    Shape(&'static str),
    #[error("its header has `crit`, and no extension is understood")]
    Critical,
    #[error("its algorithm {0} is not accepted")]
    Algorithm(Printable),
    #[error("it is not signed")]
    Unsigned,
    #[error("the provider has no key {0}")]
    UnknownKey(Printable),
    #[error("it names no key, and the provider has no key for its algorithm")]
    NoKey,
    #[error("it names no key, and the provider has several for its algorithm")]
    SeveralKeys,
    #[error("its key {0} can't be used")]
    UnusableKey(Printable),
    #[error("its signature is wrong (key {0})")]
    WrongSignature(Printable),
}

impl JwsError {
    /// Whether fresh keys may help: the provider may have rotated them.
    pub(super) fn is_about_keys(&self) -> bool {
        match self {
            Self::UnknownKey(_) | Self::NoKey => true,
            // Without a key's name, a new key looks like a wrong signature.
            Self::WrongSignature(Printable(kid)) => kid.is_empty(),
            _ => false,
        }
    }
}

/// A token that is not verified yet.
pub(super) struct Jws<'a> {
    message: &'a str,
    signature: Vec<u8>,
    algorithm: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    payload: &'a str,
}

/// A token whose signature is right.
pub(super) struct VerifiedJws<'a> {
    pub(super) claims: Claims,
    /// The header's `typ`.
    pub(super) typ: Option<String>,
    pub(super) algorithm: CoreJwsSigningAlgorithm,
    pub(super) key: &'a CoreJsonWebKey,
}

/// The algorithms that are accepted: asymmetric ones only, whatever the provider announces.
fn algorithm(name: &str) -> Option<CoreJwsSigningAlgorithm> {
    Some(match name {
        "RS256" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        "RS384" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
        "RS512" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
        "PS256" => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        "PS384" => CoreJwsSigningAlgorithm::RsaSsaPssSha384,
        "PS512" => CoreJwsSigningAlgorithm::RsaSsaPssSha512,
        "ES256" => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        "ES384" => CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        // RFC 9864 names the curve; RFC 8037 named the family.
        "EdDSA" | "Ed25519" => CoreJwsSigningAlgorithm::EdDsa,
        _ => return None,
    })
}

/// Reads a key set. Keys of kinds that openidconnect doesn't know are skipped.
///
/// # Errors
/// When it is not a JSON object with `keys`.
pub(super) fn key_set(document: &[u8]) -> Result<CoreJsonWebKeySet, serde_json::Error> {
    let mut set: Map<String, Value> = serde_json::from_slice(document)?;
    // openidconnect knows the older of the two names.
    for key in set.get_mut("keys").and_then(Value::as_array_mut).into_iter().flatten() {
        if key["alg"] == "Ed25519" {
            key["alg"] = Value::from("EdDSA");
        }
    }
    serde_json::from_value(Value::Object(set))
}

impl<'a> Jws<'a> {
    /// Splits a token and reads its header.
    ///
    /// # Errors
    /// When it is not a compact JWS, or its algorithm is not accepted.
    pub(super) fn parse(token: &'a str) -> Result<Self, JwsError> {
        let (message, signature) = token.rsplit_once('.').ok_or(JwsError::Shape("form"))?;
        let (header, payload) = message.split_once('.').ok_or(JwsError::Shape("form"))?;
        let header: Map<String, Value> = decode(header)
            .and_then(|json| serde_json::from_slice(&json).ok())
            .ok_or(JwsError::Shape("header"))?;
        if header.contains_key("crit") {
            return Err(JwsError::Critical);
        }
        let text = |name: &str| header.get(name).and_then(Value::as_str).map(str::to_owned);
        let name = text("alg").ok_or(JwsError::Shape("header"))?;
        if name.eq_ignore_ascii_case("none") {
            return Err(JwsError::Unsigned);
        }
        Ok(Self {
            message,
            signature: decode(signature).ok_or(JwsError::Shape("signature"))?,
            algorithm: algorithm(&name).ok_or_else(|| JwsError::Algorithm(Printable::new(&name)))?,
            kid: text("kid"),
            typ: text("typ"),
            payload,
        })
    }

    /// The issuer that the token claims before its signature is checked: good for choosing the keys, and
    /// for nothing else.
    pub(super) fn claimed_issuer(&self) -> Option<String> {
        let payload: Map<String, Value> = serde_json::from_slice(&decode(self.payload)?).ok()?;
        payload.get("iss")?.as_str().map(str::to_owned)
    }

    /// Checks the signature. A key must fit the algorithm; a token that names none is accepted if
    /// exactly one fits (OpenID Connect Core, 10.1).
    ///
    /// # Errors
    /// When no key fits, the signature is wrong, or the payload is not a JSON object.
    pub(super) fn verify(self, keys: &CoreJsonWebKeySet) -> Result<VerifiedJws<'_>, JwsError> {
        let kid = self.kid.as_deref();
        let named =
            || keys.keys().iter().filter(|key| kid.is_none() || key.key_id().map(|id| id.as_str()) == kid);
        let printable = || Printable::new(kid.unwrap_or_default());
        let mut last = match kid {
            Some(_) if named().next().is_some() => JwsError::UnusableKey(printable()),
            Some(_) => JwsError::UnknownKey(printable()),
            None => JwsError::NoKey,
        };
        let mut found = None;
        for key in named() {
            match key.verify_signature(&self.algorithm, self.message.as_bytes(), &self.signature) {
                Err(SignatureVerificationError::InvalidKey(_)) => {}
                // Only a token that names its key may have several to try.
                _ if kid.is_none() && (found.is_some() || matches!(last, JwsError::WrongSignature(_))) => {
                    return Err(JwsError::SeveralKeys);
                }
                Ok(()) => found = found.or(Some(key)),
                Err(SignatureVerificationError::CryptoError(_)) => {
                    last = JwsError::WrongSignature(printable())
                }
                Err(_) => last = JwsError::UnusableKey(printable()),
            }
        }
        let key = found.ok_or(last)?;
        let claims = decode(self.payload).and_then(|json| serde_json::from_slice(&json).ok());
        let claims = Claims(claims.ok_or(JwsError::Shape("payload"))?);
        Ok(VerifiedJws { claims, typ: self.typ, algorithm: self.algorithm, key })
    }
}

fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).ok()
}

#[cfg(test)]
mod tests;
