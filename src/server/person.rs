//! Who is asking.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::session::id::{SessionId, SessionTimes};
use crate::api::page::PersonInfo;

/// What a provider vouched for at sign-in. Field names are short in JSON, because the browser sends
/// a sealed session with every request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The provider's issuer.
    #[serde(rename = "i")]
    pub(crate) issuer: String,
    /// The person's id at the provider: unique within the issuer and never reassigned.
    #[serde(rename = "s")]
    pub(crate) subject: String,
    /// The display name.
    #[serde(rename = "n")]
    pub(crate) name: String,
    /// The e-mail address, if the provider sent one. It is not necessarily verified.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// Whether the provider has a picture of the person.
    #[serde(rename = "p", default)]
    pub(crate) picture: bool,
    /// The id of the provider's own session, which its logout messages name.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub(crate) sid: Option<String>,
}

/// A person with a live session.
///
/// As an extractor it answers 401 with an error of kind `signed_out` when there is no session; pages
/// take `Option<Person>`. Both answer 503 when the session store can't be reached: nobody is let in
/// unchecked.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// What the provider vouched for.
    pub(crate) identity: Identity,
    /// When the session began and was last used.
    pub(crate) times: SessionTimes,
    /// The session's id.
    pub(crate) id: SessionId,
}

/// Issuer and subject: the key of limits, and what distinguishes two people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PersonKey {
    /// The provider's issuer.
    pub issuer: Arc<str>,
    /// The person's id at the provider.
    pub subject: Arc<str>,
}

impl Person {
    /// The key of limits.
    pub(crate) fn key(&self) -> PersonKey {
        let Identity { issuer, subject, .. } = &self.identity;
        PersonKey { issuer: issuer.as_str().into(), subject: subject.as_str().into() }
    }
}

/// What the page shows.
impl From<&Person> for PersonInfo {
    fn from(person: &Person) -> Self {
        let Identity { issuer, subject, name, email, .. } = &person.identity;
        let label = email.as_ref().or(Some(name)).filter(|label| !label.is_empty());
        Self { issuer: issuer.clone(), subject: subject.clone(), label: label.unwrap_or(subject).clone() }
    }
}

/// Prints issuer and subject alone, to keep names and addresses out of logs.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("issuer", &self.identity.issuer)
            .field("subject", &self.identity.subject)
            .finish_non_exhaustive()
    }
}
