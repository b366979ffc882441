//! The demo identity provider: a real OpenID Provider on a loopback socket of its own, reached by
//! the same client code as any other. People are picked from a list, or are any name that
//! somebody types; there are no passwords, which is why it is for loopback alone.
//!
//! Discovery, keys, authorization code with PKCE, userinfo, sign-out. Codes serve once and for a
//! minute; the signing key and the client's secret are made at start and end with the process.

mod authorize;
mod page;
mod people;
mod redeem;
mod sign_out;
mod signing;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{HeaderValue, StatusCode, header};
use moka::sync::Cache;
use openidconnect::{
    AuthUrl, EndSessionUrl, IssuerUrl, JsonWebKeySetUrl, PrivateSigningKey, ResponseTypes, Scope, TokenUrl,
    UserInfoUrl,
    core::{
        CoreClientAuthMethod, CoreEdDsaPrivateSigningKey, CoreGrantType, CoreJsonWebKeySet,
        CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use secrecy::SecretString;
use tokio::net::TcpListener;
use url::Url;

use self::{
    authorize::AuthorizationRequest,
    people::DemoPerson,
    redeem::{Grant, Spent},
    signing::{DemoMetadata, OtherMetadata},
};
use super::super::{
    config::{Issuer, Provider},
    loopback,
};

/// The port that is tried first: a session carries the issuer, so that it outlives a rebuild only
/// if the issuer keeps its address.
pub(crate) const PORT: u16 = 3002;

/// Our one client.
const CLIENT_ID: &str = "mayfly";

/// Entries of each kind that are held at once. A demo has one person; this is against mistakes.
const HELD: u64 = 1000;

/// A running demo identity provider. It ends when this is dropped.
pub(crate) struct DemoIdentity {
    /// Its issuer, as in `http://127.0.0.1:3002`.
    pub(crate) issuer: Issuer,
    /// Mayfly's name there.
    pub(crate) client_id: String,
    /// Mayfly's secret there.
    pub(crate) client_secret: SecretString,
    server: tokio::task::JoinHandle<()>,
}

impl DemoIdentity {
    /// The provider as configuration would describe it.
    pub(crate) fn provider(&self) -> Provider {
        Provider {
            title: "a demo account".to_owned(),
            client_secret: Some(self.client_secret.clone()),
            demo: true,
            ..Provider::new(self.issuer.clone(), self.client_id.clone())
        }
    }
}

impl Drop for DemoIdentity {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Starts the provider for a Mayfly that listens on `listen` and is used at `public_url`, on
/// [`PORT`] or, where that is taken, on a free port.
///
/// # Errors
/// Of kind `InvalidInput` unless both are on loopback, else when no port can be listened on.
pub(crate) async fn start(listen: SocketAddr, public_url: &Url) -> io::Result<DemoIdentity> {
    start_at(listen, public_url, PORT).await
}

/// The same with another port to try first; 0 is any free one.
///
/// # Errors
/// See [`start`].
pub(crate) async fn start_at(listen: SocketAddr, public_url: &Url, port: u16) -> io::Result<DemoIdentity> {
    if !loopback::is_loopback(public_url) || !loopback::listens_on_loopback(listen) {
        let refusal =
            "the demo identity provider serves only where listen address and public URL are on loopback";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, refusal));
    }
    let listener = match TcpListener::bind(("127.0.0.1", port)).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind(("127.0.0.1", 0)).await?,
    };
    let issuer = format!("http://{}", listener.local_addr()?);
    let issuer_url = Issuer::parse(&issuer).map_err(io::Error::other)?;
    let client_secret = random_token();
    let demo = Demo::new(issuer, public_url.clone(), client_secret.clone())?;
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router(demo)).await {
            tracing::error!(%error, "the demo identity provider stopped");
        }
    });
    Ok(DemoIdentity {
        issuer: issuer_url,
        client_id: CLIENT_ID.to_owned(),
        client_secret: client_secret.into(),
        server,
    })
}

/// What the handlers share.
#[derive(Clone)]
struct Demo(Arc<DemoState>);

