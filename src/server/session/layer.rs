//! The layer that gives each request its session.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, header};
use tokio::sync::OnceCell;

use super::{error::SessionError, sessions::Sessions};
use crate::server::person::Person;

/// A request's session. It is looked up when a handler first asks, and at most once: files cost
/// nothing, and no cacheable response gets a cookie.
#[derive(Clone)]
pub(super) struct CarriedSession(Arc<Lookup>);

struct Lookup {
    sessions: Sessions,
    cookies: HeaderMap,
    person: OnceCell<Result<Option<Person>, SessionError>>,
    set_cookie: OnceLock<HeaderValue>,
}

impl CarriedSession {
    fn new(sessions: Sessions, headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(header::COOKIE).iter().map(|line| (header::COOKIE, line.clone()));
        Self(Arc::new(Lookup {
            sessions,
            cookies: cookies.collect(),
            person: OnceCell::new(),
            set_cookie: OnceLock::new(),
        }))
    }

    /// The person whose session this request carries.
    ///
    /// # Errors
    /// When the session store can't be reached.
    pub(super) async fn person(&self) -> Result<Option<Person>, SessionError> {
        let Lookup { sessions, cookies, person, set_cookie } = &*self.0;
        let found = person.get_or_init(|| async move {
            let Some(live) = sessions.find(cookies).await? else { return Ok(None) };
            if let Some(cookie) = live.set_cookie {
                // The cell is filled once, so this one is empty.
                let _ = set_cookie.set(cookie);
            }
            Ok(Some(live.person))
        });
        found.await.clone()
    }
}

/// Makes [`Person`] available to the inner handlers, and adds the renewed cookie to their response.
/// Use as `axum::middleware::from_fn_with_state(sessions, carry)`.
pub(crate) async fn carry(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let carried = CarriedSession::new(sessions, request.headers());
    request.extensions_mut().insert(carried.clone());
    let mut response = next.run(request).await;
    if let Some(cookie) = carried.0.set_cookie.get() {
        let name = carried.0.sessions.cookie_name();
        // Sign-in and sign-out set the cookie themselves.
        let is_set = response.headers().get_all(header::SET_COOKIE).iter().any(|line| {
            line.as_bytes().strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"="))
        });
        if !is_set {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
    }
    response
}
