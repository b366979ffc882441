//! The layer between the sessions and the extractor.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, header};
use tokio::sync::OnceCell;

use super::{SessionError, Sessions};
use crate::server::person::Person;

/// A request's session, looked up when a handler first asks and once at most: files and health
/// routes cost nothing, and no cacheable answer gets a cookie.
#[derive(Clone)]
pub struct Carried(Arc<Lookup>);

struct Lookup {
    sessions: Sessions,
    cookies: HeaderMap,
    person: OnceCell<Result<Option<Person>, SessionError>>,
    set_cookie: OnceLock<HeaderValue>,
}

impl Carried {
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
    pub(crate) async fn person(&self) -> Result<Option<Person>, SessionError> {
        let Lookup { sessions, cookies, person, set_cookie } = &*self.0;
        let found = person.get_or_init(|| async move {
            let Some(found) = sessions.find(cookies).await? else { return Ok(None) };
            if let Some(cookie) = found.set_cookie {
                // The cell is filled once, so this one is empty.
                let _ = set_cookie.set(cookie);
            }
            Ok(Some(found.person))
        });
        found.await.clone()
    }
}

/// Makes [`Person`] available to the handlers within, and sends the renewed cookie with their
/// answer. Use as `axum::middleware::from_fn_with_state(sessions, carry)`.
pub async fn carry(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let carried = Carried::new(sessions, request.headers());
    request.extensions_mut().insert(carried.clone());
    let mut response = next.run(request).await;
    if let Some(cookie) = carried.0.set_cookie.get() {
        let name = carried.0.sessions.cookie_name();
        // Sign-in and sign-out say themselves what becomes of the cookie.
        let said = response.headers().get_all(header::SET_COOKIE).iter().any(|line| {
            line.as_bytes().strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"="))
        });
        if !said {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
    }
    response
}
