//! Which addresses may be followed or shown. Pure decisions on text; nothing is fetched.

use super::inline::{ImagePolicy, LinkPolicy};

/// The longest `data:` address, in bytes, that is shown as a picture (about 1.5 MB of image).
pub(crate) const MAX_DATA_IMAGE: usize = 2 * 1024 * 1024;

/// Decides on a link: http and https with a host, and mailto, may be opened; all else may not.
///
/// Browsers ignore leading controls and spaces, and tabs and line ends anywhere (WHATWG URL), so a
/// scheme is read as they would read it. Addresses without a scheme would lead into this very site
/// and are refused, too.
pub(crate) fn link_policy(href: &str) -> LinkPolicy {
    let Some((scheme, rest)) = split_scheme(href) else {
        return LinkPolicy::Refused;
    };
    let open = match scheme.as_str() {
        "http" | "https" => host(rest).is_some(),
        "mailto" => !rest.is_empty(),
        _ => false,
    };
    if open { LinkPolicy::Open } else { LinkPolicy::Refused }
}

/// Decides on a picture: base64 `data:` of png, jpeg, gif, webp or avif up to [`MAX_DATA_IMAGE`]
/// is shown, http and https become a placeholder with the host, all else is refused.
pub(crate) fn image_policy(src: &str) -> ImagePolicy {
    let Some((scheme, rest)) = split_scheme(src) else {
        return ImagePolicy::Refused;
    };
    match scheme.as_str() {
        "http" | "https" => match host(rest) {
            Some(host) => ImagePolicy::Foreign { host: host.to_owned() },
            None => ImagePolicy::Refused,
        },
        "data" if src.len() <= MAX_DATA_IMAGE && is_raster(rest) => ImagePolicy::Picture,
        _ => ImagePolicy::Refused,
    }
}

/// The scheme in lower case and what follows its colon.
fn split_scheme(address: &str) -> Option<(String, &str)> {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let mut scheme = String::new();
    for (at, c) in address.char_indices() {
        match c {
            '\t' | '\n' | '\r' => {}
            ':' if !scheme.is_empty() => return Some((scheme, &address[at + 1..])),
            'a'..='z' | 'A'..='Z' => scheme.push(c.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(c),
            _ => return None,
        }
    }
    None
}

/// Host and port of what follows `http:`; none if there is no host, or one that no browser takes.
fn host(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("//")?;
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '%');
    let named = !host.is_empty() && !host.starts_with(':') && host.chars().all(plain);
    named.then_some(host)
}

fn is_raster(rest: &str) -> bool {
    let Some((media, data)) = rest.split_once(',') else {
        return false;
    };
    let Some(media) = media.strip_suffix(";base64") else {
        return false;
    };
    let raster = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
    raster.iter().any(|kind| media.eq_ignore_ascii_case(kind))
        && !data.is_empty()
        && data.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

#[cfg(test)]
mod tests {
    use super::{ImagePolicy, image_policy};

    /// The table is shared with the rule for images that are sent, which takes fewer types.
    #[test]
    fn an_image_in_an_answer_is_shown_as_the_shared_table_says() {
        let rows = include_str!("../../tests/tables/data_urls.tsv").lines();
        for row in rows.filter(|row| !row.starts_with('#')) {
            let mut cells = row.split('\t').skip(1);
            let (shown, url) = (cells.next(), cells.next().unwrap_or_default());
            let expected = match image_policy(url) {
                ImagePolicy::Picture => "yes",
                ImagePolicy::Foreign { .. } => "foreign",
                ImagePolicy::Refused => "no",
            };
            assert_eq!(shown, Some(expected), "{url}");
        }
    }
}
