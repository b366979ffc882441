//! Moments, told by whoever has a clock.

/// A moment in milliseconds on some steady clock; in the tab that is `performance.now()`. Only
/// differences mean anything.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Instant(pub f64);

impl Instant {
    /// Milliseconds since an earlier moment, never negative: clocks of sleeping machines jump.
    pub fn since(self, earlier: Self) -> f64 {
        (self.0 - earlier.0).max(0.0)
    }

    /// This moment and so many seconds.
    pub fn plus_seconds(self, seconds: f64) -> Self {
        Self(self.0 + seconds * 1000.0)
    }
}
