//! What one person may use: requests a minute, streams at once, tokens a day. Per person, by issuer
//! and subject, and never by address: behind one proxy or router many people share an address.

pub(crate) mod tokens;

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DashMapStateStore,
};

use self::tokens::{Day, TokenLedger};
use super::{config::Config, person::PersonKey};
use crate::chat::{ErrorKind, StreamError};

/// Expired entries are removed once per this number of requests.
const SWEEP_EVERY: u32 = 10_000;

/// Seconds after which a retry is suggested when too many streams are open. Nobody knows when one
/// ends.
const STREAM_WAIT: f64 = 4.0;

/// A limit that a person has reached.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub(crate) enum LimitError {
    /// 429
    #[error("You have sent {limit} requests within a minute, the most that one person may. Wait {} s.", wait.ceil())]
    Requests {
        /// Requests a minute.
        limit: u32,
        /// Seconds until the next request is accepted.
        wait: f64,
    },
    /// 429
    #[error(
        "You have {limit} answers being written, the most that one person may. Wait for one to end, or stop one."
    )]
    Streams {
        /// Streams at once.
        limit: u32,
    },
    /// 429
    #[error("You have used up your {limit} tokens of today. There are new ones at midnight UTC, in {}.", Hours(*wait))]
    Tokens {
        /// Tokens a day.
        limit: u64,
        /// Seconds until midnight UTC.
        wait: f64,
    },
}

impl From<LimitError> for StreamError {
    fn from(error: LimitError) -> Self {
        let (kind, retry_after) = match error {
            LimitError::Requests { wait, .. } => (ErrorKind::RateLimited, Some(wait)),
            LimitError::Streams { .. } => (ErrorKind::TooManyStreams, Some(STREAM_WAIT)),
            LimitError::Tokens { wait, .. } => (ErrorKind::TokensUsedUp, Some(wait)),
        };
        Self { retry_after, ..Self::new(kind, error.to_string()) }
    }
}

/// Who is counted: 128 bits of a hash with a random key per process, so that an entry is small, names
/// nobody, and can't be forced to collide.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Who(u128);

/// The limits of all people. Cheap to clone; every check takes the same time with one person and
/// with a million.
#[derive(Clone)]
pub(crate) struct Limits(Arc<Counters>);

struct Counters {
    hashers: [RandomState; 2],
    requests: RateLimiter<Who, DashMapStateStore<Who>, DefaultClock>,
    requests_per_minute: u32,
    since_sweep: AtomicU32,
    streams: Shards<u32>,
    streams_at_once: u32,
    tokens_per_day: Option<u64>,
    ledger: TokenLedger,
}

impl Limits {
    /// As configured.
    pub(crate) fn new(config: &Config) -> Self {
        let limits = &config.limits;
        let per_minute = NonZeroU32::new(limits.requests_per_minute).unwrap_or(NonZeroU32::MIN);
        Self(Arc::new(Counters {
            hashers: [RandomState::new(), RandomState::new()],
            requests: RateLimiter::dashmap(Quota::per_minute(per_minute)),
            requests_per_minute: per_minute.get(),
            since_sweep: AtomicU32::new(0),
            streams: Shards::default(),
            streams_at_once: limits.streams,
            tokens_per_day: limits.tokens_per_day,
            ledger: TokenLedger::default(),
        }))
    }

    /// Counts a request.
    ///
    /// # Errors
    /// 429 with the seconds until the next request is accepted.
    pub(crate) fn request(&self, person: &PersonKey) -> Result<(), StreamError> {
        let counters = &*self.0;
        if counters.since_sweep.fetch_add(1, Ordering::Relaxed) == SWEEP_EVERY {
            counters.since_sweep.store(0, Ordering::Relaxed);
            counters.requests.retain_recent();
        }
        counters.requests.check_key(&counters.who(person)).map_err(|early| {
            let wait = early.wait_time_from(DefaultClock::default().now()).as_secs_f64();
            LimitError::Requests { limit: counters.requests_per_minute, wait }.into()
        })
    }

    /// Starts one more stream. It counts until the permit is dropped.
    ///
    /// # Errors
    /// 429 when the tokens of the day are used up or too many streams are open.
    pub(crate) fn stream(&self, person: &PersonKey) -> Result<Permit, StreamError> {
        let counters = &*self.0;
        let who = counters.who(person);
        if let Some(limit) = counters.tokens_per_day {
            let day = Day::now();
            if counters.ledger.spent(who, day) >= limit {
                return Err(LimitError::Tokens { limit, wait: day.left() }.into());
            }
        }
        let begun = counters.streams.with(who, |open| {
            let free = *open < counters.streams_at_once;
            *open += u32::from(free);
            free
        });
        if begun {
            Ok(Permit { limits: self.clone(), who })
        } else {
            Err(LimitError::Streams { limit: counters.streams_at_once }.into())
        }
    }

    /// How many people have streams open.
    #[cfg(test)]
    fn people_with_streams(&self) -> usize {
        self.0.streams.len()
    }
}

impl Counters {
    fn who(&self, person: &PersonKey) -> Who {
        let [high, low] = [0, 1].map(|half: usize| u128::from(self.hashers[half].hash_one(person)));
        Who(high << 64 | low)
    }
}

/// A stream that counts against a person's limit until this is dropped.
pub(crate) struct Permit {
    limits: Limits,
    who: Who,
}

impl Permit {
    /// Settles what the stream used, in tokens.
    pub(crate) fn spend(&self, tokens: u64) {
        let counters = &*self.limits.0;
        if counters.tokens_per_day.is_some() && tokens > 0 {
            counters.ledger.add(self.who, Day::now(), tokens);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.limits.0.streams.with(self.who, |open| *open = open.saturating_sub(1));
    }
}

/// Numbers by person, in several maps to reduce contention. A number that returns to its default is
/// removed.
struct Shards<N>([Mutex<HashMap<Who, N>>; SHARDS]);

const SHARDS: usize = 32;

impl<N> Default for Shards<N> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl<N: Copy + Default + PartialEq> Shards<N> {
    fn shard(&self, who: Who) -> std::sync::MutexGuard<'_, HashMap<Who, N>> {
        // A panic while the lock is held leaves the number unchanged or complete, so it can be used.
        self.0[who.0 as usize % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<R>(&self, who: Who, change: impl FnOnce(&mut N) -> R) -> R {
        let mut shard = self.shard(who);
        let mut number = shard.get(&who).copied().unwrap_or_default();
        let result = change(&mut number);
        if number == N::default() {
            shard.remove(&who);
        } else {
            shard.insert(who, number);
        }
        result
    }

    fn get(&self, who: Who) -> N {
        self.shard(who).get(&who).copied().unwrap_or_default()
    }

    fn clear(&self) {
        for shard in &self.0 {
            *shard.lock().unwrap_or_else(PoisonError::into_inner) = HashMap::new();
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.0.iter().map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner).len()).sum()
    }
}

/// Seconds for people.
struct Hours(f64);

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let minutes = (self.0 / 60.0).ceil() as u64;
        match (minutes / 60, minutes % 60) {
            (0, minutes) => write!(f, "{minutes} min"),
            (hours, minutes) => write!(f, "{hours} h {minutes} min"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
