//! Sessions that a provider ended.

use std::time::Duration;

use moka::sync::Cache;

use super::id::Timestamp;
use crate::server::person::Person;

/// Revocations remembered at once; the oldest are dropped first.
const MAX: u64 = 100_000;

/// What a provider's logout message ends: with a `sid`, that session; without, every session of the
/// subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revocation {
    /// The provider's issuer.
    pub(crate) issuer: String,
    /// The person's id at the provider.
    pub(crate) subject: Option<String>,
    /// The provider's own session.
    pub(crate) sid: Option<String>,
    /// Sessions that began by this time end.
    pub(crate) at: Timestamp,
}

/// What a session is compared by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// Every session of a subject.
    Subject(String, String),
    /// The provider's session.
    Sid(String, String),
    /// The sessions of a subject of which no `sid` is known: one of them may be the one that is meant.
    SubjectWithoutSid(String, String),
}

/// The revocations that this process knows of, until the sessions would have expired anyway.
pub(super) struct Revocations(Cache<Key, Timestamp>);

impl Revocations {
    /// `lifetime` is the maximum lifetime of a session.
    pub(super) fn new(lifetime: Duration) -> Self {
        let cache = Cache::builder()
            .max_capacity(MAX)
            .time_to_live(lifetime)
            .eviction_policy(moka::policy::EvictionPolicy::lru())
            .build();
        Self(cache)
    }

    pub(super) fn add(&self, revocation: &Revocation) {
        let Revocation { issuer, subject, sid, at } = revocation;
        let keys = match (sid, subject) {
            (Some(sid), subject) => [
                Some(Key::Sid(issuer.clone(), sid.clone())),
                subject.clone().map(|subject| Key::SubjectWithoutSid(issuer.clone(), subject)),
            ],
            (None, subject) => [subject.clone().map(|subject| Key::Subject(issuer.clone(), subject)), None],
        };
        for key in keys.into_iter().flatten() {
            self.0.insert(key, *at);
        }
    }

    /// Whether a person's session was ended.
    pub(super) fn has(&self, person: &Person) -> bool {
        let identity = &person.identity;
        let of = |key: fn(String, String) -> Key, name: &str| key(identity.issuer.clone(), name.to_owned());
        let keys = [
            of(Key::Subject, &identity.subject),
            match &identity.sid {
                Some(sid) => of(Key::Sid, sid),
                None => of(Key::SubjectWithoutSid, &identity.subject),
            },
        ];
        keys.iter().filter_map(|key| self.0.get(key)).any(|at| person.times.issued_at <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{
        person::Identity,
        session::id::{SessionId, SessionTimes},
    };

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn person(issuer: &str, subject: &str, sid: Option<&str>, began: u64) -> Person {
        let times = SessionTimes { issued_at: Timestamp(began), last_seen: Timestamp(began) };
        let identity = Identity {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            name: String::new(),
            email: None,
            picture: false,
            sid: sid.map(str::to_owned),
        };
        Person { identity, times, id: SessionId::random() }
    }

    fn revoked(subject: Option<&str>, sid: Option<&str>, person: &Person) -> bool {
        let revocations = Revocations::new(DAY);
        let [subject, sid] = [subject, sid].map(|text| text.map(str::to_owned));
        revocations.add(&Revocation { issuer: "i".to_owned(), subject, sid, at: Timestamp(100) });
        revocations.has(person)
    }

    #[test]
    fn a_subject_s_sessions_end_and_later_ones_do_not() {
        for sid in [None, Some("1")] {
            assert!(revoked(Some("a"), None, &person("i", "a", sid, 100)));
            assert!(!revoked(Some("a"), None, &person("i", "a", sid, 101)));
        }
        assert!(!revoked(Some("a"), None, &person("i", "b", None, 1)));
        assert!(!revoked(Some("a"), None, &person("other", "a", None, 1)));
    }

    #[test]
    fn with_a_sid_only_that_session_ends_and_those_of_which_none_is_known() {
        for subject in [None, Some("a")] {
            assert!(revoked(subject, Some("1"), &person("i", "a", Some("1"), 100)));
            assert!(!revoked(subject, Some("1"), &person("i", "a", Some("2"), 100)));
            assert!(!revoked(subject, Some("1"), &person("other", "a", Some("1"), 100)));
            assert_eq!(revoked(subject, Some("1"), &person("i", "a", None, 100)), subject.is_some());
        }
    }
}
