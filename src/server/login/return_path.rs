//! Where a person goes after sign-in: a page of Mayfly, by default the start page.

use url::Url;

/// The longest path that is remembered, in bytes: it travels in a cookie.
const MAX: usize = 256;

/// The paths of the pages that a person may return to.
const PAGES: [&str; 1] = ["/"];

/// The full address of `path` below `public_url`. Anything that is not a page, with or without a
/// query, becomes the start page: other origins, network paths (`//host`) in every spelling,
/// backslashes and control characters (browsers read them as slashes or drop them), paths of no page,
/// and the sign-in routes, which would lead round in circles.
pub(super) fn return_url(public_url: &Url, path: Option<&str>) -> Url {
    let start = || public_url.join("/").unwrap_or_else(|_| public_url.clone());
    path.filter(|path| is_plain_path(path))
        .and_then(|path| public_url.join(path).ok())
        .filter(|url| url.origin() == public_url.origin() && is_page(url))
        .unwrap_or_else(start)
}

/// The same as a path, for the cookie that remembers it.
pub(super) fn return_path(public_url: &Url, path: Option<&str>) -> String {
    let url = return_url(public_url, path);
    let mut path = url.path().to_owned();
    if let Some(query) = url.query() {
        path.push('?');
        path.push_str(query);
    }
    path
}

fn is_plain_path(path: &str) -> bool {
    path.len() <= MAX
        && path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Whether a parsed address is a page. Resolving dots can make a network path out of a plain one
/// (`/.//host`).
fn is_page(url: &Url) -> bool {
    PAGES.contains(&url.path()) && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn path_of(path: &str) -> String {
        let public = Url::parse("https://chat.example.org").unwrap();
        let url = return_url(&public, Some(path));
        assert_eq!(url.origin(), public.origin(), "{path}");
        let again = return_path(&public, Some(path));
        assert_eq!(return_url(&public, Some(&again)), return_url(&public, Some(&again)));
        assert!(again.starts_with('/') && !again.starts_with("//"), "{path} gave {again}");
        again
    }

    #[test]
    fn a_page_keeps_its_query() {
        for path in ["/", "/?model=a%20b&x=1", "/?return=//evil.example"] {
            assert_eq!(path_of(path), path);
        }
    }

    #[test]
    fn every_other_spelling_becomes_the_start_page() {
        for path in [
            "",
            "evil",
            "https://evil.example",
            "https:evil.example",
            "https:/evil.example",
            "//evil.example",
            "///evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r\n/evil.example",
            " //evil.example",
            "\t//evil.example",
            "/.//evil.example",
            "/..//evil.example",
            "/a/..//evil.example",
            "/%2e//evil.example",
            "/%2E%2E//evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "@evil.example",
            "?x",
            "#x",
            "https://chat.example.org@evil.example",
            "//chat.example.org@evil.example",
            "//chat.example.org",
            "/\u{a0}/evil.example",
            "/\u{2028}",
            "/\0",
            "http://chat.example.org/",
            "//",
            "/ /evil.example",
            "/chat",
            "/chat?model=x",
            "/%2F%2Fevil.example",
            "/a//b",
            "/@evil.example",
            "/login/demo",
            "/login",
            "/logout",
            "/api/session",
            "/x/../login/demo",
        ] {
            assert_eq!(path_of(path), "/", "{path:?}");
        }
    }

    #[test]
    fn a_path_too_long_for_the_cookie_becomes_the_start_page() {
        assert_eq!(path_of(&format!("/?{}", "a".repeat(MAX - 1))), "/");
        assert_ne!(path_of(&format!("/?{}", "a".repeat(MAX - 2))), "/");
    }

    proptest::proptest! {
        #[test]
        fn no_text_leads_off_the_origin(path in "[/\\\\.a-z%0-9:@?# \t]{0,12}") {
            path_of(&path);
        }

        #[test]
        fn no_text_at_all_leads_off_the_origin(path in ".{0,40}") {
            path_of(&path);
        }
    }
}
