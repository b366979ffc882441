//! What goes wrong with a request or its stream: the kinds, and for each of them all that depends on the kind
//! alone: its name on the wire, its sentence, and whether sending again can help.

use serde::{Deserialize, Serialize};

use super::wire::{names, wire};

names! {
    /// What went wrong, for code to branch on. [`StreamError::message`] is for the person.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum ErrorKind {
        // ── the server's own refusals, before the model is asked: HTTP statuses ──
        /// 401: there is no session, or it ended.
        SignedOut = "signed_out",
        /// 403: the request did not come from this server's page, or the person may not do this.
        Forbidden = "forbidden",
        /// 404: the model is not configured here.
        UnknownModel = "unknown_model",
        /// 413: body, message or attachment beyond a limit.
        TooLarge = "too_large",
        /// 400 or 422: the request can't be read or has a value out of bounds.
        BadRequest = "bad_request",
        /// 429: this person's limit of requests.
        RateLimited = "rate_limited",
        /// 429: this person's tokens of the day are used up.
        TokensUsedUp = "tokens_used_up",
        /// 429: this person has too many streams open.
        TooManyStreams = "too_many_streams",
        /// 503: the server is stopping or out of resources.
        Unavailable = "unavailable",
        // ── faults of the model's server: `error` events ──
        /// Connection refused, name not found, TLS failed.
        Unreachable = "unreachable",
        /// No first token, or silence in the middle, for longer than the timers allow.
        Timeout = "timeout",
        /// 401 or 403 from the model's server: this server's access is misconfigured.
        UpstreamAccess = "upstream_access",
        /// 404 from the model's server.
        ModelNotFound = "model_not_found",
        /// 429 from the model's server.
        UpstreamBusy = "upstream_busy",
        /// The provider's quota is exhausted; waiting does not help.
        QuotaExhausted = "quota_exhausted",
        /// The conversation is longer than the model takes.
        ContextLength = "context_length",
        /// Another 4xx: the model's server did not accept the request.
        Rejected = "rejected",
        /// 502, 503 or 504 from the model's server or a proxy before it: down for the moment.
        UpstreamUnavailable = "upstream_unavailable",
        /// Another 5xx, or an error in mid-stream.
        UpstreamError = "upstream_error",
        /// The response was no event stream, or broke its format.
        Malformed = "malformed",
        /// The answer broke off: end of stream or reset without a finish reason.
        Interrupted = "interrupted",
        /// The server is restarting.
        Restarting = "restarting",
        // ── found by the tab itself ──
        /// The tab's own connection to the server was lost.
        ConnectionLost = "connection_lost",
        /// Something between the tab and the server answered instead of the server.
        ForeignAnswer = "foreign_answer",
    } else {
        /// A kind that this tab does not know; a newer server named it.
        Unknown = "unknown"
    }
}

/// Whether sending the same request again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// After a while, without being asked.
    Automatic,
    /// When the person wants it.
    ByHand,
    /// Not before something else changes.
    Never,
}

