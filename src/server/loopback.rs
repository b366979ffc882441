//! What counts as loopback.

use std::net::SocketAddr;

use url::{Host, Url};

/// Whether a URL's host is `localhost`, below it, or a loopback address.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether an address to listen on is on loopback, so that other machines can't connect.
pub(crate) fn listens_on_loopback(listen: SocketAddr) -> bool {
    listen.ip().is_loopback()
}