struct DemoState {
    issuer: IssuerUrl,
    public_url: Url,
    client_secret: String,
    key: CoreEdDsaPrivateSigningKey,
    metadata: DemoMetadata,
    /// Requests whose person is not chosen yet, by an id in the form.
    pending: Cache<String, AuthorizationRequest>,
    /// Codes that were given out.
    codes: Cache<String, Grant>,
    /// Codes that were redeemed.
    spent: Cache<String, Spent>,
    /// Access tokens.
    tokens: Cache<String, DemoPerson>,
    /// The provider's own sessions, by its cookie.
    sessions: Cache<String, DemoPerson>,
}

impl Demo {
    fn new(issuer: String, public_url: Url, client_secret: String) -> io::Result<Self> {
        let metadata = metadata(&issuer).map_err(io::Error::other)?;
        let issuer = IssuerUrl::new(issuer).map_err(io::Error::other)?;
        Ok(Self(Arc::new(DemoState {
            issuer,
            public_url,
            client_secret,
            key: signing::key()?,
            metadata,
            pending: held_for(600),
            codes: held_for(60),
            spent: held_for(60),
            tokens: held_for(300),
            sessions: held_for(8 * 3600),
        })))
    }

    /// Mayfly's callback: of the only provider, or of one among several.
    fn knows_redirect(&self, redirect: &str) -> bool {
        ["login/callback", "login/callback/demo"]
            .iter()
            .any(|path| self.0.public_url.join(path).is_ok_and(|url| url.as_str() == redirect))
    }
}

fn held_for<V: Clone + Send + Sync + 'static>(seconds: u64) -> Cache<String, V> {
    Cache::builder().max_capacity(HELD).time_to_live(Duration::from_secs(seconds)).build()
}

/// 128 random bits, in base64url.
fn random_token() -> String {
    openidconnect::CsrfToken::new_random().into_secret()
}

fn metadata(issuer: &str) -> Result<DemoMetadata, url::ParseError> {
    let at = |path: &str| format!("{issuer}{path}");
    let other = OtherMetadata {
        end_session_endpoint: EndSessionUrl::new(at("/end-session"))?,
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: vec!["S256".to_owned()],
    };
    Ok(DemoMetadata::new(
        IssuerUrl::new(issuer.to_owned())?,
        AuthUrl::new(at("/authorize"))?,
        JsonWebKeySetUrl::new(at("/jwks"))?,
        vec![ResponseTypes::new(vec![CoreResponseType::Code])],
        vec![CoreSubjectIdentifierType::Public],
        vec![CoreJwsSigningAlgorithm::EdDsa],
        other,
    )
    .set_token_endpoint(Some(TokenUrl::new(at("/token"))?))
    .set_userinfo_endpoint(Some(UserInfoUrl::new(at("/userinfo"))?))
    .set_grant_types_supported(Some(vec![CoreGrantType::AuthorizationCode]))
    .set_response_modes_supported(Some(vec![CoreResponseMode::Query]))
    .set_scopes_supported(Some(
        ["openid", "profile", "email", "groups"].map(|scope| Scope::new(scope.to_owned())).to_vec(),
    ))
    .set_token_endpoint_auth_methods_supported(Some(vec![
        CoreClientAuthMethod::ClientSecretBasic,
        CoreClientAuthMethod::ClientSecretPost,
    ])))
}

fn router(demo: Demo) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(keys))
        .route("/authorize", get(authorize::authorize).post(authorize::choose))
        .route("/token", post(redeem::token))
        .route("/userinfo", get(redeem::user_info).post(redeem::user_info))
        .route("/end-session", get(sign_out::sign_out))
        .route("/page.css", get(page::style))
        .route("/mark.svg", get(page::mark))
        .layer(middleware::from_fn_with_state(demo.clone(), guard))
        .with_state(demo)
}

async fn discovery(State(demo): State<Demo>) -> Response {
    Json(&demo.0.metadata).into_response()
}

async fn keys(State(demo): State<Demo>) -> Response {
    Json(CoreJsonWebKeySet::new(vec![demo.0.key.as_verification_key()])).into_response()
}

/// Only the loopback name reaches the provider, and its answers are bound by the same rules as
/// Mayfly's own.
async fn guard(State(demo): State<Demo>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let expected = demo.0.issuer.url();
    let right = host.is_some_and(|host| {
        host.rsplit_once(':').map(|(name, port)| (name, port.parse().ok()))
            == expected.host_str().map(|name| (name, expected.port_or_known_default()))
    });
    if !right {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(policy) = page::policy(&demo.0.public_url) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
