//! The forms of text that keys take.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use http::{HeaderName, HeaderValue};
use ipnet::IpNet;
use tracing_subscriber::filter::{LevelFilter, Targets};
use url::Url;

use super::{Issuer, kind::Parsed};

/// Text on one line that people read.
pub(super) const TITLE: Parsed<String> = Parsed {
    what: "1 to 80 characters of text on one line",
    parse: |text| {
        let fits = (1..=80).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits { Ok(text.to_owned()) } else { Err(None) }
    },
    show: String::clone,
};

/// A name that another server gave: a model, a client.
pub(super) const IDENTIFIER: Parsed<String> = Parsed {
    what: "1 to 200 characters of text without spaces",
    parse: |text| {
        let fits = |c: char| !c.is_whitespace() && !c.is_control();
        if (1..=200).contains(&text.chars().count()) && text.chars().all(fits) {
            Ok(text.to_owned())
        } else {
            Err(None)
        }
    },
    show: String::clone,
};

/// An address to listen on.
pub(super) const LISTEN: Parsed<SocketAddr> = Parsed {
    what: "an IP address and a port",
    parse: |text| text.parse().map_err(|_| None),
    show: SocketAddr::to_string,
};

/// Where an API begins, or an issuer.
pub(super) const ADDRESS: Parsed<Url> =
    Parsed { what: "an http or https address", parse: parse_address, show: show_url };

/// An issuer. Its text is kept as written.
pub(super) const ISSUER: Parsed<Issuer> = Parsed {
    what: "an http or https address",
    parse: |text| {
        let url = parse_address(text)?;
        match url.path().ends_with("/.well-known/openid-configuration") {
            true => Err(Some("must be the issuer, which is the address before /.well-known/")),
            false => Issuer::parse(text).map_err(|_| None),
        }
    },
    show: Issuer::to_string,
};

/// Where a discovery document is.
pub(super) const DOCUMENT: Parsed<Url> = Parsed {
    what: "an http or https address",
    parse: |text| {
        let mut url = Url::parse(text).map_err(|_| None)?;
        let query = url.query().map(str::to_owned);
        url.set_query(None);
        let mut url = parse_address(url.as_str())?;
        url.set_query(query.as_deref());
        Ok(url)
    },
    show: show_url,
};

/// Scheme, host and port alone.
pub(super) const ORIGIN: Parsed<Url> = Parsed {
    what: "an http or https address",
    parse: |text| {
        let url = parse_address(text)?;
        match url.path() {
            "/" => Ok(url),
            _ => Err(Some("must be an address without a path: Mayfly is served at the root of its host")),
        }
    },
    show: |url| url.as_str().trim_end_matches('/').to_owned(),
};

fn parse_address(text: &str) -> Result<Url, Option<&'static str>> {
    let url = Url::parse(text).map_err(|_| None)?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(None);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Some("must not carry a name or a password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Some("must be an address without '?' and '#'"));
    }
    Ok(url)
}

fn show_url(url: &Url) -> String {
    url.as_str().to_owned()
}

/// A network of proxies, or one.
pub(super) const NETWORK: Parsed<IpNet> = Parsed {
    what: "an IP address or a network such as 10.0.0.0/8",
    parse: |text| {
        let address = || text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
        text.parse().or_else(|_| address()).map_err(|_| None)
    },
    show: IpNet::to_string,
};

/// A file's path.
pub(super) const FILE: Parsed<PathBuf> = Parsed {
    what: "a file's path",
    parse: |text| if text.is_empty() { Err(None) } else { Ok(PathBuf::from(text)) },
    show: |path| path.display().to_string(),
};

/// A domain of e-mail addresses.
pub(super) const DOMAIN: Parsed<String> = Parsed {
    what: "a domain such as example.org, without '@'",
    parse: |text| {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
        if text.is_empty() || !text.chars().all(fits) { Err(None) } else { Ok(text.to_ascii_lowercase()) }
    },
    show: String::clone,
};

/// A scope of OAuth 2.0 (RFC 6749, 3.3).
pub(super) const SCOPE: Parsed<String> = Parsed {
    what: "a scope such as email",
    parse: |text| {
        let fits = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\');
        if text.is_empty() || !text.chars().all(fits) { Err(None) } else { Ok(text.to_owned()) }
    },
    show: String::clone,
};

/// A field of a request that can be left out.
pub(super) const FIELD: Parsed<String> = Parsed {
    what: "a request field's name such as stream_options",
    parse: |text| {
        if is_reserved_field(text) {
            return Err(Some("names a field that no request can do without"));
        }
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if text.is_empty() || !text.chars().all(fits) { Err(None) } else { Ok(text.to_owned()) }
    },
    show: String::clone,
};

/// The fields of a request that are ours alone to write.
pub(super) fn is_reserved_field(name: &str) -> bool {
    matches!(name, "model" | "messages" | "stream")
}

/// A `tracing` filter: levels, for all or for a target. A word that is neither is a slip, not a
/// target at all levels.
pub(super) const FILTER: Parsed<String> = Parsed {
    what: "levels, for all or for a part, as in info,mayfly=debug",
    parse: |text| {
        let is_level = |text: &str| !text.is_empty() && text.parse::<LevelFilter>().is_ok();
        let is_target = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_:-".contains(c));
        let fits = |part: &str| match part.split_once('=') {
            Some((target, level)) => !target.is_empty() && is_target(target) && is_level(level),
            None => is_level(part),
        };
        match text.parse::<Targets>() {
            Ok(_) if text.split(',').all(fits) => Ok(text.to_owned()),
            _ => Err(None),
        }
    },
    show: String::clone,
};

/// A request header that may be added: its name, with hyphens, or what is wrong with it.
pub(super) fn header_name(name: &str) -> Result<String, &'static str> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    if HeaderName::try_from(&name).is_err() {
        return Err("is no name of a header");
    }
    match name.as_str() {
        "host" | "content-length" | "content-type" | "transfer-encoding" | "connection" | "accept"
        | "accept-encoding" => Err("is a header that the request sets itself"),
        _ => Ok(name),
    }
}

/// A further parameter of the authorization request: what is wrong with its name, if anything.
pub(super) fn parameter_name(name: &str) -> Result<(), &'static str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.~".contains(c);
    match name {
        "response_type"
        | "response_mode"
        | "client_id"
        | "redirect_uri"
        | "scope"
        | "state"
        | "nonce"
        | "code_challenge"
        | "code_challenge_method"
        | "request"
        | "request_uri" => Err("is a parameter that Mayfly sets itself"),
        "prompt" | "acr_values" | "max_age" => Err("has a key of its own in the provider's table"),
        name if name.is_empty() || !name.chars().all(fits) => Err("is not a parameter's name"),
        _ => Ok(()),
    }
}

/// Whether text can be a header's value.
pub(super) fn is_header_value(text: &str) -> bool {
    !text.is_empty() && HeaderValue::try_from(text).is_ok()
}
