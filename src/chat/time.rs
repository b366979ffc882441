//! Points in time, passed in by whoever has a clock.

/// A point in time in milliseconds on a steady clock; in the tab, `performance.now()`. Only
/// differences are meaningful.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Instant(pub f64);

impl Instant {
    /// Milliseconds since an earlier point, never negative: the clock jumps when a machine sleeps.
    pub fn since(self, earlier: Self) -> f64 {
        (self.0 - earlier.0).max(0.0)
    }

    /// This point in time plus some seconds.
    pub fn plus_seconds(self, seconds: f64) -> Self {
        Self(self.0 + seconds * 1000.0)
    }
}
