//! The provider's key and the types that openidconnect's provider side wants.

use std::io;

use base64::{Engine, prelude::BASE64_STANDARD};
use openidconnect::{
    AdditionalProviderMetadata, EndSessionUrl, IdToken, IdTokenFields, JsonWebKeyId, ProviderMetadata,
    StandardTokenResponse, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreEdDsaPrivateSigningKey,
        CoreGenderClaim, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};

use super::people::Groups;

/// The prefix of the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410, section 7).
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// A fresh Ed25519 key: made in no time, where an RSA key takes seconds in a debug build.
pub(super) fn key() -> io::Result<CoreEdDsaPrivateSigningKey> {
    let seed: [u8; 32] = rand::random();
    let der = BASE64_STANDARD.encode([PKCS8.as_slice(), &seed].concat());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
    let id = JsonWebKeyId::new(super::random_token());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(id)).map_err(io::Error::other)
}

/// Metadata beyond Discovery 1.0: RP-Initiated Logout 1.0, RFC 9207, RFC 8414.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OtherMetadata {
    pub(super) end_session_endpoint: EndSessionUrl,
    pub(super) authorization_response_iss_parameter_supported: bool,
    pub(super) code_challenge_methods_supported: Vec<String>,
}

impl AdditionalProviderMetadata for OtherMetadata {}

pub(super) type DemoMetadata = ProviderMetadata<
    OtherMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(super) type DemoIdToken =
    IdToken<Groups, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

pub(super) type DemoUserInfo = UserInfoClaims<Groups, CoreGenderClaim>;

pub(super) type DemoTokenResponse = StandardTokenResponse<
    IdTokenFields<
        Groups,
        openidconnect::EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
