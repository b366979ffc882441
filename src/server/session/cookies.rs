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

/// All cookies of a request, in order. Other programs on the host and its parent domains send theirs
/// along: those that are not ASCII, or no cookies at all, are skipped one by one.
pub(crate) fn all(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'_>> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|bytes| std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()))
        .filter_map(|text| Cookie::parse(text.trim()).ok())
}

/// The value of the only cookie of that name. None if there are several: another program on the host
/// set one of them, and nothing tells which.
pub(crate) fn only_value(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = all(headers).filter(|cookie| cookie.name() == name);
    let value = values.next()?.value().to_owned();
    values.next().is_none().then_some(value)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn value(lines: &[&[u8]]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        only_value(&headers, "ours")
    }

    #[test]
    fn a_cookie_is_found_beside_whatever_other_programs_send() {
        for foreign in [
            "x=\u{e9}",
            "\u{e9}=x",
            "x",
            "=",
            "=x",
            "",
            " ",
            "x=\"a",
            "x=a=b",
            "x=\t",
            "x=a,b",
            "x={\"a\":1}",
            "ours2=b",
        ] {
            for line in
                [format!("{foreign}; ours=a"), format!("ours=a; {foreign}"), format!("{foreign};ours=a;")]
            {
                assert_eq!(value(&[line.as_bytes()]).as_deref(), Some("a"), "{line}");
            }
        }
        assert_eq!(value(&[b"x=\xff\xfe; ours=a; y=\x80"]).as_deref(), Some("a"));
        assert_eq!(value(&[b"x=\xff", b"ours=a"]).as_deref(), Some("a"));
    }

    #[test]
    fn a_cookie_that_is_sent_twice_is_not_believed() {
        assert_eq!(value(&[b"ours=a; ours=b"]), None);
        assert_eq!(value(&[b"ours=a", b"ours=a"]), None);
        assert_eq!(value(&[b"other=a"]), None);
    }
}
