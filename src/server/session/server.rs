//! Server-side stores, through tower-sessions' store interface: the cookie holds an id alone.
//!
//! Only the interface is used, not its layer: that sends a removal cookie without `Secure`, which
//! browsers ignore for a `__Host-` cookie.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use time::OffsetDateTime;
use tower_sessions::{
    MemoryStore, SessionStore,
    session::{Id, Record},
};

use super::{Inner, SessionError, SessionId, Store, Timestamp, sealed};
use crate::server::person::Person;

/// Where a record keeps the person.
const FIELD: &str = "person";

/// How often ended sessions are swept out.
const SWEEP: Duration = Duration::from_secs(60);

pub(super) struct ServerStore {
    store: Arc<dyn SessionStore>,
    /// When each session ends. tower-sessions' memory store never evicts by itself, and nobody's
    /// name should stay in memory after their session; stores that expire by themselves need none.
    expiries: Option<Mutex<HashMap<Id, Timestamp>>>,
}

impl ServerStore {
    /// tower-sessions' memory store: one process, gone with it.
    pub(super) fn in_memory() -> Self {
        Self { store: Arc::new(MemoryStore::default()), expiries: Some(Mutex::default()) }
    }

    /// Gives the cookie's value. The store may choose another id than the person's.
    pub(super) async fn create(
        &self,
        person: &mut Person,
        expiry: Timestamp,
    ) -> Result<String, SessionError> {
        let mut record = record(person, expiry)?;
        self.store.create(&mut record).await.map_err(unavailable)?;
        person.session_id = SessionId(record.id.0 as u128);
        self.note(record.id, expiry);
        Ok(record.id.to_string())
    }

    pub(super) async fn load(&self, cookie_value: &str) -> Result<Option<Person>, SessionError> {
        let Ok(id) = cookie_value.parse::<Id>() else { return Ok(None) };
        let Some(mut record) = self.store.load(&id).await.map_err(unavailable)? else { return Ok(None) };
        let person = record.data.remove(FIELD);
        Ok(person.and_then(|person| sealed::from_value(person, SessionId(id.0 as u128))))
    }

    pub(super) async fn save(&self, person: &Person, expiry: Timestamp) -> Result<(), SessionError> {
        let record = record(person, expiry)?;
        self.store.save(&record).await.map_err(unavailable)?;
        self.note(record.id, expiry);
        Ok(())
    }

    pub(super) async fn delete(&self, id: SessionId) -> Result<(), SessionError> {
        self.store.delete(&Id(id.0 as i128)).await.map_err(unavailable)
    }

    fn note(&self, id: Id, expiry: Timestamp) {
        if let Some(expiries) = &self.expiries {
            expiries.lock().unwrap_or_else(PoisonError::into_inner).insert(id, expiry);
        }
    }

    /// Deletes every session that ended by `now`. Gives how many are left.
    pub(super) async fn sweep(&self, now: Timestamp) -> usize {
        let Some(expiries) = &self.expiries else { return 0 };
        let (ended, left): (Vec<Id>, usize) = {
            let mut expiries = expiries.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = expiries.extract_if(|_, expiry| *expiry <= now).map(|(id, _)| id).collect();
            (ended, expiries.len())
        };
        for id in ended {
            // A failure leaves an ended session behind; it is refused by its own times.
            let _ = self.store.delete(&id).await;
        }
        left
    }
}

/// Sweeps every minute for as long as the sessions exist.
pub(super) fn spawn_sweeper(sessions: Weak<Inner>) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(SWEEP).await;
            let Some(sessions) = sessions.upgrade() else { return };
            if let Store::Server(store) = &sessions.store {
                store.sweep(sessions.clock.now()).await;
            }
        }
    });
}

fn record(person: &Person, expiry: Timestamp) -> Result<Record, SessionError> {
    let value = sealed::to_value(person).ok_or(SessionError::TooLarge)?;
    let seconds = i64::try_from(expiry.0).map_err(|_| SessionError::TooLarge)?;
    let expiry_date = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| SessionError::TooLarge)?;
    Ok(Record {
        id: Id(person.session_id.0 as i128),
        data: HashMap::from([(FIELD.to_owned(), value)]),
        expiry_date,
    })
}

fn unavailable(error: tower_sessions::session_store::Error) -> SessionError {
    let kind = match error {
        tower_sessions::session_store::Error::Encode(_) => "encode",
        tower_sessions::session_store::Error::Decode(_) => "decode",
        tower_sessions::session_store::Error::Backend(_) => "backend",
    };
    tracing::error!(kind, "the session store failed");
    SessionError::Unavailable
}
