//! Names and attributes of Mayfly's cookies, and how cookies are read.

use std::time::Duration;

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header};
use url::Url;

/// Cookies of the public URL: with `__Host-` and `Secure` on `https`. Plain `http`, which is for
/// loopback only, has neither, because Safari accepts no Secure cookie there. Always `HttpOnly`,
/// `SameSite=Lax` and `Path=/`, without `Domain`.
#[derive(Clone, Debug)]
pub(crate) struct Cookies {
    secure: bool,
}

impl Cookies {
    /// Cookies for a public URL.
    pub(crate) fn new(public_url: &Url) -> Self {
        Self { secure: public_url.scheme() == "https" }
    }

    /// The full name.
    pub(crate) fn name(&self, base: &str) -> String {
        if self.secure { format!("__Host-{base}") } else { base.to_owned() }
    }

    /// A `Set-Cookie` value. Without `max_age` the cookie ends with the browser's session. None if
    /// the value is not a legal header.
    pub(crate) fn set(&self, name: String, value: String, max_age: Option<Duration>) -> Option<HeaderValue> {
        let mut cookie = self.build(name, value);
        if let Some(max_age) = max_age {
            cookie.set_max_age(time::Duration::try_from(max_age).ok()?);
        }
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    /// The `Set-Cookie` value that removes a cookie. It has every attribute of the cookie itself:
    /// browsers ignore a removal of a `__Host-` cookie without them.
    pub(crate) fn remove(&self, name: String) -> Option<HeaderValue> {
        let mut cookie = self.build(name, String::new());
        cookie.set_max_age(time::Duration::ZERO);
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    fn build(&self, name: String, value: String) -> Cookie<'static> {
        let mut cookie = Cookie::new(name, value);
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_path("/");
        if self.secure {
            cookie.set_secure(true);
        }
        cookie
    }
}

/// All cookies of a request as name and value, in order. What is no cookie is left out.
pub(crate) fn all(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'_>> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| Cookie::split_parse(line).filter_map(Result::ok))
}

/// The value of the only cookie of that name. None if there are several: another program on the host
/// set one of them, and nothing tells which.
pub(crate) fn only_value(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = all(headers).filter(|cookie| cookie.name() == name);
    let value = values.next()?.value().to_owned();
    values.next().is_none().then_some(value)
}