impl ErrorKind {
    /// What happened and what the person can do, where nothing more is known than the kind. A caller that knows a
    /// number or a name that matters words it itself.
    ///
    /// Evaluate it in a `const` in the tab: otherwise every sentence becomes part of the bundle.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::SignedOut => "You are signed out. Sign in again to go on.",
            Self::Forbidden => "This request did not come from this server’s own page, so it was refused.",
            Self::UnknownModel => {
                "This model is not offered here. Choose another one; reloading shows which there are."
            }
            Self::TooLarge => "The conversation is larger than this server accepts. Remove something.",
            Self::BadRequest => {
                "The request can’t be read: a field is missing or of the wrong type. Reloading the page brings a tab that fits this server."
            }
            Self::RateLimited => "You have sent too many requests. Wait a moment.",
            Self::TokensUsedUp => {
                "You have used up your tokens of today. There are new ones at midnight UTC."
            }
            Self::TooManyStreams => {
                "You have too many answers being written. Wait for one to end, or stop one."
            }
            Self::Unavailable => "The server could not answer; try again in a moment.",
            Self::Unreachable => "The model can’t be reached. Try again in a moment.",
            Self::Timeout => "The model took too long to answer. Try again.",
            Self::UpstreamAccess => {
                "The server’s access to the model is misconfigured. Tell the administrator, with the request’s number."
            }
            Self::ModelNotFound => {
                "The model is not there: its server does not know it. Choose another model, or tell the administrator."
            }
            Self::UpstreamBusy => {
                "The model is busy: its server takes no more requests right now. Try again in a moment."
            }
            Self::QuotaExhausted => {
                "The quota for this model is used up, and waiting does not help. Choose another model, or tell the administrator."
            }
            Self::ContextLength => "The conversation is too long for this model.",
            Self::Rejected => {
                "The model’s server did not accept the request. Change the question or the settings, or choose another model."
            }
            Self::UpstreamUnavailable => "The model is not available at the moment. Try again in a moment.",
            Self::UpstreamError => "The model’s server reported an error and ended the answer.",
            Self::Malformed => "The answer broke off: a part of it could not be read.",
            Self::Interrupted => "The answer was interrupted: the connection to the model broke off.",
            Self::Restarting => "The server is restarting. Try again in a moment.",
            Self::ConnectionLost => {
                "The connection to the server was lost; check your network and try again."
            }
            Self::ForeignAnswer => {
                "The answer could not be read; something between this tab and the server may have changed it."
            }
            Self::Unknown => "Something went wrong. Try again.",
        }
    }

    /// Whether sending the same request again can help.
    pub(crate) const fn retry(self) -> Retry {
        match self {
            Self::RateLimited
            | Self::TooManyStreams
            | Self::Unavailable
            | Self::Timeout
            | Self::UpstreamBusy
            | Self::UpstreamUnavailable
            | Self::Restarting => Retry::Automatic,
            Self::SignedOut
            | Self::TokensUsedUp
            | Self::Unreachable
            | Self::UpstreamError
            | Self::Malformed
            | Self::Interrupted
            | Self::ConnectionLost
            | Self::ForeignAnswer
            | Self::Unknown => Retry::ByHand,
            Self::Forbidden
            | Self::UnknownModel
            | Self::TooLarge
            | Self::BadRequest
            | Self::UpstreamAccess
            | Self::ModelNotFound
            | Self::QuotaExhausted
            | Self::ContextLength
            | Self::Rejected => Retry::Never,
        }
    }
}

wire! {
    /// How and why a stream or a request failed.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct StreamError {
        /// For code.
        pub kind: ErrorKind,
        /// For the person: what happened and what they can do. Never the upstream's own body, never a key.
        pub message: String,
        /// Seconds after which trying again makes sense, where the other side named them. A delay that could not be
        /// read is passed on as a negative number: then only the person tries again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub retry_after: Option<f64>,
        /// The request's id, as in the server's logs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub request_id: Option<String>,
    }
}

impl StreamError {
    /// An error without a delay or a request id.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), retry_after: None, request_id: None }
    }

    /// [`ErrorKind::ConnectionLost`] with its sentence.
    pub fn connection_lost() -> Self {
        Self::new(ErrorKind::ConnectionLost, const { ErrorKind::ConnectionLost.sentence() })
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, StreamError};

    #[test]
    fn every_kind_has_a_sentence_and_no_two_share_one() {
        let mut sentences: Vec<_> = ErrorKind::ALL.iter().map(|kind| kind.sentence()).collect();
        assert!(sentences.iter().all(|sentence| sentence.ends_with('.')), "{sentences:?}");
        assert!(sentences.iter().all(|sentence| !sentence.contains('\'')), "one apostrophe: {sentences:?}");
        sentences.sort_unstable();
        sentences.dedup();
        assert_eq!(sentences.len(), ErrorKind::ALL.len());
    }

    #[test]
    fn a_kind_that_a_newer_server_names_is_unknown() {
        let json = r#"{"kind":"brand_new","message":"New."}"#;
        assert_eq!(
            serde_json::from_str::<StreamError>(json).ok(),
            Some(StreamError::new(ErrorKind::Unknown, "New."))
        );
    }
}
