//! A provider: what is configured about it and what it says about itself.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use openidconnect::{
    AdditionalClaims, AdditionalProviderMetadata, AuthType, Client, ClientId, ClientSecret,
    EmptyExtraTokenFields, EndSessionUrl, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken,
    IdTokenClaims, IdTokenFields, ProviderMetadata, RedirectUrl, StandardErrorResponse,
    StandardTokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod,
        CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey, CoreJsonWebKeySet,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use url::Url;

use super::{
    LoginSetUpError,
    http_client::{HttpClient, HttpError},
};
use crate::server::{
    config::{self, ClientAuth},
    loopback,
};

/// How long what a provider says about itself is believed.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// How long a failure is remembered, so that many people who sign in at once don't wait for the
/// same timeout one after the other.
const FAILED: Duration = Duration::from_secs(2);

/// The least time between two fetches of keys because of a key that is not among them.
const KEYS_AGAIN: Duration = Duration::from_secs(10);

/// Claims beyond the standard ones: groups, roles, `sid`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OtherClaims {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<String>,
    #[serde(flatten)]
    pub(super) others: serde_json::Map<String, serde_json::Value>,
}

impl AdditionalClaims for OtherClaims {}

/// Metadata beyond Discovery 1.0: RFC 9207 and RP-Initiated Logout 1.0.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OtherMetadata {
    pub(super) authorization_response_iss_parameter_supported: Option<bool>,
    pub(super) end_session_endpoint: Option<EndSessionUrl>,
}

impl AdditionalProviderMetadata for OtherMetadata {}

pub(super) type Metadata = ProviderMetadata<
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

pub(super) type Token =
    IdToken<OtherClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
pub(super) type Claims = IdTokenClaims<OtherClaims, CoreGenderClaim>;
type Fields = IdTokenFields<
    OtherClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

pub(super) type OidcClient = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why a provider's word about itself can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum DiscoveryError {
    #[error("the provider's discovery document can't be had: {0}")]
    Document(HttpError),
    #[error("the provider's keys can't be had: {0}")]
    Keys(HttpError),
    #[error("the provider calls itself {found}; the configured issuer is {configured}")]
    Issuer { configured: String, found: String },
    #[error("the provider's {0} is not https")]
    Insecure(&'static str),
}

/// What a provider says about itself.
pub(super) struct Discovered {
    pub(super) metadata: Metadata,
    pub(super) keys: CoreJsonWebKeySet,
}

pub(super) struct Provider {
    pub(super) name: String,
    pub(super) config: config::Provider,
    pub(super) redirect: Url,
    pub(super) http: HttpClient,
    cached: Mutex<Cached>,
}

#[derive(Default)]
struct Cached {
    discovered: Option<(Instant, Arc<Discovered>)>,
    failed: Option<(Instant, DiscoveryError)>,
    keys_again: Option<Instant>,
}

impl Provider {
    pub(super) fn new(
        name: &str,
        config: &config::Provider,
        redirect: Url,
        timeout: Duration,
    ) -> Result<Self, LoginSetUpError> {
        let http = HttpClient::new(name, config, timeout)?;
        Ok(Self { name: name.to_owned(), config: config.clone(), redirect, http, cached: Mutex::default() })
    }

    /// What the provider says about itself: fetched at the first sign-in, again after an hour,
    /// and again after a failure. An old answer is better than none.
    pub(super) async fn discovered(&self) -> Result<Arc<Discovered>, DiscoveryError> {
        let mut cached = self.cached.lock().await;
        if let Some((at, discovered)) = &cached.discovered
            && at.elapsed() < FRESH
        {
            return Ok(discovered.clone());
        }
        if let Some((at, error)) = &cached.failed
            && at.elapsed() < FAILED
        {
            return match &cached.discovered {
                Some((_, old)) => Ok(old.clone()),
                None => Err(error.clone()),
            };
        }
        let fetched = match self.discover().await {
            Err(DiscoveryError::Document(HttpError::Connect | HttpError::Broken)) => self.discover().await,
            fetched => fetched,
        };
        match fetched {
            Ok(discovered) => {
                let discovered = Arc::new(discovered);
                cached.discovered = Some((Instant::now(), discovered.clone()));
                cached.failed = None;
                Ok(discovered)
            }
            Err(error) => {
                tracing::warn!(provider = %self.name, %error, "discovery failed");
                cached.failed = Some((Instant::now(), error.clone()));
                cached.discovered.as_ref().map(|(_, old)| old.clone()).ok_or(error)
            }
        }
    }

