//! Server-side stores, through tower-sessions' store interface: the cookie holds only an id.
//!
//! tower-sessions' layer is not used: its removal cookie lacks `Secure`, so browsers ignore it for a
//! `__Host-` cookie.

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

use super::{
    error::SessionError,
    id::{Clock, SessionId, Timestamp},
    sealed,
};
use crate::server::person::Person;

/// The field of a record that holds the person.
const FIELD: &str = "person";

/// Interval between two sweeps of expired sessions.
const SWEEP: Duration = Duration::from_secs(60);

pub(super) struct ServerStore {
    store: Arc<dyn SessionStore>,
    /// When each session expires. tower-sessions' memory store never evicts, and nobody's name
    /// should stay in memory after their session. None for stores that expire by themselves.
    expiries: Option<Mutex<HashMap<Id, Timestamp>>>,
}

impl ServerStore {
    /// tower-sessions' memory store, for a single process.
    pub(super) fn in_memory() -> Self {
        Self { store: Arc::new(MemoryStore::default()), expiries: Some(Mutex::default()) }
    }

    /// Stores a new session and returns the cookie's value. The store may choose another id than the
    /// person's.
    ///
    /// # Errors
    /// When the store can't be reached.
    pub(super) async fn create(
        &self,
        person: &mut Person,
        expiry: Timestamp,
    ) -> Result<String, SessionError> {
        let mut record = record(person, expiry)?;
        self.store.create(&mut record).await.map_err(unavailable)?;
        person.id = SessionId(record.id.0 as u128);
        self.note_expiry(record.id, expiry);
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
        self.note_expiry(record.id, expiry);
        Ok(())
    }

    pub(super) async fn delete(&self, id: SessionId) -> Result<(), SessionError> {
        self.store.delete(&Id(id.0 as i128)).await.map_err(unavailable)
    }

    fn note_expiry(&self, id: Id, expiry: Timestamp) {
        if let Some(expiries) = &self.expiries {
            expiries.lock().unwrap_or_else(PoisonError::into_inner).insert(id, expiry);
        }
    }

    /// Deletes every session that expired by `now`.
    async fn sweep(&self, now: Timestamp) {
        let Some(expiries) = &self.expiries else { return };
        let expired: Vec<Id> = {
            let mut expiries = expiries.lock().unwrap_or_else(PoisonError::into_inner);
            expiries.extract_if(|_, expiry| *expiry <= now).map(|(id, _)| id).collect()
        };
        for id in expired {
            // A failure leaves an expired session behind; its own times make it refused.
            let _ = self.store.delete(&id).await;
        }
    }
}

/// Sweeps every minute for as long as the store exists.
pub(super) fn spawn_sweeper(store: Weak<ServerStore>, clock: Clock) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(SWEEP).await;
            let Some(store) = store.upgrade() else { return };
            store.sweep(clock.now()).await;
        }
    });
}

fn record(person: &Person, expiry: Timestamp) -> Result<Record, SessionError> {
    let value = sealed::to_value(person).ok_or(SessionError::TooLarge)?;
    let seconds = i64::try_from(expiry.0).map_err(|_| SessionError::TooLarge)?;
    let expiry_date = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| SessionError::TooLarge)?;
    Ok(Record { id: Id(person.id.0 as i128), data: HashMap::from([(FIELD.to_owned(), value)]), expiry_date })
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
