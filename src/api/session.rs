//! Whose session this browser has, and why a sign-in failed. A tab asks for the session again after
//! a sign-in or sign-out in another tab, and when the back-forward cache restores it.

use serde::{Deserialize, Serialize};

use super::page::PersonInfo;
use crate::chat::wire::wire;

wire! {
    /// The answer of `POST /api/session`.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub struct SessionCheck {
        /// Who is signed in, if anybody. A tab compares issuer and subject with its page's and clears
        /// itself when they differ.
        pub person: Option<PersonInfo>,
    }
}

wire! {
    /// The answer of `POST /logout`.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct SignedOut {
        /// Where to go next: the provider's own sign-out, or `/`.
        pub url: String,
    }
}

/// The `BroadcastChannel` on which a browser's tabs announce sign-in and sign-out. A message is one
/// of the words below and nothing else; the receiver asks the server who is signed in.
pub const CHANNEL: &str = "mayfly";

/// Sent by the sign-in popup when it has finished.
pub const SAID_SIGNED_IN: &str = "signed-in";

/// Sent by a tab that signed out.
pub const SAID_SIGNED_OUT: &str = "signed-out";

/// Why a sign-in did not succeed. The server redirects to `/login/error?reason=WORD`, and that page
/// shows the fault's [`SignInNotice`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "&'static str")]
pub enum SignInFault {
    /// The person or the provider declined.
    Denied,
    /// The attempt expired, was used before, or began in another browser.
    Expired,
    /// The provider or the session store can't be reached.
    Unavailable,
    /// The provider knows the person, but the allow list doesn't.
    NotAllowed,
    /// The provider's answer failed validation. Unknown words mean this, too.
    #[default]
    Failed,
}

/// What the page about a failed sign-in says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInNotice {
    /// What happened.
    pub heading: &'static str,
    /// What it means and what the person can do.
    pub text: &'static str,
    /// The label of the link that begins the next sign-in.
    pub label: &'static str,
    /// Whether that sign-in asks for another account.
    pub switches_account: bool,
}

impl SignInFault {
    /// Every fault.
    const ALL: [Self; 5] = [Self::Denied, Self::Expired, Self::Unavailable, Self::NotAllowed, Self::Failed];

    /// The word in `reason=WORD`, the status of the page, and what the page says.
    ///
    /// `Failed` is a 400: proxies and content networks replace the bodies of 502 answers with pages
    /// of their own.
    fn row(self) -> (&'static str, http::StatusCode, SignInNotice) {
        use http::StatusCode;
        let notice =
            |heading, text| SignInNotice { heading, text, label: "Sign in again", switches_account: false };
        match self {
            Self::Denied => (
                "denied",
                StatusCode::FORBIDDEN,
                notice(
                    "You did not sign in",
                    "The sign-in was cancelled or refused at your organisation’s account page. Nothing was changed.",
                ),
            ),
            Self::Expired => (
                "expired",
                StatusCode::BAD_REQUEST,
                notice(
                    "That sign-in took too long",
                    "A sign-in is good for ten minutes and for one use, in the browser that began it. Begin again.",
                ),
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                notice(
                    "Your organisation’s sign-in can’t be reached",
                    "The account service did not answer. Wait a moment and try again; if it stays so, tell your administrator.",
                ),
            ),
            Self::NotAllowed => (
                "not_allowed",
                StatusCode::FORBIDDEN,
                SignInNotice {
                    label: "Switch account",
                    switches_account: true,
                    ..notice(
                        "This account may not use this chat",
                        "You are who you say you are, but this account is not on the list of those who may enter. Switch to another account, or ask your administrator.",
                    )
                },
            ),
            Self::Failed => (
                "failed",
                StatusCode::BAD_REQUEST,
                notice(
                    "Signing in did not work",
                    "The answer of the account service did not pass the checks. Try again; if it stays so, tell your administrator.",
                ),
            ),
        }
    }

    /// The word in `reason=WORD`.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The status of the page that shows the fault.
    pub fn status(self) -> http::StatusCode {
        self.row().1
    }

    /// What that page says.
    pub fn notice(self) -> SignInNotice {
        self.row().2
    }
}

// `ALL` has every fault: `Failed` is the last one.
const _: () = assert!(SignInFault::ALL.len() == SignInFault::Failed as usize + 1);

impl From<String> for SignInFault {
    fn from(word: String) -> Self {
        Self::ALL.into_iter().find(|fault| fault.as_str() == word).unwrap_or_default()
    }
}

impl From<SignInFault> for &'static str {
    fn from(fault: SignInFault) -> Self {
        fault.as_str()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_survives_its_word_and_unknown_words_mean_failed() {
        for fault in SignInFault::ALL {
            let word = serde_json::to_string(&fault).unwrap();
            assert_eq!(word, format!("{:?}", fault.as_str()));
            assert_eq!(serde_json::from_str::<SignInFault>(&word).unwrap(), fault);
        }
        for word in ["", "nonsense", "Denied", "not-allowed"] {
            assert_eq!(SignInFault::from(word.to_owned()), SignInFault::Failed);
        }
    }
}
