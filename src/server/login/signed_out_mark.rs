//! The mark of a browser in which somebody signed out.
//!
//! With `auto = true` the start page sends people straight to the provider, whose own session may
//! still be alive: without the mark, a sign-out would be undone at once. The mark lasts until the next
//! sign-in or until the browser closes.

use http::{HeaderMap, HeaderValue};

use crate::server::session::{Cookies, request_cookies};

/// The cookie's name, without the `__Host-` prefix.
const COOKIE: &str = "mayfly-signed-out";

/// Sets, finds and removes the mark.
pub(super) struct SignedOutMarks(Cookies);

impl SignedOutMarks {
    pub(super) fn new(cookies: Cookies) -> Self {
        Self(cookies)
    }

    /// The `Set-Cookie` value that sets the mark.
    pub(super) fn set(&self) -> Option<HeaderValue> {
        self.0.set(self.0.name(COOKIE), "1".to_owned(), None)
    }

    /// The `Set-Cookie` value that removes the mark.
    pub(super) fn removal(&self) -> Option<HeaderValue> {
        self.0.remove(self.0.name(COOKIE))
    }

    /// Whether a request has the mark.
    pub(super) fn is_set(&self, headers: &HeaderMap) -> bool {
        let name = self.0.name(COOKIE);
        request_cookies(headers).any(|cookie| cookie.name() == name)
    }
}
