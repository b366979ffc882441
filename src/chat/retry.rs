//! Whether a failed turn is sent again, and by whom: the tab or the person.

use super::stream_error::{Retry, StreamError};

/// How often a turn is sent again by the tab itself.
pub(super) const AUTOMATIC_RETRIES: u8 = 3;
/// The longest delay, in seconds, that the tab waits before it sends a turn again by itself.
pub(super) const LONGEST_COUNTDOWN: f64 = 60.0;

/// What happens after a turn went wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RetryPlan {
    /// It is sent again after this many seconds, shown as a countdown with 'Cancel'.
    Countdown(f64),
    /// The person may try again.
    ByHand,
    /// The same request can't succeed; something must change first.
    Permanent,
}

/// Decides what happens after an error.
///
/// - `received`: whether any part of the answer arrived; then it is never sent again automatically.
/// - `attempt`: how often it was sent again already.
/// - `jitter`: a random number from 0 to 1, so that many tabs don't return at the same moment. It spreads the
///   delays that are chosen here by a fifth to either side.
pub(super) fn plan(error: &StreamError, received: bool, attempt: u8, jitter: f64) -> RetryPlan {
    match error.kind.retry() {
        Retry::Never => RetryPlan::Permanent,
        Retry::Automatic if !received && attempt < AUTOMATIC_RETRIES => match error.retry_after {
            None => {
                let spread = 0.8 + 0.4 * jitter.clamp(0.0, 1.0);
                RetryPlan::Countdown(f64::from(2u32 << attempt) * spread)
            }
            Some(seconds) if (0.0..=LONGEST_COUNTDOWN).contains(&seconds) => RetryPlan::Countdown(seconds),
            // Too long to wait for in silence, or no number at all.
            Some(_) => RetryPlan::ByHand,
        },
        Retry::Automatic | Retry::ByHand => RetryPlan::ByHand,
    }
}
