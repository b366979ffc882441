//! [`Sessions`]: begins, finds, renews and ends sessions in either store.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use moka::sync::Cache;

use super::{
    cookies::{self, Cookies},
    error::SessionError,
    id::{Clock, SessionId, SessionTimes, Timestamp},
    keys::{KeyError, Ring},
    revocations::{Revocation, Revocations},
    sealed::{self, SealedStore},
    server::{self, ServerStore},
};
use crate::server::{
    config::{Config, SessionStore},
    person::{Identity, Person},
};

/// The session cookie's name, without the `__Host-` prefix. All ports of a loopback host share their
/// cookies, so the name is one that other programs are unlikely to use.
const COOKIE: &str = "mayfly-session";

/// Seconds of use after which a session's last-seen time is written again.
const RENEW_AFTER: u64 = 60;

/// Ended sessions remembered at once; the oldest are dropped first.
const ENDED: u64 = 100_000;

/// Begins, finds, renews and ends sessions. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Sessions(Arc<SessionsShared>);

struct SessionsShared {
    store: Store,
    ring: Ring,
    cookies: Cookies,
    /// Seconds.
    idle: u64,
    /// Seconds.
    absolute: u64,
    clock: Clock,
    ended: Cache<SessionId, ()>,
    revocations: Revocations,
}

enum Store {
    Sealed(SealedStore),
    Server(Arc<ServerStore>),
}

/// A session found by its cookie, and the cookie that replaces it where that is due.
pub(crate) struct LiveSession {
    pub(crate) person: Person,
    pub(crate) set_cookie: Option<HeaderValue>,
}

impl Sessions {
    /// Sessions as configured. Without a configured key one is generated, and the log says that a
    /// restart signs everyone out.
    ///
    /// # Errors
    /// When a configured key is not base64 or has fewer than 64 bytes.
    pub(crate) fn new(config: &Config) -> Result<Self, KeyError> {
        let clock = Clock::system();
        let ring = Ring::from_config(config)?;
        let cookies = Cookies::new(&config.public_url);
        let (idle, absolute) = (config.session.idle.as_secs(), config.session.absolute.as_secs());
        let store = match config.session.store {
            SessionStore::Cookie => Store::Sealed(SealedStore::new(ring.clone())),
            SessionStore::Memory => {
                let store = Arc::new(ServerStore::in_memory());
                server::spawn_sweeper(Arc::downgrade(&store), clock.clone());
                Store::Server(store)
            }
        };
        let ended = Cache::builder()
            .max_capacity(ENDED)
            .time_to_live(config.session.absolute)
            // moka's default policy may reject a new entry when the cache is full. A session that
            // ended a moment ago matters more than one that ended long ago.
            .eviction_policy(moka::policy::EvictionPolicy::lru())
            .build();
        let revocations = Revocations::new(config.session.absolute);
        Ok(Self(Arc::new(SessionsShared { store, ring, cookies, idle, absolute, clock, ended, revocations })))
    }

    /// Begins a session with a fresh random id and returns its `Set-Cookie` value.
    ///
    /// # Errors
    /// When the store can't be reached, or issuer and subject don't fit into a cookie.
    pub(crate) async fn begin(&self, identity: Identity) -> Result<HeaderValue, SessionError> {
        let now = self.now();
        let times = SessionTimes { issued_at: now, last_seen: now };
        let mut person = Person { identity, times, id: SessionId::random() };
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

    /// Ends a session. From now on this process refuses its cookie; with a server-side store, every
    /// process does.
    ///
    /// # Errors
    /// When the store can't be reached.
    pub(crate) async fn end(&self, person: &Person) -> Result<(), SessionError> {
        self.0.ended.insert(person.id, ());
        match &self.0.store {
            Store::Sealed(_) => Ok(()),
            Store::Server(store) => store.delete(person.id).await,
        }
    }

    /// Ends the sessions that a provider's logout message names, as far as this process serves them.
    pub(crate) fn revoke(&self, revocation: &Revocation) {
        self.0.revocations.add(revocation);
    }

    /// The `Set-Cookie` value that removes the session cookie.
    pub(crate) fn removal(&self) -> Option<HeaderValue> {
        self.0.cookies.remove(self.cookie_name())
    }

    /// Finds the session that a request's cookies name, and renews it when that is due. None when
    /// the cookie is missing, foreign, expired, damaged, sent twice or signed out.
    ///
    /// # Errors
    /// When the store can't be reached.
    pub(crate) async fn find(&self, headers: &HeaderMap) -> Result<Option<LiveSession>, SessionError> {
        let name = self.cookie_name();
        let Some(value) = cookies::only_value(headers, &name) else { return Ok(None) };
        let (mut person, stale_seal) = match &self.0.store {
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
        let is_ended = self.0.ended.contains_key(&person.id) || self.0.revocations.has(&person);
        if is_ended || now >= self.expiry(&person) {
            return Ok(None);
        }
        let due = stale_seal || now.since(person.times.last_seen) >= RENEW_AFTER;
        if !due {
            return Ok(Some(LiveSession { person, set_cookie: None }));
        }
        person.times.last_seen = now;
        let set_cookie = match &self.0.store {
            Store::Sealed(store) => self.0.cookies.set(name.clone(), store.seal(&name, &person)?, None),
            Store::Server(store) => {
                store.save(&person, self.expiry(&person)).await?;
                None
            }
        };
        Ok(Some(LiveSession { person, set_cookie }))
    }

    /// The key ring, for other values that are sealed.
    pub(crate) fn ring(&self) -> &Ring {
        &self.0.ring
    }

    /// Names and attributes of cookies.
    pub(crate) fn cookies(&self) -> &Cookies {
        &self.0.cookies
    }

    /// The current time, by the clock that sessions expire by.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The session cookie's full name.
    pub(super) fn cookie_name(&self) -> String {
        self.0.cookies.name(COOKIE)
    }

    fn expiry(&self, person: &Person) -> Timestamp {
        let SessionTimes { issued_at, last_seen } = person.times;
        last_seen.plus(self.0.idle).min(issued_at.plus(self.0.absolute))
    }
}
