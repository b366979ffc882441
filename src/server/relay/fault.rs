//! What can go wrong with a model's server, and the sentence for the person. A fault with nothing to add
//! to its kind uses the kind's sentence. None names a button: only the tab knows which ones there are.

use std::time::Duration;

use crate::chat::{ErrorKind, StreamError};

/// A fault of the model's server. Each travels as an `error` event within a stream that was
/// answered with 200; none carries the upstream's own words.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Connection refused, name not found, TLS failed, or no connection within the time for it.
    #[error("{}", ErrorKind::Unreachable.sentence())]
    Unreachable,
    /// No token within the time for the first.
    #[error("The model did not begin to answer within {}. Try again.", Seconds(*.0))]
    FirstToken(Duration),
    /// Silence within an answer.
    #[error("The model fell silent for {}, so the answer was stopped.", Seconds(*.0))]
    Idle(Duration),
    /// An answer that takes longer than an answer may.
    #[error("The answer took longer than {}, the longest time that this server allows.", Seconds(*.0))]
    Total(Duration),
    /// 401 or 403.
    #[error("{}", ErrorKind::UpstreamAccess.sentence())]
    Access,
    /// 404, or the server's word for it.
    #[error(
        "The model ‘{0}’ is not there: its server does not know it. Choose another model, or tell the administrator."
    )]
    ModelNotFound(String),
    /// 429.
    #[error("{}", ErrorKind::UpstreamBusy.sentence())]
    Busy(Option<f64>),
    /// The provider's quota or credit is used up.
    #[error("{}", ErrorKind::QuotaExhausted.sentence())]
    Quota,
    /// The conversation does not fit.
    #[error("{}", ErrorKind::ContextLength.sentence())]
    ContextLength,
    /// Another 4xx that names a request parameter.
    #[error("The model’s server does not accept the setting ‘{1}’ ({0}). Change or reset it, and try again.")]
    Parameter(u16, &'static str),
    /// The provider's filter refused the question.
    #[error(
        "The model’s provider refused this question because of its content rules. Rephrase it, or choose another model."
    )]
    Filtered,
    /// Another 4xx.
    #[error(
        "The model’s server did not accept the request ({0}). Change the question or the settings, or choose another model."
    )]
    Rejected(u16),
    /// A redirect, which is never followed: a key would travel with it.
    #[error(
        "The model’s server answered with a redirect ({0}), so its address is misconfigured. Tell the administrator."
    )]
    Redirect(u16),
    /// 502, 503, 504 and their like.
    #[error("The model is not available at the moment ({0}). Try again in a moment.")]
    Unavailable(u16, Option<f64>),
    /// Another 5xx.
    #[error("The model’s server failed ({0}). Try again.")]
    Failed(u16),
    /// An error object in mid-stream.
    #[error("{}", ErrorKind::UpstreamError.sentence())]
    InStream,
    /// The response is not an event stream.
    #[error("The model’s server did not return an event stream. Try again, or tell the administrator.")]
    NotAStream,
    /// A chunk that can't be read.
    #[error("{}", ErrorKind::Malformed.sentence())]
    Malformed,
    /// A frame larger than the limit.
    #[error("The answer broke off: the model’s server sent a piece larger than 1 MiB.")]
    TooLong,
    /// The connection broke before the answer's first byte.
    #[error("The model’s server closed the connection before it answered. Try again.")]
    ClosedEarly,
    /// End of stream or reset without a finish reason.
    #[error("{}", ErrorKind::Interrupted.sentence())]
    Interrupted,
    /// This server is stopping.
    #[error("{}", ErrorKind::Restarting.sentence())]
    Restarting,
}

impl Fault {
    /// Its kind, for code.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Unreachable => ErrorKind::Unreachable,
            Self::FirstToken(_) | Self::Idle(_) | Self::Total(_) => ErrorKind::Timeout,
            Self::Access | Self::Redirect(_) => ErrorKind::UpstreamAccess,
            Self::ModelNotFound(_) => ErrorKind::ModelNotFound,
            Self::Busy(_) => ErrorKind::UpstreamBusy,
            Self::Quota => ErrorKind::QuotaExhausted,
            Self::ContextLength => ErrorKind::ContextLength,
            Self::Parameter(..) | Self::Filtered | Self::Rejected(_) => ErrorKind::Rejected,
            Self::Unavailable(..) => ErrorKind::UpstreamUnavailable,
            Self::Failed(_) | Self::InStream => ErrorKind::UpstreamError,
            Self::NotAStream | Self::Malformed | Self::TooLong => ErrorKind::Malformed,
            Self::ClosedEarly | Self::Interrupted => ErrorKind::Interrupted,
            Self::Restarting => ErrorKind::Restarting,
        }
    }

    /// As it is sent to the tab.
    pub(crate) fn to_event(&self, request_id: &str) -> StreamError {
        let retry_after = match self {
            Self::Busy(delay) | Self::Unavailable(_, delay) => *delay,
            _ => None,
        };
        StreamError {
            kind: self.kind(),
            message: self.to_string(),
            retry_after,
            request_id: Some(request_id.to_owned()),
        }
    }
}

/// A duration as people read it.
struct Seconds(Duration);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.0.as_secs_f64();
        match seconds {
            ..1.0 => write!(f, "{} ms", self.0.as_millis()),
            ..120.0 => write!(f, "{} s", seconds.round()),
            _ => write!(f, "{} minutes", (seconds / 60.0).round()),
        }
    }
}
