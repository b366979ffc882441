//! Sessions: who signed in, kept in a sealed cookie or in a server-side store.
//!
//! One seam, [`Sessions`], and two stores behind it. Kept are issuer, subject, display name,
//! e-mail, picture flag, the provider's `sid`, two times and a random id; never a token.
//! The sealed cookie needs no memory on the server, so that any number of replicas that share a
//! key ring serve any request. The server-side store speaks tower-sessions' store interface.
//!
//! Both end a session that nobody used for long (idle) and long after sign-in (absolute), and
//! both refuse a session that was signed out in this process, whatever cookie shows up later.

mod cookies;
mod id;
mod keys;
mod layer;
mod sealed;
mod server;

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use moka::sync::Cache;

pub(crate) use self::cookies::all as request_cookies;
pub use self::{
    cookies::Cookies,
    id::{Clock, SessionId, Timestamp},
    keys::{KeyError, Ring},
    layer::{Carried, carry},
};
use self::{sealed::SealedStore, server::ServerStore};
use super::{
    config::{Config, SessionStore},
    person::Person,
};

/// The session cookie's name, before the `__Host-` prefix. Cookies on loopback are shared by all
/// ports, so it is a name that no other program there is likely to use.
const COOKIE: &str = "mayfly-session";

/// Seconds after which a used session's last-seen time is written again.
const RENEW_AFTER: u64 = 60;

/// Signed-out sessions that are remembered at once, newest kept.
const ENDED: u64 = 100_000;

/// What a provider vouched for: the start of a session.
#[derive(Clone)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The provider's name for the person.
    pub subject: String,
    /// What to call the person.
    pub name: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the provider has a picture.
    pub picture: bool,
    /// The provider's own session.
    pub sid: Option<String>,
}

/// Why a session can't be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The store can't be asked. 503.
    #[error("the session store can't be reached")]
    Unavailable,
    /// Issuer and subject alone are longer than a session cookie may be.
    #[error("the person's identity is too long for a session")]
    TooLarge,
}

/// Begins, finds, renews and ends sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions(Arc<Inner>);

struct Inner {
    store: Store,
    ring: Ring,
    cookies: Cookies,
    idle: u64,
    absolute: u64,
    clock: Clock,
    ended: Cache<SessionId, ()>,
}

enum Store {
    Sealed(SealedStore),
    Server(ServerStore),
}

/// A live session, and the cookie to send where the browser's should be replaced.
pub(crate) struct Found {
    pub(crate) person: Person,
    pub(crate) set_cookie: Option<HeaderValue>,
}

impl Sessions {
    /// Sessions as configured. Without a configured key one is made, and the log says what a
    /// restart then means. Fails on a key that is no base64 or shorter than 64 bytes.
    pub fn new(config: &Config) -> Result<Self, KeyError> {
        Self::with_clock(config, Clock::system())
    }

    /// The same with a clock of one's own, for tests.
    pub fn with_clock(config: &Config, clock: Clock) -> Result<Self, KeyError> {
        let ring = Ring::from_config(config)?;
        let cookies = Cookies::new(&config.public_url);
        let (idle, absolute) = (config.session.idle.as_secs(), config.session.absolute.as_secs());
        let store = match config.session.store {
            SessionStore::Cookie => Store::Sealed(SealedStore::new(ring.clone())),
            SessionStore::Memory => Store::Server(ServerStore::in_memory()),
        };
        let ended = Cache::builder()
            .max_capacity(ENDED)
            .time_to_live(config.session.absolute)
            // The default policy may refuse a new entry when full: a session that ended just now
            // matters more than one that ended long ago.
            .eviction_policy(moka::policy::EvictionPolicy::lru())
            .build();
        let sessions = Self(Arc::new(Inner { store, ring, cookies, idle, absolute, clock, ended }));
        if let Store::Server(_) = sessions.0.store {
            server::spawn_sweeper(Arc::downgrade(&sessions.0));
        }
        Ok(sessions)
    }

    /// Begins a session with an id that nobody has seen before. Gives the `Set-Cookie` value.
    pub async fn begin(&self, identity: Identity) -> Result<HeaderValue, SessionError> {
        let now = self.now();
        let mut person = Person {
            issuer: identity.issuer,
            subject: identity.subject,
            name: identity.name,
            email: identity.email,
            picture: identity.picture,
            sid: identity.sid,
            issued_at: now,
            last_seen: now,
            session_id: SessionId::random(),
        };
        let name = self.cookie_name();
        let value = match &self.0.store {
            Store::Sealed(store) => {
                sealed::fit(&mut person);
                store.seal(&name, &person)?
            }
            Store::Server(store) => {
                let expiry = self.expiry(&person);
                store.create(&mut person, expiry).await?
            }
        };
        self.0.cookies.set(name, value, None).ok_or(SessionError::TooLarge)
    }

    /// Ends a session: from now on its cookie is refused by this process, and with a server-side
    /// store by all.
    pub async fn end(&self, person: &Person) -> Result<(), SessionError> {
        self.0.ended.insert(person.session_id, ());
        match &self.0.store {
            Store::Sealed(_) => Ok(()),
            Store::Server(store) => store.delete(person.session_id).await,
        }
    }

    /// The `Set-Cookie` value that makes a browser forget its session cookie.
    pub fn removal(&self) -> Option<HeaderValue> {
        self.0.cookies.remove(self.cookie_name())
    }

    /// The session that a request's cookies name, renewed where it is time. None where there is
    /// none, or where the cookie is not ours, too old, damaged, doubled or signed out.
    pub(crate) async fn find(&self, headers: &HeaderMap) -> Result<Option<Found>, SessionError> {
        let name = self.cookie_name();
        let Some(value) = cookies::only_value(headers, &name) else { return Ok(None) };
        let (person, stale_seal) = match &self.0.store {
            Store::Sealed(store) => match store.open(&name, &value) {
                Some(opened) => (opened.person, !opened.with_current_key),
                None => return Ok(None),
            },
            Store::Server(store) => match store.load(&value).await? {
                Some(person) => (person, false),
                None => return Ok(None),
            },
        };
        let now = self.now();
        if self.0.ended.contains_key(&person.session_id) || now >= self.expiry(&person) {
            return Ok(None);
        }
        let due = stale_seal || now.since(person.last_seen) >= RENEW_AFTER;
        if !due {
            return Ok(Some(Found { person, set_cookie: None }));
        }
        let person = Person { last_seen: now, ..person };
        let set_cookie = match &self.0.store {
            Store::Sealed(store) => self.0.cookies.set(name.clone(), store.seal(&name, &person)?, None),
            Store::Server(store) => {
                store.save(&person, self.expiry(&person)).await?;
                None
            }
        };
        Ok(Some(Found { person, set_cookie }))
    }

    /// The key ring, for what else is sealed.
    pub(crate) fn ring(&self) -> &Ring {
        &self.0.ring
    }

    /// Names and attributes of cookies.
    pub(crate) fn cookies(&self) -> &Cookies {
        &self.0.cookies
    }

    /// The time by which sessions are judged.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn cookie_name(&self) -> String {
        self.0.cookies.name(COOKIE)
    }

    fn expiry(&self, person: &Person) -> Timestamp {
        person.last_seen.plus(self.0.idle).min(person.issued_at.plus(self.0.absolute))
    }
}
