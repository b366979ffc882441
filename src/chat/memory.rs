//! The tab's memory budget.

/// The budget where nothing else is configured, in bytes.
pub const DEFAULT_BUDGET: usize = 200_000_000;

/// What the conversations take, and what they may take, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Messages, versions, attachments, drafts, queues, and what an undo can bring back.
    pub used: usize,
    /// The budget.
    pub limit: usize,
}

/// How near the budget is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemoryLevel {
    /// Nothing to say.
    Fine,
    /// From 80 %: a line says so and offers export and forgetting.
    Near,
    /// From 100 %: attachments and imports are refused. What people write never is.
    Full,
}

impl Memory {
    /// How near the budget is.
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
