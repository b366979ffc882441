//! The sealed cookie: the session itself, encrypted and authenticated, kept by the browser.

use serde::{Deserialize, Serialize};

use super::{Ring, SessionError, SessionId, Timestamp};
use crate::server::person::Person;

/// The longest sealed value. Name and value together stay under a kilobyte.
const MAX_VALUE: usize = 990;

/// The longest name, e-mail address and provider's session that are kept, in characters or bytes.
const MAX_NAME: usize = 64;
const MAX_EMAIL: usize = 128;
const MAX_SID: usize = 64;

/// A session as it lies in the cookie. Names are short: the browser sends them with every request.
#[derive(Serialize, Deserialize)]
struct Claims {
    #[serde(rename = "i")]
    issuer: String,
    #[serde(rename = "s")]
    subject: String,
    #[serde(rename = "n")]
    name: String,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(rename = "p", default)]
    picture: bool,
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(rename = "t")]
    issued_at: Timestamp,
    #[serde(rename = "l")]
    last_seen: Timestamp,
    /// Two halves, because not every JSON reader holds 128 bits.
    #[serde(rename = "k")]
    session_id: (u64, u64),
}

/// Seals and opens sessions.
pub(super) struct SealedStore {
    ring: Ring,
}

/// What a cookie held.
pub(super) struct Opened {
    pub(super) person: Person,
    pub(super) with_current_key: bool,
}

impl SealedStore {
    pub(super) fn new(ring: Ring) -> Self {
        Self { ring }
    }

    pub(super) fn seal(&self, cookie: &str, person: &Person) -> Result<String, SessionError> {
        let json = serde_json::to_string(&Claims::from(person)).map_err(|_| SessionError::TooLarge)?;
        let sealed = self.ring.seal(cookie, json);
        if sealed.len() > MAX_VALUE { Err(SessionError::TooLarge) } else { Ok(sealed) }
    }

    pub(super) fn open(&self, cookie: &str, value: &str) -> Option<Opened> {
        if value.len() > MAX_VALUE {
            return None;
        }
        let unsealed = self.ring.open(cookie, value)?;
        let claims: Claims = serde_json::from_str(&unsealed.text).ok()?;
        Some(Opened { person: claims.into(), with_current_key: unsealed.with_current_key })
    }
}

/// Shortens what may be shortened until the session fits its cookie: first to a reasonable
/// length, then, for a very long issuer or subject, to nothing.
pub(super) fn fit(person: &mut Person) {
    person.name = person.name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    person.email = person.email.take().filter(|email| email.len() <= MAX_EMAIL);
    person.sid = person.sid.take().filter(|sid| sid.len() <= MAX_SID);
    if length(person) > MAX_VALUE {
        person.email = None;
    }
    if length(person) > MAX_VALUE {
        person.name = person.name.chars().take(MAX_NAME / 4).collect();
    }
    if length(person) > MAX_VALUE {
        person.sid = None;
    }
}

/// The length of a person's sealed value: nonce, text and tag in base64.
fn length(person: &Person) -> usize {
    let json = serde_json::to_string(&Claims::from(person)).map_or(usize::MAX / 4, |json| json.len());
    (12 + json + 16).div_ceil(3) * 4
}

impl From<&Person> for Claims {
    fn from(person: &Person) -> Self {
        let SessionId(id) = person.session_id;
        Self {
            issuer: person.issuer.clone(),
            subject: person.subject.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
            picture: person.picture,
            sid: person.sid.clone(),
            issued_at: person.issued_at,
            last_seen: person.last_seen,
            session_id: ((id >> 64) as u64, id as u64),
        }
    }
}

impl From<Claims> for Person {
    fn from(claims: Claims) -> Self {
        let (high, low) = claims.session_id;
        Self {
            issuer: claims.issuer,
            subject: claims.subject,
            name: claims.name,
            email: claims.email,
            picture: claims.picture,
            sid: claims.sid,
            issued_at: claims.issued_at,
            last_seen: claims.last_seen,
            session_id: SessionId(u128::from(high) << 64 | u128::from(low)),
        }
    }
}

/// A session as a server-side store keeps it; the id is the record's own.
pub(super) fn to_value(person: &Person) -> Option<serde_json::Value> {
    serde_json::to_value(Claims::from(person)).ok()
}

/// The reverse of [`to_value`].
pub(super) fn from_value(value: serde_json::Value, id: SessionId) -> Option<Person> {
    let claims: Claims = serde_json::from_value(value).ok()?;
    Some(Person { session_id: id, ..claims.into() })
}
