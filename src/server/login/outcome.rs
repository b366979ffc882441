//! How a sign-in fails, and what the person then sees.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, header};

use super::{
    allow::AllowRefusal, provider::DiscoveryError, request::SignInRequest, token::TokenError,
    user_info::UserInfoError,
};
use crate::{
    api::session::SignInFault,
    server::{edge::client_address::ClientAddress, session::SessionError},
};

/// Why a sign-in failed. Its text goes to the log, so it holds no token and no code.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoginError {
    #[error("the person or the provider declined: {0}")]
    Declined(&'static str),
    #[error("this browser has no such attempt, or it expired")]
    NoAttempt,
    #[error("the attempt was finished before")]
    Replayed,
    #[error("the callback has no code")]
    Unreadable,
    #[error("the provider answered with an error: {0}")]
    Provider(&'static str),
    #[error("the answer came from another issuer than the one asked, or does not name it")]
    Issuer,
    #[error("the answer came to another provider's callback")]
    Callback,
    #[error("the provider is not configured")]
    UnknownProvider,
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("the allow list does not match: {refusal}")]
    NotAllowed {
        refusal: AllowRefusal,
        /// The person's name in the log.
        person: String,
    },
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl LoginError {
    /// What the person sees.
    pub(super) fn fault(&self) -> SignInFault {
        match self {
            Self::Declined(_) => SignInFault::Denied,
            Self::NoAttempt | Self::Replayed => SignInFault::Expired,
            Self::NotAllowed { .. } => SignInFault::NotAllowed,
            Self::Discovery(DiscoveryError::Document(_) | DiscoveryError::Keys(_))
            | Self::Token(TokenError::Http(_) | TokenError::UserInfo(UserInfoError::Http(_)))
            | Self::Session(SessionError::Unavailable)
            | Self::Provider("temporarily_unavailable" | "server_error") => SignInFault::Unavailable,
            Self::Unreadable
            | Self::Provider(_)
            | Self::Issuer
            | Self::Callback
            | Self::UnknownProvider
            | Self::Discovery(_)
            | Self::Token(_)
            | Self::Session(SessionError::TooLarge) => SignInFault::Failed,
        }
    }
}

/// Logs the failure and redirects to the page that explains it.
pub(super) fn fail(error: &LoginError, request: &SignInRequest, client: ClientAddress) -> Response {
    let fault = error.fault();
    let provider = request.provider.as_deref();
    let address = client.on_security_line();
    let person = match error {
        LoginError::NotAllowed { person, .. } => Some(person.as_str()),
        _ => None,
    };
    tracing::warn!(provider, person, fault = fault.as_str(), %error, address, "a sign-in failed");
    see_other(&request.error_address(fault))
}

/// A redirect that browsers follow with GET and no cache stores.
pub(super) fn see_other(location: &str) -> Response {
    let mut response = Redirect::to(location).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
