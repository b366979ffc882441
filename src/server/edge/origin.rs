//! Refuses requests that change or reveal something unless they come from this server's own page.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};
use url::Url;

use super::{client_address::ClientAddress, refuse};
use crate::{
    api::CUSTOM_HEADER,
    chat::{ErrorKind, StreamError},
};

/// The origin that requests must come from, serialised as browsers send it.
#[derive(Clone, Debug)]
pub(crate) struct OwnOrigin(String);

impl OwnOrigin {
    /// From the configured public URL.
    pub(crate) fn new(public_url: &Url) -> Self {
        Self(public_url.origin().ascii_serialization())
    }

    /// Whether the headers show that the request comes from this server's own page: `Sec-Fetch-Site: same-origin`, or, from
    /// browsers that do not send it, a matching `Origin`; and in any case the custom header.
    fn vouches(&self, headers: &HeaderMap) -> bool {
        let same = match headers.get("sec-fetch-site") {
            Some(site) => site == "same-origin",
            None => headers.get(header::ORIGIN).is_some_and(|origin| origin == self.0.as_str()),
        };
        same && headers.contains_key(CUSTOM_HEADER)
    }
}

/// Refuses unsafe methods from elsewhere with 403.
pub(crate) async fn layer(State(own): State<OwnOrigin>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || own.vouches(request.headers()) {
        return next.run(request).await;
    }
    let client = ClientAddress::of(&request);
    tracing::warn!(address = client.on_security_line(), "refused a request from another origin");
    refuse(StreamError::new(ErrorKind::Forbidden, ErrorKind::Forbidden.sentence()))
}
