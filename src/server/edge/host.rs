//! One canonical origin: any other Host gets 421, which prevents DNS rebinding and keeps cookies on
//! one host. On loopback, other loopback names are redirected to the canonical one.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use url::Url;

use super::client_address::ClientAddress;
use crate::server::loopback::is_loopback;

/// The origin that people use.
#[derive(Clone, Debug)]
pub(crate) struct Canonical(Arc<Url>);

impl Canonical {
    /// From the configured public URL; its path is ignored.
    pub(crate) fn new(public_url: &Url) -> Self {
        Self(Arc::new(public_url.clone()))
    }

    fn is(&self, host: &str, port: Option<u16>) -> bool {
        let wanted = self.0.host_str().unwrap_or_default();
        let default = if self.0.scheme() == "https" { 443 } else { 80 };
        host.eq_ignore_ascii_case(wanted)
            && port.unwrap_or(default) == self.0.port_or_known_default().unwrap_or(default)
    }
}

/// Passes requests for this origin on; redirects or refuses others.
pub(crate) async fn layer(State(canonical): State<Canonical>, request: Request, next: Next) -> Response {
    // HTTP/2 puts the authority into the request target, HTTP/1.1 into the Host header; two Host
    // headers, or a Host that disagrees with an absolute target, are an attempt to confuse a proxy.
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let named = hosts.next();
    let client = ClientAddress::of(&request);
    if hosts.next().is_some() {
        return misdirected(&canonical, client);
    }
    let authority = match (named.and_then(|host| host.to_str().ok()), request.uri().authority()) {
        (Some(host), Some(target)) if !host.eq_ignore_ascii_case(target.as_str()) => None,
        (Some(host), _) => host.parse::<Authority>().ok(),
        (None, Some(target)) if named.is_none() => Some(target.clone()),
        _ => None,
    };
    let Some(authority) = authority.filter(|authority| !authority.as_str().contains('@')) else {
        return misdirected(&canonical, client);
    };
    if canonical.is(authority.host(), authority.port_u16()) {
        return next.run(request).await;
    }
    let other = Url::parse(&format!("http://{authority}")).ok();
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if safe && is_loopback(&canonical.0) && other.as_ref().is_some_and(is_loopback) {
        let same_port =
            other.as_ref().and_then(Url::port_or_known_default) == canonical.0.port_or_known_default();
        if same_port {
            let mut target = (*canonical.0).clone();
            target.set_path(request.uri().path());
            target.set_query(request.uri().query());
            return Redirect::temporary(target.as_str()).into_response();
        }
    }
    misdirected(&canonical, client)
}

/// The refusal. The log never shows the Host, which is the client's own text.
fn misdirected(canonical: &Canonical, client: ClientAddress) -> Response {
    tracing::warn!(address = client.on_security_line(), "refused a request for another host");
    let text = format!(
        "421 Misdirected Request: this server serves only {}. A proxy in front of it must pass on the Host header \
         that the browser sent (nginx: proxy_set_header Host $host;).\n",
        canonical.0.origin().ascii_serialization()
    );
    let mut response = (StatusCode::MISDIRECTED_REQUEST, text).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
