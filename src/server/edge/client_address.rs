//! The client's address behind trusted proxies.
//!
//! The address comes from the socket. While that address belongs to one of the configured
//! `trusted_proxies`, the header that the proxy wrote is read from the right: each proxy appends the
//! address that it saw, so the last entry that no trusted proxy vouches for is the client. Entries
//! further left are the client's own words and are never read.
//!
//! `X-Forwarded-For` is used when the request has one, and `Forwarded` (RFC 7239) otherwise. A proxy
//! that writes only `Forwarded` must therefore remove `X-Forwarded-For` from requests.
//!
//! An entry that is not an IP address (`unknown`, an obfuscated identifier, garbage) ends the walk at
//! the last address that is known. Nothing here fails or refuses a request.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, header, request::Parts},
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;
use tracing::field::{DisplayValue, display};

use crate::server::config::{Config, LogAddresses};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Which peers are believed, and which log lines show addresses.
#[derive(Clone, Debug)]
pub(crate) struct Proxies {
    trusted: Arc<[IpNet]>,
    shown: LogAddresses,
}

impl Proxies {
    /// As configured in `trusted_proxies` and `log.addresses`.
    pub(crate) fn new(config: &Config) -> Self {
        Self { trusted: config.trusted_proxies.as_slice().into(), shown: config.log.addresses }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// The client of a request that came from `peer`.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        let (name, read): (_, fn(&str) -> Option<IpAddr>) = match headers.contains_key(X_FORWARDED_FOR) {
            true => (X_FORWARDED_FOR, node),
            false => (header::FORWARDED, forwarded_for),
        };
        // Several header lines are one list (RFC 9110, 5.3). Empty entries count as absent.
        let lines = headers.get_all(name);
        let entries = lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        for entry in entries.map(<[u8]>::trim_ascii).filter(|entry| !entry.is_empty()) {
            let address = std::str::from_utf8(entry).ok().and_then(read);
            let Some(address) = address else { break };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

/// The client's address, and which log lines may show it. It is in the extensions of every request,
/// and handlers extract it. It has no `Debug`, so that it is logged on purpose or not at all.
#[derive(Clone, Copy, Default)]
pub(crate) struct ClientAddress {
    address: Option<IpAddr>,
    shown: LogAddresses,
}

impl ClientAddress {
    /// For lines about sign-in and refused requests; none with `log.addresses = "none"`.
    pub(crate) fn on_security_line(self) -> Option<DisplayValue<IpAddr>> {
        self.address.filter(|_| self.shown != LogAddresses::None).map(display)
    }

    /// For the access line; none except with `log.addresses = "all"`.
    pub(crate) fn on_access_line(self) -> Option<DisplayValue<IpAddr>> {
        self.address.filter(|_| self.shown == LogAddresses::All).map(display)
    }

    /// That of a request; without an address where the layer is not in front.
    pub(crate) fn of(request: &Request) -> Self {
        request.extensions().get().copied().unwrap_or_default()
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}

/// Puts the [`ClientAddress`] into the request's extensions.
pub(crate) async fn layer(State(proxies): State<Proxies>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let address = peer.map(|peer| proxies.client(peer, request.headers()));
    request.extensions_mut().insert(ClientAddress { address, shown: proxies.shown });
    next.run(request).await
}

/// The address that an element of `Forwarded` names by `for=` (RFC 7239, 4 and 6).
///
/// Elements are split at every comma, also within quotes: an address has none, so an element with a
/// quoted comma only counts as not known. Splitting by quotes would let a client's open quote
/// swallow what a proxy appends.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    let (_, value) = named.next()?;
    if named.next().is_some() {
        return None;
    }
    let value = value.trim();
    let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    node(quoted.unwrap_or(value))
}

/// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`,
/// `[2001:db8::1]:80`.
fn node(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_canonical());
    }
    let (address, port): (IpAddr, _) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            (host.parse::<Ipv6Addr>().ok()?.into(), port)
        }
        None => {
            let (host, _) = text.split_once(':')?;
            (host.parse::<Ipv4Addr>().ok()?.into(), &text[host.len()..])
        }
    };
    // Obfuscated ports are letters, digits and `._-` (RFC 7239, 6).
    let is_port = |port: &str| {
        !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let fits = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    fits.then(|| address.to_canonical())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