    /// The same with fresh keys, after a token named one that is not among `seen`. None where the
    /// keys were fetched for that reason a moment ago.
    pub(super) async fn with_fresh_keys(&self, seen: &Arc<Discovered>) -> Option<Arc<Discovered>> {
        let mut cached = self.cached.lock().await;
        if let Some((_, discovered)) = &cached.discovered
            && !Arc::ptr_eq(discovered, seen)
        {
            return Some(discovered.clone());
        }
        if cached.keys_again.is_some_and(|at| at.elapsed() < KEYS_AGAIN) {
            return None;
        }
        cached.keys_again = Some(Instant::now());
        match self.http.get_json(seen.metadata.jwks_uri().url()).await {
            Ok(keys) => {
                let fresh = Arc::new(Discovered { metadata: seen.metadata.clone(), keys });
                cached.discovered = Some((Instant::now(), fresh.clone()));
                Some(fresh)
            }
            Err(error) => {
                tracing::warn!(provider = %self.name, %error, "the keys could not be fetched again");
                None
            }
        }
    }

    async fn discover(&self) -> Result<Discovered, DiscoveryError> {
        let configured = self.config.issuer.as_str().trim_end_matches('/');
        let document = Url::parse(&format!("{configured}/.well-known/openid-configuration"))
            .map_err(|_| DiscoveryError::Document(HttpError::Broken))?;
        let metadata: Metadata = self.http.get_json(&document).await.map_err(DiscoveryError::Document)?;
        // A URL's parser adds the slash of an empty path, and people add or forget one: both
        // spellings have this one document, so the provider's own is taken.
        let found = metadata.issuer().as_str();
        if found.strip_suffix('/').unwrap_or(found) != configured {
            return Err(DiscoveryError::Issuer {
                configured: configured.to_owned(),
                found: found.to_owned(),
            });
        }
        self.check_endpoints(&metadata)?;
        let keys = self.http.get_json(metadata.jwks_uri().url()).await.map_err(DiscoveryError::Keys)?;
        Ok(Discovered { metadata, keys })
    }

    /// Every endpoint is `https`, or on loopback where the issuer is.
    fn check_endpoints(&self, metadata: &Metadata) -> Result<(), DiscoveryError> {
        let on_loopback = loopback::is_loopback(&self.config.issuer);
        let endpoints = [
            ("authorization_endpoint", Some(metadata.authorization_endpoint().url())),
            ("token_endpoint", metadata.token_endpoint().map(|url| url.url())),
            ("userinfo_endpoint", metadata.userinfo_endpoint().map(|url| url.url())),
            ("jwks_uri", Some(metadata.jwks_uri().url())),
            (
                "end_session_endpoint",
                metadata.additional_metadata().end_session_endpoint.as_ref().map(|url| url.url()),
            ),
        ];
        for (name, url) in endpoints {
            if let Some(url) = url
                && url.scheme() != "https"
                && !(on_loopback && url.scheme() == "http" && loopback::is_loopback(url))
            {
                return Err(DiscoveryError::Insecure(name));
            }
        }
        Ok(())
    }

    /// openidconnect's client for this provider.
    pub(super) fn client(&self, discovered: &Discovered) -> OidcClient {
        let secret = self.config.client_secret.as_ref();
        let client = Client::from_provider_metadata(
            discovered.metadata.clone(),
            ClientId::new(self.config.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned())),
        )
        .set_redirect_uri(RedirectUrl::from_url(self.redirect.clone()));
        client.set_auth_type(match (self.config.client_auth, secret) {
            (ClientAuth::Basic, Some(_)) => AuthType::BasicAuth,
            // A public client names itself in the body.
            (ClientAuth::Post, _) | (_, None) => AuthType::RequestBody,
        })
    }
}
