//! Connections to a model's server, the request, and the head of its response.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use axum::body::HttpBody;
use futures_util::StreamExt;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::{Certificate, Client, Response, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep, timeout};

use super::{
    SetUpError, body,
    chunk::is_empty,
    fault::Fault,
    fields::STORE,
    frames::MAX_FRAME,
    quirks::Quirks,
    reply::{Complaint, retry_after},
};
use crate::{
    api::request::ChatRequest,
    server::config::{Model, Timeouts},
};

/// How many bytes of an unsuccessful response's body are read, and for how long, to find its cause.
const COMPLAINT_BYTES: usize = 64 << 10;
const COMPLAINT_TIME: Duration = Duration::from_secs(2);

/// How often a request is sent while its fields are refused. Such a refusal costs nothing, and each
/// makes the request smaller.
const ATTEMPTS: u32 = 5;

/// A model, and all that is needed to ask it.
pub(crate) struct Upstream {
    /// As configured.
    pub(crate) model: Model,
    /// The request fields that its server refused.
    quirks: Quirks,
    /// Whether its server has ended, so that pages do not offer it.
    withdrawn: AtomicBool,
    client: Client,
    url: Url,
    headers: HeaderMap,
    connect: Duration,
}

/// Makes the connections' client: one for all models that trust the same certificates.
///
/// A connection's buffers hold what went through it until they are overwritten, and one that is busy
/// is never idle. So each serves one answer and is closed, unless `reuse` says otherwise.
///
/// # Errors
/// When the file of certificates can't be read.
pub(crate) fn client(ca_file: Option<&Path>, timeouts: &Timeouts, reuse: bool) -> Result<Client, SetUpError> {
    let mut builder = Client::builder()
        // One connection per answer, so that closing it ends exactly that answer.
        .http1_only()
        .tcp_nodelay(true)
        .connect_timeout(timeouts.connect)
        .pool_idle_timeout(timeouts.pool_idle)
        .pool_max_idle_per_host(if reuse { usize::MAX } else { 0 })
        // A key must not follow a redirect, nor go through a proxy that nobody configured here.
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .retry(reqwest::retry::never());
    if let Some(path) = ca_file {
        let unreadable = |error: String| SetUpError::Certificates { path: PathBuf::from(path), error };
        let pem = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let certificates =
            Certificate::from_pem_bundle(&pem).map_err(|error| unreadable(error.to_string()))?;
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().map_err(|error| SetUpError::Client(error.to_string()))
}

impl Upstream {
    /// For this model, over this client.
    ///
    /// # Errors
    /// When the address takes no path, or a key or header can't travel in HTTP.
    pub(crate) fn new(
        name: &str,
        model: Model,
        client: Client,
        timeouts: &Timeouts,
    ) -> Result<Self, SetUpError> {
        let mut url = model.base_url.clone();
        url.path_segments_mut()
            .map_err(|()| SetUpError::Address(name.to_owned()))?
            .pop_if_empty()
            .extend(["chat", "completions"]);
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/event-stream"));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(key) = &model.api_key {
            let value = format!("Bearer {}", key.expose_secret());
            headers.insert(header::AUTHORIZATION, secret(name, &SecretString::from(value))?);
        }
        for (header, value) in &model.profile.headers {
            let known = HeaderName::from_bytes(header.as_bytes());
            let header_name = known.map_err(|_| SetUpError::Header(name.to_owned(), header.clone()))?;
            headers.insert(header_name, secret(name, value)?);
        }
        let withdrawn = AtomicBool::new(false);
        Ok(Self {
            model,
            quirks: Quirks::default(),
            withdrawn,
            client,
            url,
            headers,
            connect: timeouts.connect,
        })
    }

    /// Whether pages do not offer it any more.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.withdrawn.load(Ordering::Relaxed)
    }

    /// Stops offering it in pages. Returns false if that was so before.
    pub(crate) fn withdraw(&self) -> bool {
        !self.withdrawn.swap(true, Ordering::Relaxed)
    }

    /// Whether requests ask that nothing is stored: a server may have refused the field.
    pub(crate) fn asks_no_store(&self) -> bool {
        let profile = &self.model.profile;
        match profile.fields.get(STORE) {
            // A configured field is sent unchanged.
            Some(store) => *store == false,
            None => !self.quirks.avoids(STORE) && !profile.omit.iter().any(|field| field == STORE),
        }
    }

    /// Sends the request and waits for the answer's first lines. Dropping the future closes the
    /// connection.
    ///
    /// # Errors
    /// Everything but a successful answer that says to be an event stream.
    pub(crate) async fn open(
        self: Arc<Self>,
        request: ChatRequest,
        request_id: String,
    ) -> Result<reqwest::Body, Fault> {
        let mut attempt = 1;
        loop {
            let body = body::body(&request, &self.model, &self.quirks).map_err(|_| Fault::Rejected(422))?;
            let response = self.send(body).await?;
            if response.status().is_success() {
                return self.accept(response, &request_id).await;
            }
            let status = response.status();
            let delay = retry_after(response.headers(), SystemTime::now());
            let complaint = Complaint::read(&beginning(response).await);
            let learned =
                complaint.unknown_fields(status).into_iter().filter(|field| self.quirks.learn(field)).count();
            tracing::warn!(
                request_id,
                status = status.as_u16(),
                cause = complaint.cause(),
                learned,
                "the model's server did not accept a request"
            );
            if learned == 0 || attempt == ATTEMPTS {
                return Err(complaint.fault(status, delay, &self.model.title));
            }
            attempt += 1;
        }
    }

    /// Sends once, and once more where no connection could be made at all: nothing is paid twice.
    async fn send(&self, body: bytes::Bytes) -> Result<Response, Fault> {
        let begun = Instant::now();
        let send =
            || self.client.post(self.url.clone()).headers(self.headers.clone()).body(body.clone()).send();
        let error = match send().await {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        if !error.is_connect() {
            return Err(Fault::ClosedEarly);
        }
        // A second wait of full length would be felt; a refusal comes at once.
        if begun.elapsed() > self.connect / 4 {
            return Err(Fault::Unreachable);
        }
        sleep(Duration::from_millis(rand::random_range(50..250))).await;
        send().await.map_err(|error| if error.is_connect() { Fault::Unreachable } else { Fault::ClosedEarly })
    }

    async fn accept(&self, response: Response, request_id: &str) -> Result<reqwest::Body, Fault> {
        let value = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let encoding = value(header::CONTENT_ENCODING).unwrap_or("identity").trim();
        let mime = value(header::CONTENT_TYPE).map(|mime| mime.split(';').next().unwrap_or_default().trim());
        let is_plain = encoding.eq_ignore_ascii_case("identity");
        // Some small servers name no type at all; what they send is then held against the format.
        if is_plain && mime.is_none_or(|mime| mime.eq_ignore_ascii_case("text/event-stream")) {
            return Ok(http::Response::<reqwest::Body>::from(response).into_body());
        }
        tracing::warn!(
            request_id,
            mime,
            encoding,
            "the model's server named another type than an event stream"
        );
        if !is_plain {
            return Err(Fault::NotAStream);
        }
        unlabelled(response, &self.model.title).await
    }
}

