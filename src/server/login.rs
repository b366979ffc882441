//! Sign-in and sign-out through OpenID Connect providers: discovery, authorization code, PKCE
//! S256, `state` and `nonce`, done wholly by the server. The browser never sees a token, and the
//! tokens are dropped as soon as they told who signed in.
//!
//! * `GET /login/{provider}?return=/path&popup=1&switch=1` begins a sign-in.
//! * `GET /login/callback` (with several providers `/login/callback/{provider}`) ends it.
//! * `GET /login/done` is where a popup ends: it tells the other tabs and closes.
//! * `POST /logout` ends the session and names the provider's own sign-out.
//! * `POST /api/session` says whose session the browser has.
//!
//! A sign-in that fails leads to `/login/error?reason=…`, which the pages render.
//!
//! References: OpenID Connect Core 1.0 and Discovery 1.0, RP-Initiated Logout 1.0, RFC 7636 (PKCE),
//! RFC 9207 (issuer identification), RFC 9700 (security best current practice).

mod allow;
mod attempt;
mod begin;
mod callback;
mod done;
mod http_client;
mod outcome;
mod profile;
mod provider;
mod return_path;
mod sign_out;
mod token;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    Router,
    routing::{get, post},
};
use moka::sync::Cache;
use url::Url;

use self::provider::Provider;
use super::{config::Config, session::Sessions};
use crate::api::page::ProviderInfo;

/// How long somebody may take at the provider.
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
    /// A name that `/login/{name}` can't have.
    #[error("providers.{0}: this name is taken by a page of Mayfly's own; choose another")]
    ReservedName(String),
    /// The public URL can't carry a path below it.
    #[error("public_url: no address below it can be formed")]
    PublicUrl,
}

/// All that sign-in needs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct LoginState(Arc<LoginShared>);

struct LoginShared {
    providers: BTreeMap<String, Provider>,
    sessions: Sessions,
    public_url: Url,
    used: Cache<String, ()>,
}

impl LoginState {
    /// Sign-in with the configured providers. Asks none of them yet.
    pub(crate) fn new(config: &Config, sessions: Sessions) -> Result<Self, LoginSetUpError> {
        let alone = config.providers.len() == 1;
        let mut providers = BTreeMap::new();
        for (name, provider) in &config.providers {
            if matches!(name.as_str(), "callback" | "done" | "error") {
                return Err(LoginSetUpError::ReservedName(name.clone()));
            }
            // With several providers each has a callback of its own, so that an answer of one
            // can't be taken for another's (RFC 9700, 4.4.2).
            let path = if alone { "login/callback".to_owned() } else { format!("login/callback/{name}") };
            let redirect = config.public_url.join(&path).map_err(|_| LoginSetUpError::PublicUrl)?;
            tracing::info!(provider = %name, issuer = %provider.issuer, redirect_uri = %redirect, "sign-in");
            let provider = Provider::new(name, provider, redirect, config.timeouts.login)?;
            providers.insert(name.clone(), provider);
        }
        let used = Cache::builder()
            .max_capacity(USED)
            .time_to_live(ATTEMPT)
            .eviction_policy(moka::policy::EvictionPolicy::lru())
            .build();
        Ok(Self(Arc::new(LoginShared { providers, sessions, public_url: config.public_url.clone(), used })))
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

    /// The provider that is entered without a click: the only one, where it is configured so.
    pub(crate) fn automatic(&self) -> Option<&str> {
        match self.0.providers.iter().next() {
            Some((name, provider)) if self.0.providers.len() == 1 && provider.config.auto => Some(name),
            _ => None,
        }
    }
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
