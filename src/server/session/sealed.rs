//! The sealed cookie: the session itself, encrypted and authenticated, kept by the browser.

use serde::{Deserialize, Serialize};

use super::{
    error::SessionError,
    id::{SessionId, SessionTimes},
    keys::Ring,
};
use crate::server::person::{Identity, Person};

/// The longest sealed value, in bytes. Cookie name and value together stay under a kilobyte.
const MAX_VALUE: usize = 990;

/// The longest name that is kept, in characters.
const MAX_NAME: usize = 64;

/// The longest e-mail address that is kept, in bytes.
const MAX_EMAIL: usize = 128;

/// The longest `sid` that is kept, in bytes.
const MAX_SID: usize = 64;

/// A session as JSON. Releases before this type wrote the same fields at the same level, so their
/// cookies are still read.
#[derive(Serialize, Deserialize)]
struct SealedSession {
    #[serde(flatten)]
    identity: Identity,
    #[serde(flatten)]
    times: SessionTimes,
    /// High and low half: few JSON readers take 128 bits.
    #[serde(rename = "k")]
    id: (u64, u64),
}

/// Seals and opens sessions.
pub(super) struct SealedStore {
    ring: Ring,
}

/// What a cookie held.
pub(super) struct OpenedSession {
    pub(super) person: Person,
    pub(super) with_current_key: bool,
}

impl SealedStore {
    pub(super) fn new(ring: Ring) -> Self {
        Self { ring }
    }

    /// # Errors
    /// When the sealed session is longer than [`MAX_VALUE`].
    pub(super) fn seal(&self, cookie: &str, person: &Person) -> Result<String, SessionError> {
        let json = serde_json::to_string(&SealedSession::from(person)).map_err(|_| SessionError::TooLarge)?;
        let sealed = self.ring.seal(cookie, json);
        if sealed.len() > MAX_VALUE { Err(SessionError::TooLarge) } else { Ok(sealed) }
    }

    pub(super) fn open(&self, cookie: &str, value: &str) -> Option<OpenedSession> {
        if value.len() > MAX_VALUE {
            return None;
        }
        let unsealed = self.ring.open(cookie, value)?;
        let session: SealedSession = serde_json::from_str(&unsealed.text).ok()?;
        Some(OpenedSession { person: session.into(), with_current_key: unsealed.with_current_key })
    }
}

/// Shortens name, e-mail address and `sid` until the session fits into its cookie: first to a
/// reasonable length, and further for a very long issuer or subject.
pub(super) fn fit(person: &mut Person) {
    let identity = &mut person.identity;
    identity.name = identity.name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    identity.email = identity.email.take().filter(|email| email.len() <= MAX_EMAIL);
    identity.sid = identity.sid.take().filter(|sid| sid.len() <= MAX_SID);
    if sealed_length(person) > MAX_VALUE {
        person.identity.email = None;
    }
    if sealed_length(person) > MAX_VALUE {
        person.identity.name = person.identity.name.chars().take(MAX_NAME / 4).collect();
    }
    if sealed_length(person) > MAX_VALUE {
        person.identity.sid = None;
    }
}

/// The length of the sealed value, in bytes: nonce (12), text and tag (16) in base64.
fn sealed_length(person: &Person) -> usize {
    let json = serde_json::to_string(&SealedSession::from(person)).map_or(usize::MAX / 4, |json| json.len());
    (12 + json + 16).div_ceil(3) * 4
}

impl From<&Person> for SealedSession {
    fn from(person: &Person) -> Self {
        let SessionId(id) = person.id;
        Self { identity: person.identity.clone(), times: person.times, id: ((id >> 64) as u64, id as u64) }
    }
}

impl From<SealedSession> for Person {
    fn from(session: SealedSession) -> Self {
        let (high, low) = session.id;
        Self {
            identity: session.identity,
            times: session.times,
            id: SessionId(u128::from(high) << 64 | u128::from(low)),
        }
    }
}

/// A session as a server-side store keeps it. The record has the id.
pub(super) fn to_value(person: &Person) -> Option<serde_json::Value> {
    serde_json::to_value(SealedSession::from(person)).ok()
}

/// The reverse of [`to_value`].
pub(super) fn from_value(value: serde_json::Value, id: SessionId) -> Option<Person> {
    let session: SealedSession = serde_json::from_value(value).ok()?;
    Some(Person { id, ..session.into() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::server::session::Timestamp;

    /// A session as release 0.1.0 wrote it, before it was sealed.
    const RELEASED: &str = r#"{"i":"https://login.example.org","s":"subject","n":"A Name","e":"a@example.org","p":true,"d":"sid","t":1700000000,"l":1700000060,"k":[18446744073709551615,2]}"#;

    #[test]
    fn a_cookie_of_the_last_release_is_read_and_written_unchanged() {
        let session: SealedSession = serde_json::from_str(RELEASED).unwrap();
        let person = Person::from(session);
        assert_eq!(person.identity.email.as_deref(), Some("a@example.org"));
        assert_eq!(person.identity.sid.as_deref(), Some("sid"));
        assert_eq!(person.times.last_seen, Timestamp(1_700_000_060));
        assert_eq!(person.id, SessionId(u128::from(u64::MAX) << 64 | 2));
        assert_eq!(serde_json::to_string(&SealedSession::from(&person)).unwrap(), RELEASED);
    }

    #[test]
    fn a_session_without_an_email_address_and_a_sid_is_read() {
        let text = r#"{"i":"i","s":"s","n":"n","p":false,"t":1,"l":2,"k":[0,1]}"#;
        let session: SealedSession = serde_json::from_str(text).unwrap();
        assert_eq!(session.identity.email, None);
        assert_eq!(serde_json::to_string(&session).unwrap(), text);
    }
}
