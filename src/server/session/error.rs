//! What can go wrong with a session.

/// Why a session can't be begun, found or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SessionError {
    /// The store can't be reached. 503.
    #[error("the session store can't be reached")]
    Unavailable,
    /// Issuer and subject alone are longer than a session cookie may be.
    #[error("the person's identity is too long for a session")]
    TooLarge,
}
