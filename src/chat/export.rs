//! Exporting conversations: as Markdown to read, as JSON to import again.

pub(super) mod json;
mod markdown;

use std::fmt;

use super::{ConversationId, Workspace};

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// To read: the shown line, then the other versions.
    Markdown,
    /// To import again: the whole tree.
    Json,
}

/// A date, for a file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// 2026
    pub year: u16,
    /// 1 to 12
    pub month: u8,
    /// 1 to 31
    pub day: u8,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A file to save.
#[derive(Clone, PartialEq)]
pub struct Export {
    /// Such as `mayfly-2026-11-24-1.md`: without message text, because browsers write the names of
    /// downloads to their history.
    pub file_name: String,
    /// Its media type.
    pub mime: &'static str,
    /// Its content.
    pub content: String,
}

impl Workspace {
    /// Exports one conversation, or all for `None`. Blank ones are left out. The exported ones count as
    /// saved from now on. `None` when there is nothing to export.
    pub fn export(&mut self, which: Option<ConversationId>, format: Format, day: Day) -> Option<Export> {
        let wanted = |id: ConversationId| which.is_none_or(|which| which == id);
        let chosen: Vec<_> =
            self.iter().filter(|(id, c)| wanted(*id) && !c.is_blank()).map(|(_, c)| c).collect();
        if chosen.is_empty() {
            return None;
        }
        let (ending, mime, content) = match format {
            Format::Markdown => ("md", "text/markdown;charset=utf-8", markdown::write(&chosen)),
            Format::Json => ("json", "application/json", json::write(&chosen)?),
        };
        for (id, conversation) in &mut self.conversations {
            if wanted(*id) {
                conversation.mark_exported();
            }
        }
        self.exports += 1;
        Some(Export { file_name: format!("mayfly-{day}-{}.{ending}", self.exports), mime, content })
    }
}
