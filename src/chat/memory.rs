//! The tab's memory budget.

/// The default budget in bytes.
pub(super) const DEFAULT_BUDGET: usize = 200_000_000;

/// What the conversations use, and what they may use, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Messages, versions, attachments, drafts, queues, and what an undo can restore.
    pub used: usize,
    /// The budget.
    pub limit: usize,
}

/// How close the budget is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemoryLevel {
    /// Nothing to show.
    Fine,
    /// From 80 %: a line offers to export and to forget.
    Near,
    /// From 100 %: attachments and imports are refused. Typed text never is.
    Full,
}

impl Memory {
    /// How close the budget is.
    pub fn level(self) -> MemoryLevel {
        if self.used >= self.limit {
            MemoryLevel::Full
        } else if self.used >= self.limit / 5 * 4 {
            MemoryLevel::Near
        } else {
            MemoryLevel::Fine
        }
    }

    /// What is left in bytes.
    pub fn left(self) -> usize {
        self.limit.saturating_sub(self.used)
    }
}
