//! Which address counts as the client's.

use axum::http::HeaderValue;
use proptest::prelude::*;

use super::*;

const TRUSTED: [&str; 3] = ["10.0.0.0/8", "127.0.0.1", "2001:db8:1::/48"];

fn proxies() -> Proxies {
    let file = format!("trusted_proxies = {TRUSTED:?}");
    Proxies::new(&Config::from_toml(&file).unwrap())
}

fn headers<N: TryInto<HeaderName>>(lines: impl IntoIterator<Item = (N, Vec<u8>)>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name = name.try_into().unwrap_or_else(|_| panic!("a header's name"));
        headers.append(name, HeaderValue::from_bytes(&value).unwrap());
    }
    headers
}

fn client(peer: &str, lines: &[(&str, &str)]) -> String {
    let lines = lines.iter().map(|(name, value)| (*name, value.as_bytes().to_vec()));
    proxies().client(peer.parse().unwrap(), &headers(lines)).to_string()
}

const XFF: &str = "x-forwarded-for";
const FWD: &str = "forwarded";

#[test]
fn the_client_is_the_last_entry_that_no_trusted_proxy_vouches_for() {
    for (peer, lines, wanted) in [
        // Nobody is asked about a peer that is not trusted.
        ("192.0.2.1", &[][..], "192.0.2.1"),
        ("192.0.2.1", &[(XFF, "203.0.113.9")], "192.0.2.1"),
        ("192.0.2.1", &[(FWD, "for=203.0.113.9")], "192.0.2.1"),
        // A trusted peer that says nothing.
        ("10.0.0.1", &[], "10.0.0.1"),
        ("10.0.0.1", &[(XFF, "")], "10.0.0.1"),
        ("10.0.0.1", &[(XFF, " , ,")], "10.0.0.1"),
        // One proxy, several, and lies further left.
        ("10.0.0.1", &[(XFF, "203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", &[(XFF, "198.51.100.7, 203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", &[(XFF, "198.51.100.7, 203.0.113.9, 10.1.2.3")], "203.0.113.9"),
        ("10.0.0.1", &[(XFF, "10.9.9.9, 203.0.113.9")], "203.0.113.9"),
        ("127.0.0.1", &[(XFF, "198.51.100.7"), (XFF, "203.0.113.9"), (XFF, "10.1.2.3")], "203.0.113.9"),
        ("10.0.0.1", &[(XFF, "203.0.113.9,, ,10.1.2.3")], "203.0.113.9"),
        // Everybody on the way is trusted: the first of them is the client.
        ("10.0.0.1", &[(XFF, "10.3.3.3, 10.2.2.2")], "10.3.3.3"),
        // Forms of addresses.
        ("10.0.0.1", &[(XFF, "203.0.113.9:4711")], "203.0.113.9"),
        ("10.0.0.1", &[(XFF, "2001:db8::9")], "2001:db8::9"),
        ("10.0.0.1", &[(XFF, "[2001:db8::9]")], "2001:db8::9"),
        ("10.0.0.1", &[(XFF, "[2001:db8::9]:443, [2001:db8:1::2]:80")], "2001:db8::9"),
        ("10.0.0.1", &[(XFF, "::ffff:203.0.113.9")], "203.0.113.9"),
        ("::ffff:10.0.0.1", &[(XFF, "203.0.113.9")], "203.0.113.9"),
        // What is no address ends the walk at the last one that is known.
        ("10.0.0.1", &[(XFF, "203.0.113.9, unknown")], "10.0.0.1"),
        ("10.0.0.1", &[(XFF, "203.0.113.9, garbage, 10.1.2.3")], "10.1.2.3"),
        ("10.0.0.1", &[(XFF, "203.0.113.999")], "10.0.0.1"),
        ("10.0.0.1", &[(XFF, "203.0.113.9:")], "10.0.0.1"),
        ("10.0.0.1", &[(XFF, "[2001:db8::9")], "10.0.0.1"),
        ("10.0.0.1", &[(XFF, "[203.0.113.9]")], "10.0.0.1"),
        ("10.0.0.1", &[(XFF, "\"203.0.113.9\"")], "10.0.0.1"),
        ("10.0.0.1", &[(XFF, "fe80::1%eth0")], "10.0.0.1"),
        // Forwarded.
        ("10.0.0.1", &[(FWD, "for=203.0.113.9;proto=https;by=10.0.0.1")], "203.0.113.9"),
        ("10.0.0.1", &[(FWD, "proto=https;For=\"203.0.113.9:4711\"")], "203.0.113.9"),
        ("10.0.0.1", &[(FWD, "for=\"[2001:db8::9]:_p0rt\"")], "2001:db8::9"),
        ("10.0.0.1", &[(FWD, "for=198.51.100.7, for=203.0.113.9, for=10.1.2.3")], "203.0.113.9"),
        ("10.0.0.1", &[(FWD, "for=198.51.100.7"), (FWD, "for=203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", &[(FWD, "for=unknown")], "10.0.0.1"),
        ("10.0.0.1", &[(FWD, "for=_hidden, for=10.1.2.3")], "10.1.2.3"),
        ("10.0.0.1", &[(FWD, "proto=https")], "10.0.0.1"),
        ("10.0.0.1", &[(FWD, "for=198.51.100.7;for=203.0.113.9")], "10.0.0.1"),
        // A quote that a client left open swallows nothing.
        ("10.0.0.1", &[(FWD, "for=\"198.51.100.7, for=203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", &[(FWD, "for=\""), (FWD, "for=\"[2001:db8::9]\"")], "2001:db8::9"),
        // With both, X-Forwarded-For counts, whatever it says.
        ("10.0.0.1", &[(FWD, "for=198.51.100.7"), (XFF, "203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", &[(FWD, "for=198.51.100.7"), (XFF, "garbage")], "10.0.0.1"),
    ] {
        assert_eq!(client(peer, lines), wanted, "{peer} {lines:?}");
    }
}

#[test]
fn a_thousand_entries_are_read_from_the_right() {
    let many = |entry: &str| vec![entry; 1000].join(", ");
    assert_eq!(client("10.0.0.1", &[(XFF, &many("198.51.100.7"))]), "198.51.100.7");
    assert_eq!(client("192.0.2.1", &[(XFF, &many("198.51.100.7"))]), "192.0.2.1");
    let through = format!("203.0.113.9, {}", many("10.1.2.3"));
    assert_eq!(client("10.0.0.1", &[(XFF, &through)]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &[(XFF, &many("nonsense"))]), "10.0.0.1");
    let lines = vec![(XFF, "10.1.2.3"); 1000];
    assert_eq!(client("10.0.0.1", &lines), "10.1.2.3");
}

#[test]
fn without_trusted_proxies_nobody_is_believed() {
    let proxies = Proxies::new(&Config::from_toml("").unwrap());
    let said = headers([(XFF, b"203.0.113.9".to_vec()), (FWD, b"for=203.0.113.9".to_vec())]);
    let peer = IpAddr::from([127, 0, 0, 1]);
    assert_eq!(proxies.client(peer, &said), peer);
}

#[test]
fn each_line_shows_what_is_configured() {
    let shown = |shown| {
        let client = ClientAddress { address: Some([192, 0, 2, 1].into()), shown };
        (client.on_security_line().is_some(), client.on_access_line().is_some())
    };
    assert_eq!(shown(LogAddresses::None), (false, false));
    assert_eq!(shown(LogAddresses::SignIn), (true, false));
    assert_eq!(shown(LogAddresses::All), (true, true));
}

/// Bytes that a header may hold, the ones that matter here more often than others.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just("10.1.2.3".as_bytes().to_vec()),
        Just("203.0.113.9:80".as_bytes().to_vec()),
        Just("[2001:db8::9]:443".as_bytes().to_vec()),
        Just("for=".as_bytes().to_vec()),
        Just("for=\"[2001:db8::9]\"".as_bytes().to_vec()),
        proptest::collection::vec(
            prop_oneof![Just(b','), Just(b';'), Just(b'"'), Just(b'='), Just(b'['), Just(b']'), Just(b':')],
            1..4
        ),
        proptest::collection::vec(prop_oneof![32_u8..127, 128_u8..=255, Just(b'\t')], 0..8),
    ];
    proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn whatever_the_headers_say_an_untrusted_peer_is_itself_and_what_a_proxy_appends_counts(
        said in proptest::collection::vec((prop_oneof![Just(XFF), Just(FWD)], value()), 0..6),
        peer in any::<u32>().prop_map(|bits| IpAddr::from(Ipv4Addr::from_bits(bits))),
    ) {
        let proxies = proxies();
        let headers = headers(said.clone());
        if !proxies.trusts(peer) {
            prop_assert_eq!(proxies.client(peer, &headers), peer);
        }
        // A trusted proxy appends to what the client said, as an entry or as a line of its own.
        let proxy = IpAddr::from([10, 0, 0, 1]);
        let mut appended = headers.clone();
        appended.append(XFF, HeaderValue::from_static("203.0.113.77"));
        prop_assert_eq!(proxies.client(proxy, &appended), IpAddr::from([203, 0, 113, 77]));
        let said = said.iter().filter(|(name, _)| *name == XFF).map(|(_, value)| value.as_slice());
        let joined = [said.collect::<Vec<_>>().join(&b", "[..]), b", 203.0.113.77".to_vec()].concat();
        let joined = HeaderMap::from_iter([(X_FORWARDED_FOR, HeaderValue::from_bytes(&joined).unwrap())]);
        prop_assert_eq!(proxies.client(proxy, &joined), IpAddr::from([203, 0, 113, 77]));
    }
}
