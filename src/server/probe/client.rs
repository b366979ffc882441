//! async-openai's client on a transport of our own: no redirects, no retries, bounded answers.

use std::{fs, time::Duration};

use async_openai::{Client, config, error::OpenAIError, middleware::HttpRequestFactory};
use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};
use http_body_util::{BodyExt, Limited};
use reqwest::redirect;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::service_fn;
use url::Url;

use super::listing::{Listed, Listing};
use crate::server::{config::Model, loopback};

/// The most that a list of models may have, in bytes. The largest known one has half of it.
const LIMIT: usize = 4 << 20;

/// The most to wait for a connection.
const CONNECT: Duration = Duration::from_secs(4);

/// Asks one server.
pub(super) struct ListClient {
    client: Client<Access>,
    http: reqwest::Client,
}

/// Where a server is and what it wants to see.
#[derive(Clone)]
struct Access {
    base: String,
    key: SecretString,
    headers: HeaderMap,
}

impl config::Config for Access {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}

impl ListClient {
    /// A client with the endpoint's key, headers and authorities.
    pub(super) fn new(endpoint: &Model) -> Result<Self, &'static str> {
        let mut builder =
            reqwest::Client::builder().redirect(redirect::Policy::none()).connect_timeout(CONNECT);
        if loopback::is_loopback(&endpoint.base_url) {
            builder = builder.no_proxy();
        }
        if endpoint.base_url.scheme() == "http" {
            // Reading the system's authorities takes longer than asking.
            builder = builder.tls_certs_only([]);
        }
        if let Some(file) = &endpoint.ca_file {
            let pem = fs::read(file).map_err(|_| "its ca_file can't be read")?;
            let authorities =
                reqwest::Certificate::from_pem_bundle(&pem).map_err(|_| "its ca_file is no PEM")?;
            builder = builder.tls_certs_merge(authorities);
        }
        let http = builder.build().map_err(|_| "no connection can be set up")?;
        let access = Access {
            base: endpoint.base_url.as_str().trim_end_matches('/').to_owned(),
            key: endpoint.api_key.clone().unwrap_or_default(),
            headers: headers(endpoint)?,
        };
        let transport = http.clone();
        let bounded = service_fn(move |request: HttpRequestFactory| {
            let transport = transport.clone();
            async move {
                let response = transport.execute(request.build().await?).await?;
                Ok::<_, OpenAIError>(limited(response))
            }
        });
        Ok(Self { client: Client::build(http.clone(), access).with_http_service(bounded), http })
    }

    /// The server's models, as it lists them.
    pub(super) async fn list(&self) -> Result<Vec<Listed>, &'static str> {
        let listing: Listing = self.client.models().list_byot().await.map_err(|error| match error {
            OpenAIError::Reqwest(error) if error.is_connect() => "it can't be reached",
            OpenAIError::ApiError(_) => "it refuses to tell; check its key",
            OpenAIError::Reqwest(_) => "its answer breaks off or is too long",
            _ => "it answers with no list of models",
        })?;
        Ok(listing.models())
    }

    /// JSON from another path of the same server, outside the API that all of them share; none for
    /// anything else.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str, ask: Option<&Value>) -> Option<T> {
        let access = self.client.config();
        let url = Url::parse(&access.base).ok()?.join(path).ok()?;
        let request = match ask {
            Some(ask) => self.http.post(url).json(ask),
            None => self.http.get(url),
        };
        let response = request.headers(access.headers.clone()).send().await.ok()?.error_for_status().ok()?;
        let body = Limited::new(reqwest::Body::from(response), LIMIT).collect().await.ok()?;
        serde_json::from_slice(&body.to_bytes()).ok()
    }
}

fn headers(endpoint: &Model) -> Result<HeaderMap, &'static str> {
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: &str| -> Result<(), &'static str> {
        let mut value = HeaderValue::try_from(value).map_err(|_| "its key or a header of it is no header")?;
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok(())
    };
    if let Some(key) = &endpoint.api_key {
        add(AUTHORIZATION, &format!("Bearer {}", key.expose_secret()))?;
    }
    for (name, value) in &endpoint.profile.headers {
        let name = HeaderName::try_from(name).map_err(|_| "its key or a header of it is no header")?;
        add(name, value.expose_secret())?;
    }
    Ok(headers)
}

/// The same answer, which breaks off when it gets too long.
fn limited(response: reqwest::Response) -> reqwest::Response {
    let (parts, body) = http::Response::<reqwest::Body>::from(response).into_parts();
    http::Response::from_parts(parts, reqwest::Body::wrap(Limited::new(body, LIMIT))).into()
}
