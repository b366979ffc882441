//! How a sign-in ends badly, and what the person then sees.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, header};

use super::{provider::DiscoveryError, token::TokenError};
use crate::{
    api::session::SignInFault,
    server::{edge::client_address::ClientAddress, session::SessionError},
};

/// Why a sign-in did not succeed. What is printed goes to the log: it holds no token and no code.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoginError {
    #[error("the person or the provider declined")]
    Declined,
    #[error("there is no such attempt in this browser, or it is too old")]
    NoAttempt,
    #[error("the attempt was finished before")]
    Replayed,
    #[error("the answer can't be read")]
    Unreadable,
    #[error("the provider answered with an error: {0}")]
    Provider(&'static str),
    #[error("the answer came from another issuer than the one asked, or does not name it")]
    Issuer,
    #[error("the provider is not configured")]
    UnknownProvider,
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("the allow list has no entry for this person")]
    NotAllowed,
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl LoginError {
    /// What the person sees.
    pub(super) fn fault(&self) -> SignInFault {
        match self {
            Self::Declined => SignInFault::Denied,
            Self::NoAttempt | Self::Replayed => SignInFault::Expired,
            Self::NotAllowed => SignInFault::NotAllowed,
            Self::Discovery(DiscoveryError::Document(_) | DiscoveryError::Keys(_))
            | Self::Token(TokenError::Http(_))
            | Self::Session(SessionError::Unavailable)
            | Self::Provider("temporarily_unavailable" | "server_error") => SignInFault::Unavailable,
            _ => SignInFault::Failed,
        }
    }
}

/// Where somebody was in a sign-in when it failed.
#[derive(Default)]
pub(super) struct Place<'a> {
    pub(super) provider: Option<&'a str>,
    pub(super) return_path: Option<&'a str>,
    pub(super) popup: bool,
    pub(super) client: ClientAddress,
}

/// Logs the failure and leads to the page that says it.
pub(super) fn fail(error: &LoginError, place: &Place<'_>) -> Response {
    let fault = error.fault();
    let address = place.client.on_security_line();
    tracing::warn!(provider = place.provider, fault = fault.as_str(), %error, address, "a sign-in failed");
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("reason", fault.as_str());
    if let Some(provider) = place.provider {
        query.append_pair("provider", provider);
    }
    if let Some(path) = place.return_path.filter(|path| *path != "/") {
        query.append_pair("return", path);
    }
    if place.popup {
        query.append_pair("popup", "1");
    }
    see_other(&format!("/login/error?{}", query.finish()))
}

/// A redirect that is followed with GET and kept by no cache.
pub(super) fn see_other(location: &str) -> Response {
    let mut response = Redirect::to(location).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
