//! Whether a failed turn is sent again, and by whom.

use super::{ErrorKind, StreamError};

/// How often a turn is sent again without being asked.
pub const AUTOMATIC_RETRIES: u8 = 3;
/// The longest delay, in seconds, that is waited for without being asked.
pub const LONGEST_COUNTDOWN: f64 = 60.0;

/// What happens after a turn went wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RetryPlan {
    /// It is sent again after so many seconds, shown as a countdown with 'Cancel'.
    Countdown(f64),
    /// The person may try again.
    ByHand,
    /// The same request can't succeed; something has to change first.
    Permanent,
}

/// Decides what happens after an error. `received`: whether anything of the answer had come; then
/// nothing is ever sent again unasked. `attempt`: how often it was sent again already. `jitter`:
/// a random number from 0 to 1, so that many tabs don't come back at the same moment; it spreads
/// our own delays by a fifth to either side.
pub fn plan(error: &StreamError, received: bool, attempt: u8, jitter: f64) -> RetryPlan {
    match error.kind {
        ErrorKind::Forbidden
        | ErrorKind::UnknownModel
        | ErrorKind::TooLarge
        | ErrorKind::BadRequest
        | ErrorKind::UpstreamAccess
        | ErrorKind::ModelNotFound
        | ErrorKind::QuotaExhausted
        | ErrorKind::ContextLength
        | ErrorKind::Rejected => RetryPlan::Permanent,
        ErrorKind::RateLimited
        | ErrorKind::TooManyStreams
        | ErrorKind::Unavailable
        | ErrorKind::Timeout
        | ErrorKind::UpstreamBusy
        | ErrorKind::UpstreamUnavailable
        | ErrorKind::Restarting
            if !received && attempt < AUTOMATIC_RETRIES =>
        {
            match error.retry_after {
                None => {
                    let spread = 0.8 + 0.4 * jitter.clamp(0.0, 1.0);
                    RetryPlan::Countdown(f64::from(2u32 << attempt) * spread)
                }
                Some(seconds) if (0.0..=LONGEST_COUNTDOWN).contains(&seconds) => {
                    RetryPlan::Countdown(seconds)
                }
                // Too long to wait for in silence, or no number at all.
                Some(_) => RetryPlan::ByHand,
            }
        }
        _ => RetryPlan::ByHand,
    }
}
