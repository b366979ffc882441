//! The client for calls to a provider: no redirects, bounded answers, bounded time.

use std::{error::Error, io, pin::Pin, time::Duration};

use http::{StatusCode, header};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::Url;

use super::LoginSetUpError;
use crate::server::{config, loopback};

/// The longest answer that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// Why a call to a provider failed. Prints no address and no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum HttpError {
    #[error("its name can't be resolved")]
    Name,
    #[error("it refuses connections")]
    Refused,
    #[error("its certificate is not trusted: {0}")]
    Certificate(&'static str),
    #[error("the TLS handshake failed")]
    Tls,
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
    #[error("its answer is not JSON")]
    NotJson,
    #[error("the connection broke")]
    Broken,
}

pub(super) struct HttpClient(reqwest::Client);

impl HttpClient {
    /// A client for one provider: trusts its certificates, and speaks only `https` unless the
    /// provider is on loopback.
    ///
    /// # Errors
    /// When the certificate file can't be used.
    pub(super) fn new(
        name: &str,
        provider: &config::Provider,
        timeout: Duration,
    ) -> Result<Self, LoginSetUpError> {
        let fault = |what: String| LoginSetUpError::Certificates { provider: name.to_owned(), what };
        let on_loopback = loopback::is_loopback(provider.issuer.url());
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("mayfly/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(timeout.min(Duration::from_secs(5)))
            .timeout(timeout)
            .https_only(!on_loopback);
        if on_loopback {
            // A configured proxy is for other machines.
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

    /// Sends a request. Redirects and 5xx answers are errors; the caller looks at other statuses.
    ///
    /// # Errors
    /// See [`HttpError`].
    pub(super) async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request).map_err(|_| HttpError::Broken)?;
        let mut response = self.0.execute(request).await.map_err(|error| classify(&error))?;
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
        while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
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

    /// Fetches a document.
    ///
    /// # Errors
    /// See [`HttpError`]; every status except 200 is one.
    pub(super) async fn get(&self, url: &Url) -> Result<Vec<u8>, HttpError> {
        let request = http::Request::get(url.as_str())
            .header(header::ACCEPT, "application/json")
            .body(Vec::new())
            .map_err(|_| HttpError::Broken)?;
        let response = self.exchange(request).await?;
        match response.status() {
            StatusCode::OK => Ok(response.into_body()),
            status => Err(HttpError::Status(status.as_u16())),
        }
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}

fn classify(error: &reqwest::Error) -> HttpError {
    if error.is_timeout() {
        return HttpError::Timeout;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => return tls(error),
                None if error.kind() == io::ErrorKind::ConnectionRefused => return HttpError::Refused,
                None => {}
            }
        }
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return tls(error);
        }
        // hyper-util's error for a failed look-up has no type of its own.
        if error.to_string() == "dns error" {
            return HttpError::Name;
        }
        cause = error.source();
    }
    if error.is_connect() { HttpError::Connect } else { HttpError::Broken }
}

fn tls(error: &rustls::Error) -> HttpError {
    use rustls::CertificateError as Fault;
    let rustls::Error::InvalidCertificate(fault) = error else { return HttpError::Tls };
    HttpError::Certificate(match fault {
        Fault::UnknownIssuer => "its authority is unknown (see `ca_file`)",
        Fault::NotValidForName | Fault::NotValidForNameContext { .. } => "it is for another name",
        Fault::Expired | Fault::ExpiredContext { .. } => "it expired",
        Fault::NotValidYet | Fault::NotValidYetContext { .. } => "it is not valid yet",
        Fault::Revoked => "it was revoked",
        _ => "it is invalid",
    })
}
