//! Sign-in and sign-out through OpenID Connect providers: discovery, authorization code, PKCE S256,
//! `state` and `nonce`, all of it on the server. The browser never sees a token, and the server drops
//! the tokens once it knows who signed in.
//!
//! * `GET /login/{provider}?return=/&popup=1&switch=1` begins a sign-in.
//! * `GET /login/callback` or `/login/callback/{provider}` ends it.
//! * `GET /login/done` is the last page of a popup: it tells the other tabs and closes.
//! * `POST /logout` ends the session and returns the address of the provider's own sign-out.
//! * `POST /logout/backchannel` is where providers end sessions.
//! * `POST /api/session` returns whose session the browser has.
//!
//! A sign-in that fails redirects to `/login/error?reason=WORD`, one of the pages.
//!
//! References: OpenID Connect Core 1.0 and Discovery 1.0, RP-Initiated and Back-Channel Logout 1.0, RFC 7636 (PKCE),
//! RFC 8725 (JSON Web Token best current practices), RFC 9207 (issuer identification), RFC 9700
//! (OAuth 2.0 security best current practice).

mod allow;
mod attempt;
mod audit;
mod back_channel;
mod begin;
mod callback;
mod claims;
mod done;
mod http_client;
mod jws;
mod metadata;
mod outcome;
mod profile;
mod provider;
mod request;
mod return_path;
mod sign_out;
mod signed_out_mark;
mod token;
mod token_response;
mod user_info;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use http::HeaderMap;
use moka::sync::Cache;
use url::Url;

pub(crate) use self::request::SignInRequest;
use self::{audit::AuditKey, provider::Provider, signed_out_mark::SignedOutMarks};
use super::{config::Config, session::Sessions};
use crate::api::page::ProviderInfo;

/// How long a person may take at the provider.
const ATTEMPT: Duration = Duration::from_secs(10 * 60);

/// Finished attempts that are remembered at once, so that none is finished twice.
const USED: u64 = 100_000;

/// What keeps sign-in from being set up.
#[derive(Debug, thiserror::Error)]
pub enum LoginSetUpError {
    /// A provider's certificate file can't be used.
    #[error("providers.{provider}.ca_file: {what}")]
    Certificates {
        /// The provider's name.
        provider: String,
        /// What is wrong.
        what: String,
    },
    /// The public URL can't carry a path below it.
    #[error("public_url: no address below it can be formed")]
    PublicUrl,
}

/// What sign-in needs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct LoginState(Arc<LoginShared>);

struct LoginShared {
    providers: BTreeMap<String, Provider>,
    sessions: Sessions,
    marks: SignedOutMarks,
    audit: AuditKey,
    public_url: Url,
    used: Cache<String, ()>,
    /// Logout tokens that were used.
    logouts: Cache<String, ()>,
}

impl LoginState {
    /// Sign-in with the configured providers. Sends no request to them yet.
    ///
    /// # Errors
    /// When a certificate file can't be used, or the public URL can't carry a path.
    pub(crate) fn new(config: &Config, sessions: Sessions) -> Result<Self, LoginSetUpError> {
        let alone = config.providers.len() == 1;
        let mut providers = BTreeMap::new();
        for (name, provider) in &config.providers {
            // With several providers each has a callback of its own, so that an answer of one
            // can't be taken for another's (RFC 9700, 4.4.2). At most one keeps the plain one.
            let has_own = provider.own_callback.unwrap_or(!alone);
            let path = callback::callback_path(has_own.then_some(name));
            let redirect = config.public_url.join(&path).map_err(|_| LoginSetUpError::PublicUrl)?;
            tracing::info!(
                provider = %name,
                issuer = %provider.issuer,
                redirect_uri = %redirect,
                admits = if provider.allow.is_some() { "its allow list" } else { "everybody" },
                "sign-in"
            );
            let provider = Provider::new(name, provider, redirect, config.timeouts.login)?;
            providers.insert(name.clone(), provider);
        }
        let remembered = |time| {
            Cache::builder()
                .max_capacity(USED)
                .time_to_live(time)
                .eviction_policy(moka::policy::EvictionPolicy::lru())
                .build()
        };
        // Twice the time for which a logout token is accepted.
        let (used, logouts) = (remembered(ATTEMPT), remembered(2 * ATTEMPT));
        let marks = SignedOutMarks::new(sessions.cookies().clone());
        let audit = AuditKey::new(sessions.ring().derive("audit lines"));
        let public_url = config.public_url.clone();
        Ok(Self(Arc::new(LoginShared { providers, sessions, marks, audit, public_url, used, logouts })))
    }

    /// The ways to sign in, for the landing page.
    pub(crate) fn providers(&self) -> Vec<ProviderInfo> {
        let info = |(name, provider): (&String, &Provider)| ProviderInfo {
            name: name.clone(),
            title: provider.config.title.clone(),
            issuer: provider.config.issuer.to_string(),
        };
        self.0.providers.iter().map(info).collect()
    }

    /// The provider that is entered without a click, if the configuration has one.
    pub(crate) fn automatic(&self) -> Option<&str> {
        match self.0.providers.iter().next() {
            Some((name, provider)) if self.0.providers.len() == 1 && provider.config.auto => Some(name),
            _ => None,
        }
    }

    /// Whether somebody signed out in the browser that sent these headers, and nobody signed in since.
    pub(crate) fn was_signed_out(&self, headers: &HeaderMap) -> bool {
        self.0.marks.is_set(headers)
    }

    /// The providers with this issuer.
    fn providers_of(&self, issuer: &str) -> impl Iterator<Item = &Provider> {
        let issuer = issuer.trim_end_matches('/').to_owned();
        let has_it =
            move |provider: &&Provider| provider.config.issuer.as_str().trim_end_matches('/') == issuer;
        self.0.providers.values().filter(has_it)
    }
}

/// The route at which providers end sessions. No origin check applies to it: the request comes from a
/// provider's server, and its token is signed.
pub(crate) fn back_channel_routes(state: LoginState) -> Router {
    Router::new()
        .route("/logout/backchannel", post(back_channel::back_channel))
        .layer(DefaultBodyLimit::max(back_channel::MAX_BODY))
        .with_state(state)
}

/// The routes of sign-in and sign-out. They need the session layer around them
/// ([`carry`](super::session::carry)), and the origin check in front of the two POST routes.
pub(crate) fn routes(state: LoginState) -> Router {
    Router::new()
        .route("/login/{provider}", get(begin::begin))
        .route("/login/callback", get(callback::callback))
        .route("/login/callback/{provider}", get(callback::callback_of))
        .route("/login/done", get(done::done))
        .route("/logout", post(sign_out::sign_out))
        .route("/api/session", post(sign_out::check))
        .with_state(state)
}
