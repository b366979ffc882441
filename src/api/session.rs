//! Whose session this browser has: a tab asks again before it goes on after a sign-in elsewhere,
//! a sign-out elsewhere, or a return from the back-forward cache.

use serde::{Deserialize, Serialize};

use super::page::PersonInfo;
use crate::chat::wire::from_json;

/// The answer of `POST /api/session`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCheck {
    /// Who is signed in; none where nobody is. A tab compares issuer and subject with those of
    /// its page: anyone else gets an empty tab.
    pub person: Option<PersonInfo>,
}

from_json!(SessionCheck { person });

/// The answer of `POST /logout`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Where to go next: the provider's own sign-out, or `/`.
    pub url: String,
}

from_json!(SignedOut { url });

/// The name of the `BroadcastChannel` by which a browser's tabs tell each other of sign-in and
/// sign-out. A message is one of the words below, nothing else: whoever hears it asks the server.
pub const CHANNEL: &str = "mayfly";

/// Said by the sign-in popup when it is done.
pub const SAID_SIGNED_IN: &str = "signed-in";

/// Said by a tab that signed out.
pub const SAID_SIGNED_OUT: &str = "signed-out";

/// Why a sign-in did not succeed. The server redirects to `/login/error?reason=…`, which says it
/// in words; the query may also hold `provider` (to try again at `/login/{provider}`, or with
/// `?switch=1` with another account), `return`, and `popup=1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInFault {
    /// The person, or the provider, said no.
    Denied,
    /// This sign-in was begun too long ago, elsewhere, or not at all.
    Expired,
    /// The provider's answer did not pass our checks.
    Failed,
    /// The provider can't be reached, or our session store can't.
    Unavailable,
    /// The provider knows the person, but our allow list does not.
    NotAllowed,
}

impl SignInFault {
    /// As in `reason=…`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Unavailable => "unavailable",
            Self::NotAllowed => "not_allowed",
        }
    }

    /// From `reason=…`; [`SignInFault::Failed`] for a word that we don't know.
    pub fn from_reason(reason: &str) -> Self {
        [Self::Denied, Self::Expired, Self::Unavailable, Self::NotAllowed]
            .into_iter()
            .find(|fault| fault.as_str() == reason)
            .unwrap_or(Self::Failed)
    }

    /// The status of the page that says it.
    pub fn status(self) -> http::StatusCode {
        match self {
            Self::Denied | Self::NotAllowed => http::StatusCode::FORBIDDEN,
            Self::Expired => http::StatusCode::BAD_REQUEST,
            Self::Failed => http::StatusCode::BAD_GATEWAY,
            Self::Unavailable => http::StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
