//! The client for the back channel: no redirects, bounded bodies, bounded time.

use std::{pin::Pin, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use url::Url;

use super::LoginSetUpError;
use crate::server::{config, loopback};

/// The longest answer that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// Why a call to a provider failed. Prints no address and no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum HttpError {
    #[error("it can't be connected to")]
    Connect,
    #[error("it did not answer in time")]
    Timeout,
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("it answered with a redirect, which is not followed")]
    Redirect,
    #[error("its answer is longer than 1 MiB")]
    TooLarge,
    #[error("its answer is not the JSON that was asked for")]
    NotJson,
    #[error("the connection broke")]
    Broken,
}

pub(super) struct HttpClient(reqwest::Client);

impl HttpClient {
    /// A client for one provider: its certificates, and `https` alone unless it is on loopback.
    pub(super) fn new(
        name: &str,
        provider: &config::Provider,
        timeout: Duration,
    ) -> Result<Self, LoginSetUpError> {
        let fault = |what: String| LoginSetUpError::Certificates { provider: name.to_owned(), what };
        let on_loopback = loopback::is_loopback(&provider.issuer);
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("mayfly/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(timeout.min(Duration::from_secs(5)))
            .timeout(timeout)
            .https_only(!on_loopback);
        if on_loopback {
            // A proxy is for the world outside.
            builder = builder.no_proxy();
        }
        if let Some(file) = &provider.ca_file {
            let pem = std::fs::read(file).map_err(|error| fault(error.to_string()))?;
            let certificates = reqwest::Certificate::from_pem_bundle(&pem)
                .map_err(|_| fault("it holds no PEM certificates".to_owned()))?;
            builder = builder.tls_certs_merge(certificates);
        }
        builder.build().map(Self).map_err(|_| fault("the TLS client can't be set up with it".to_owned()))
    }

    /// One exchange. Its errors are those of the transport, redirects and 5xx
    /// included; other statuses are for the caller.
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request).map_err(|_| HttpError::Broken)?;
        let mut response = self.0.execute(request).await.map_err(kind)?;
        let status = response.status();
        if status.is_redirection() {
            return Err(HttpError::Redirect);
        }
        if status.is_server_error() {
            return Err(HttpError::Status(status.as_u16()));
        }
        if response.content_length().is_some_and(|length| length > MAX_BODY as u64) {
            return Err(HttpError::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(kind)? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = http::Response::new(body);
        *answer.status_mut() = status;
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }

    /// A JSON document.
    pub(super) async fn get_json<T: DeserializeOwned>(&self, url: &Url) -> Result<T, HttpError> {
        let request = http::Request::get(url.as_str())
            .header(http::header::ACCEPT, "application/json")
            .body(Vec::new())
            .map_err(|_| HttpError::Broken)?;
        let response = self.exchange(request).await?;
        if response.status() != http::StatusCode::OK {
            return Err(HttpError::Status(response.status().as_u16()));
        }
        serde_json::from_slice(response.body()).map_err(|_| HttpError::NotJson)
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}

fn kind(error: reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::Timeout
    } else if error.is_connect() {
        HttpError::Connect
    } else {
        HttpError::Broken
    }
}
