//! The tokens that each person used today.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use super::{Shards, Who};

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

/// A day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    number: u64,
    second: u64,
}

impl Day {
    /// Today.
    pub(crate) fn now() -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self { number: seconds / SECONDS_A_DAY, second: seconds % SECONDS_A_DAY }
    }

    /// Seconds until it ends.
    pub(crate) fn left(self) -> f64 {
        (SECONDS_A_DAY - self.second) as f64
    }
}

/// Counts the tokens of the day in this process's memory: a restart starts at zero, and each replica
/// counts for itself.
#[derive(Default)]
pub(crate) struct TokenLedger {
    day: AtomicU64,
    spent: Shards<u64>,
}

impl TokenLedger {
    /// Yesterday's numbers are dropped with the first call on a new day.
    fn turn_to(&self, day: Day) {
        if self.day.swap(day.number, Ordering::AcqRel) != day.number {
            self.spent.clear();
        }
    }

    /// What a person used on this day.
    pub(crate) fn spent(&self, who: Who, day: Day) -> u64 {
        self.turn_to(day);
        self.spent.get(who)
    }

    /// Adds to what a person used on this day.
    pub(crate) fn add(&self, who: Who, day: Day, tokens: u64) {
        self.turn_to(day);
        self.spent.with(who, |spent| *spent = spent.saturating_add(tokens));
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, TokenLedger, Who};

    #[test]
    fn a_new_day_begins_at_nothing() {
        let ledger = TokenLedger::default();
        let day = |number| Day { number, second: 0 };
        ledger.add(Who(7), day(20_000), 5);
        ledger.add(Who(7), day(20_000), 6);
        assert_eq!(ledger.spent(Who(7), day(20_000)), 11);
        assert_eq!(ledger.spent(Who(8), day(20_000)), 0);
        assert_eq!(ledger.spent(Who(7), day(20_001)), 0);
        assert_eq!(day(1).left(), 86_400.0);
    }
}
