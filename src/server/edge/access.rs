//! The span and the access line of a request. See docs/logging.md.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Instant,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};
use hyper::body::{Frame, SizeHint};
use tracing::Instrument;

use super::{client_address::ClientAddress, request_id::RequestId};
use crate::server::health;

/// The target of access lines, so that a filter can switch them off.
pub(crate) const TARGET: &str = "mayfly::access";

/// What the line says where no route matched: files of the pages and unknown addresses. Their paths
/// are the client's own text.
const NO_ROUTE: &str = "*";

/// Runs the request in a span with its id, and writes one line when its response ends: at `info`, for
/// health routes at `debug`.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let mut line = Line::new(&request);
    // At error level, so that lines of every level have it whatever the filter is.
    let span = tracing::error_span!("request", request_id = line.request_id);
    let response = next.run(request).instrument(span).await;
    line.status = Some(response.status().as_u16());
    response.map(|body| {
        line.length = body.size_hint().exact();
        Body::new(Counted { body, line })
    })
}

/// What is known of a request. Dropping it writes the line: a request whose client leaves before
/// there is a response has one, too.
struct Line {
    method: &'static str,
    route: Option<MatchedPath>,
    request_id: String,
    client: ClientAddress,
    begun: Instant,
    status: Option<u16>,
    /// Bytes of the body that the connection took.
    bytes: u64,
    /// The body's length, where it is known before its end.
    length: Option<u64>,
    is_whole: bool,
}

impl Line {
    fn new(request: &Request) -> Self {
        let extensions = request.extensions();
        Self {
            method: known(request.method()),
            route: extensions.get().cloned(),
            request_id: extensions.get::<RequestId>().map(ToString::to_string).unwrap_or_default(),
            client: ClientAddress::of(request),
            begun: Instant::now(),
            status: None,
            bytes: 0,
            length: None,
            // A response to HEAD has no body to wait for.
            is_whole: request.method() == Method::HEAD,
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let route = self.route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
        let is_whole =
            self.status.is_some() && (self.is_whole || self.length.is_some_and(|all| all <= self.bytes));
        macro_rules! write {
            ($level:ident) => {
                tracing::$level!(
                    target: TARGET,
                    method = self.method,
                    route,
                    status = self.status,
                    took_ms = self.begun.elapsed().as_millis() as u64,
                    bytes = self.bytes,
                    cut = !is_whole,
                    request_id = self.request_id,
                    address = self.client.on_access_line(),
                    "request"
                )
            };
        }
        if health::is_route(route) { write!(debug) } else { write!(info) }
    }
}

/// A method by its name. Others than the usual ones are the client's own text and have none.
fn known(method: &Method) -> &'static str {
    const KNOWN: [(Method, &str); 8] = [
        (Method::GET, "GET"),
        (Method::HEAD, "HEAD"),
        (Method::POST, "POST"),
        (Method::PUT, "PUT"),
        (Method::DELETE, "DELETE"),
        (Method::OPTIONS, "OPTIONS"),
        (Method::PATCH, "PATCH"),
        (Method::TRACE, "TRACE"),
    ];
    KNOWN.iter().find(|(known, _)| known == method).map_or("other", |(_, name)| name)
}

/// A response's body, counted as it is sent.
struct Counted {
    body: Body,
    line: Line,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => self.line.bytes += frame.data_ref().map_or(0, |data| data.len() as u64),
            Some(Err(_)) => {}
            None => self.line.is_whole = true,
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The connection drops a body at its end or when the client is gone.
impl Drop for Counted {
    fn drop(&mut self) {
        self.line.is_whole |= self.body.is_end_stream();
    }
}