/// A body by what it begins with, whatever its label says: an event stream is read as one, and a whole answer in
/// JSON becomes a stream of one chunk.
async fn unlabelled(response: Response, model: &str) -> Result<reqwest::Body, Fault> {
    let mut body = http::Response::<reqwest::Body>::from(response).into_body();
    let mut bytes = Vec::new();
    loop {
        let begin = bytes.trim_ascii_start();
        if is_event_stream(begin) {
            let rest =
                futures_util::stream::unfold(
                    body,
                    |mut body| async move { Some((next(&mut body).await?, body)) },
                );
            let first = futures_util::stream::iter([Ok(bytes::Bytes::from(bytes))]);
            return Ok(reqwest::Body::wrap_stream(first.chain(rest)));
        }
        let may_be_json = begin.is_empty() || begin.starts_with(b"{") || begin.starts_with(b"[");
        let may_be_stream = STREAM_STARTS.iter().any(|start| start.starts_with(begin));
        if !may_be_json && !may_be_stream || bytes.len() > MAX_FRAME {
            return Err(Fault::NotAStream);
        }
        match next(&mut body).await {
            Some(Ok(more)) => bytes.extend_from_slice(&more),
            Some(Err(_)) => return Err(Fault::Interrupted),
            None => break,
        }
    }
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| Fault::NotAStream)?;
    let mut value =
        if let serde_json::Value::Array(mut all) = value { all.pop().unwrap_or_default() } else { value };
    // An error under status 200, as some gateways send it.
    if value.get("error").is_some_and(|error| !is_empty(error)) || value["object"] == "error" {
        return Err(Complaint::from_value(&value).in_stream(model));
    }
    let choice = value.get_mut("choices").and_then(|choices| choices.get_mut(0));
    let Some(choice) = choice.filter(|choice| choice.is_object()) else {
        return Err(Fault::NotAStream);
    };
    // A whole document is a whole answer.
    if choice["finish_reason"].is_null() {
        choice["finish_reason"] = "stop".into();
    }
    Ok(reqwest::Body::from(format!("data: {value}\n\n")))
}

/// What the first line of an event stream may begin with (WHATWG HTML, 'Server-sent events').
const STREAM_STARTS: [&[u8]; 6] = [b"data:", b"event:", b"id:", b"retry:", b":", b"\xef\xbb\xbf"];

fn is_event_stream(begin: &[u8]) -> bool {
    STREAM_STARTS.iter().any(|start| begin.starts_with(start))
}

/// The next piece of a body. `None` at its end.
async fn next(body: &mut reqwest::Body) -> Option<Result<bytes::Bytes, reqwest::Error>> {
    let frame = std::future::poll_fn(|cx| std::pin::Pin::new(&mut *body).poll_frame(cx)).await?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

fn secret(model: &str, value: &SecretString) -> Result<HeaderValue, SetUpError> {
    let mut value =
        HeaderValue::from_str(value.expose_secret()).map_err(|_| SetUpError::Secret(model.to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The part of a body that arrives within the limits; shorter if it breaks off.
async fn beginning(response: Response) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut body = http::Response::<reqwest::Body>::from(response).into_body();
    let read = async {
        while bytes.len() < COMPLAINT_BYTES {
            let frame = std::future::poll_fn(|cx| std::pin::Pin::new(&mut body).poll_frame(cx)).await;
            let Some(Ok(frame)) = frame else { break };
            if let Ok(data) = frame.into_data() {
                bytes.extend_from_slice(&data);
            }
        }
    };
    // A body that takes longer is judged by what came.
    let _ = timeout(COMPLAINT_TIME, read).await;
    bytes
}
