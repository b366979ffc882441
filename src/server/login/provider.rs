//! A provider: how it is configured, and what it says about itself.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use oauth2::{
    AuthType, AuthUrl, Client, ClientId, ClientSecret, EmptyExtraTokenFields, EndpointNotSet, EndpointSet,
    RedirectUrl, StandardRevocableToken, StandardTokenIntrospectionResponse, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenType},
};
use openidconnect::core::CoreJsonWebKeySet;
use secrecy::ExposeSecret;
use tokio::sync::Mutex;
use url::Url;

use super::{
    LoginSetUpError,
    http_client::{HttpClient, HttpError},
    jws,
    metadata::{Metadata, MetadataError},
    token_response::TokenAnswer,
};
use crate::server::{
    config::{self, ClientAuth},
    loopback,
};

/// How long a provider's description of itself is used before it is fetched again.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// How long a failure is remembered, so that many people who sign in at once don't wait for the same
/// timeout one after the other.
const FAILED: Duration = Duration::from_secs(2);

/// Minimum interval between two fetches of keys because of an unknown key.
const KEYS_AGAIN: Duration = Duration::from_secs(10);

/// oauth2's client for one provider.
pub(super) type OAuthClient = Client<
    BasicErrorResponse,
    TokenAnswer,
    StandardTokenIntrospectionResponse<EmptyExtraTokenFields, BasicTokenType>,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Why a provider's description of itself can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum DiscoveryError {
    #[error("cannot get the provider's discovery document: {0}")]
    Document(HttpError),
    #[error("the provider's discovery document is unusable: {0}")]
    Metadata(#[from] MetadataError),
    #[error("cannot get the provider's keys: {0}")]
    Keys(HttpError),
    #[error("the provider calls itself {found}; the configured issuer is {configured}")]
    Issuer { configured: String, found: String },
    #[error("the provider's {0} is not https")]
    Insecure(&'static str),
}

/// A provider's description of itself.
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
    /// # Errors
    /// When the certificate file can't be used.
    pub(super) fn new(
        name: &str,
        config: &config::Provider,
        redirect: Url,
        timeout: Duration,
    ) -> Result<Self, LoginSetUpError> {
        let http = HttpClient::new(name, config, timeout)?;
        Ok(Self { name: name.to_owned(), config: config.clone(), redirect, http, cached: Mutex::default() })
    }

    /// The provider's description of itself: fetched at the first sign-in, and again after an hour
    /// or a failure. While a new one can't be fetched, the old one is used.
    ///
    /// # Errors
    /// When none was ever fetched.
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
            Err(DiscoveryError::Document(HttpError::Refused | HttpError::Connect | HttpError::Broken)) => {
                self.discover().await
            }
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

    /// The same with fresh keys, after a token named a key that is not in `seen`. None if the keys
    /// were fetched for that reason within [`KEYS_AGAIN`], or can't be fetched.
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
        match self.keys(&seen.metadata).await {
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
        let document = self.http.get(&self.discovery_url()?).await.map_err(DiscoveryError::Document)?;
        let document =
            serde_json::from_slice(&document).map_err(|_| DiscoveryError::Document(HttpError::NotJson))?;
        let metadata = Metadata::parse(&self.name, &document)?;
        // People add or forget the last slash. Both spellings have the same discovery document, so
        // the provider's own spelling is used from here on.
        let configured = self.config.issuer.as_str();
        if metadata.issuer.trim_end_matches('/') != configured.trim_end_matches('/') {
            return Err(DiscoveryError::Issuer {
                configured: configured.to_owned(),
                found: metadata.issuer.chars().take(200).collect(),
            });
        }
        self.check_endpoints(&metadata)?;
        let keys = self.keys(&metadata).await?;
        Ok(Discovered { metadata, keys })
    }

    fn discovery_url(&self) -> Result<Url, DiscoveryError> {
        if let Some(url) = &self.config.discovery_url {
            return Ok(url.clone());
        }
        let issuer = self.config.issuer.as_str().trim_end_matches('/');
        Url::parse(&format!("{issuer}/.well-known/openid-configuration"))
            .map_err(|_| DiscoveryError::Document(HttpError::Broken))
    }

    async fn keys(&self, metadata: &Metadata) -> Result<CoreJsonWebKeySet, DiscoveryError> {
        let document = self.http.get(&metadata.jwks_uri).await.map_err(DiscoveryError::Keys)?;
        jws::key_set(&document).map_err(|_| DiscoveryError::Keys(HttpError::NotJson))
    }

    /// Every endpoint must be `https`, or on loopback if the issuer is.
    fn check_endpoints(&self, metadata: &Metadata) -> Result<(), DiscoveryError> {
        let on_loopback = loopback::is_loopback(self.config.issuer.url());
        let is_secure = |url: &Url| {
            url.scheme() == "https" || (on_loopback && url.scheme() == "http" && loopback::is_loopback(url))
        };
        match metadata.endpoints().find(|(_, url)| !is_secure(url)) {
            Some((field, _)) => Err(DiscoveryError::Insecure(field)),
            None => Ok(()),
        }
    }

    /// oauth2's client for this provider.
    pub(super) fn client(&self, metadata: &Metadata) -> OAuthClient {
        let secret = self.config.client_secret.as_ref();
        let client = Client::new(ClientId::new(self.config.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
            .set_token_uri(TokenUrl::from_url(metadata.token_endpoint.clone()))
            .set_redirect_uri(RedirectUrl::from_url(self.redirect.clone()))
            .set_auth_type(match (self.config.client_auth, secret) {
                (ClientAuth::Basic, Some(_)) => AuthType::BasicAuth,
                // A public client sends its name in the body.
                (ClientAuth::Post, _) | (_, None) => AuthType::RequestBody,
            });
        match secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned())),
            None => client,
        }
    }
}
