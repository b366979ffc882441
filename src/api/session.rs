//! Whose session this browser has: a tab asks again before it goes on after a sign-in elsewhere,
//! a sign-out elsewhere, or a return from the back-forward cache.

use serde::{Deserialize, Serialize};

use super::page::PersonInfo;

/// The answer of `POST /api/session`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCheck {
    /// Who is signed in; none where nobody is. A tab compares issuer and subject with those of
    /// its page: anyone else gets an empty tab.
    pub person: Option<PersonInfo>,
}

/// The answer of `POST /logout`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Where to go next: the provider's own sign-out, or `/`.
    pub url: String,
}

/// The name of the `BroadcastChannel` by which a browser's tabs tell each other of sign-in and
/// sign-out. A message is one of the words below, nothing else: whoever hears it asks the server.
pub const CHANNEL: &str = "mayfly";

/// Said by the sign-in popup when it is done.
pub const SAID_SIGNED_IN: &str = "signed-in";

/// Said by a tab that signed out.
pub const SAID_SIGNED_OUT: &str = "signed-out";
