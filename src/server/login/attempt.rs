//! A sign-in in progress. The browser keeps it in a sealed cookie of its own, so parallel tabs don't
//! disturb each other, and any replica with the same keys can finish an attempt that another began.

use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

use super::ATTEMPT;
use crate::server::session::{Sessions, Timestamp, request_cookies};

/// The cookie's name, without the `__Host-` prefix and the first characters of the state.
const COOKIE: &str = "login.";

/// Number of the state's characters that are part of the cookie's name.
const PREFIX: usize = 8;

/// Attempts that a browser may have open at once; the oldest is dropped first.
const MAX: usize = 5;

/// The longest sealed attempt that is opened, in bytes.
const MAX_VALUE: usize = 2048;

/// What is needed to finish a sign-in when the provider sends the browser back.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Attempt {
    #[serde(rename = "s")]
    pub(super) state: String,
    #[serde(rename = "n")]
    pub(super) nonce: String,
    #[serde(rename = "v")]
    pub(super) verifier: String,
    #[serde(rename = "i")]
    pub(super) issuer: String,
    #[serde(rename = "p")]
    pub(super) provider: String,
    #[serde(rename = "r")]
    pub(super) return_path: String,
    #[serde(rename = "w")]
    pub(super) popup: bool,
    #[serde(rename = "t")]
    pub(super) begun: Timestamp,
}

impl Attempt {
    /// The `Set-Cookie` values that remember this attempt and drop the oldest if the browser has too
    /// many. None if the attempt can't be sealed.
    pub(super) fn remember(&self, sessions: &Sessions, headers: &HeaderMap) -> Option<Vec<HeaderValue>> {
        let name = cookie_name(sessions, &self.state)?;
        let json = serde_json::to_string(self).ok()?;
        let value = sessions.ring().seal(&name, json);
        let mut cookies = vec![sessions.cookies().set(name.clone(), value, Some(ATTEMPT))?];
        let prefix = sessions.cookies().name(COOKIE);
        let mut open: Vec<(Timestamp, String)> = request_cookies(headers)
            .filter(|cookie| cookie.name().starts_with(&prefix) && cookie.name() != name)
            .map(|cookie| {
                let attempt = open(sessions, cookie.name(), cookie.value());
                (attempt.map_or(Timestamp(0), |attempt| attempt.begun), cookie.name().to_owned())
            })
            .collect();
        open.sort();
        let surplus = (open.len() + 1).saturating_sub(MAX);
        cookies
            .extend(open.into_iter().take(surplus).filter_map(|(_, name)| sessions.cookies().remove(name)));
        Some(cookies)
    }

    /// The attempt with this `state`. None if this browser has none, or it expired.
    pub(super) fn recall(sessions: &Sessions, headers: &HeaderMap, state: &str) -> Option<Self> {
        let name = cookie_name(sessions, state)?;
        let mut values = request_cookies(headers).filter(|cookie| cookie.name() == name);
        let attempt = open(sessions, &name, values.next()?.value())?;
        // The name has only a part of the state: compare the whole.
        let fresh = sessions.now() < attempt.begun.plus(ATTEMPT.as_secs());
        (values.next().is_none() && attempt.state == state && fresh).then_some(attempt)
    }

    /// The `Set-Cookie` value that removes the attempt with this state.
    pub(super) fn forget(sessions: &Sessions, state: &str) -> Option<HeaderValue> {
        sessions.cookies().remove(cookie_name(sessions, state)?)
    }
}

fn open(sessions: &Sessions, name: &str, value: &str) -> Option<Attempt> {
    if value.len() > MAX_VALUE {
        return None;
    }
    serde_json::from_str(&sessions.ring().open(name, value)?.text).ok()
}

/// None for a state that Mayfly can't have made: its states are base64url.
fn cookie_name(sessions: &Sessions, state: &str) -> Option<String> {
    let legal =
        state.len() <= 64 && state.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let prefix = state.get(..PREFIX).filter(|_| legal)?;
    Some(sessions.cookies().name(&format!("{COOKIE}{prefix}")))
}
