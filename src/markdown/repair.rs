//! What half-written constructs look like.

use super::block::Block;
use super::parse::Parsed;

/// A text that ends as if what is open were closed.
pub(super) struct Repaired {
    pub text: String,
    pub pending: bool,
}

/// None: the text can be shown as it is.
pub(super) fn repair(_text: &str, _parsed: &Parsed) -> Option<Repaired> {
    None
}

pub(super) fn mark_pending(_blocks: &mut [Block], _math: bool) {}
