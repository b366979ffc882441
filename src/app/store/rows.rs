//! The sidebar's rows: a list of conversations, and for each what its row shows. A new title touches
//! one row, however many there are.

use leptos::prelude::*;

use super::Store;
use crate::chat::{Conversation, ConversationId, Phase};

/// What one row of the sidebar shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SidebarRow {
    /// What it is called.
    pub(crate) title: String,
    /// What is going on in it.
    pub(crate) doing: Doing,
}

/// What is going on in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Nothing.
    Nothing,
    /// An answer is being written, or asked for.
    Writing,
    /// A message waits: for a free place, or until it may be sent again.
    Waiting,
}

impl From<&Conversation> for SidebarRow {
    fn from(conversation: &Conversation) -> Self {
        let title = conversation.title().map_or_else(|| "New chat".to_owned(), |title| title.into_owned());
        let doing = match conversation.turn().map(|turn| turn.phase()) {
            Some(Phase::Held) => Doing::Waiting,
            Some(_) => Doing::Writing,
            None if conversation.countdown().is_some() => Doing::Waiting,
            None => Doing::Nothing,
        };
        Self { title, doing }
    }
}

impl Store {
    /// The conversations in which something was said, newest first. Tracked.
    pub(crate) fn rows(self) -> Vec<ConversationId> {
        self.rows.get()
    }

    /// What a conversation's row shows; `None` while it has none. Tracked.
    pub(crate) fn row(self, id: ConversationId) -> Option<SidebarRow> {
        self.row.with_value(|row| row.get(&id).cloned()).map(|row| row.get())
    }

    /// Brings one row up to what its conversation is now.
    pub(super) fn show_row(self, id: ConversationId) {
        let now = self.workspace.with_value(|workspace| {
            workspace.get(id).filter(|conversation| !conversation.tree().is_empty()).map(SidebarRow::from)
        });
        let known = self.row.with_value(|row| row.get(&id).cloned());
        match (now, known) {
            (Some(now), Some(known)) => {
                if known.with_untracked(|known| *known != now) {
                    known.set(now);
                }
                // A row that stays in the list leaves the list as it is.
            }
            (None, None) => {}
            _ => self.show_rows(),
        }
    }

    /// Brings the list up to what there is now, after something came or went.
    pub(super) fn show_rows(self) {
        let mut before = self.row.try_update_value(std::mem::take).unwrap_or_default();
        let shown: Vec<_> = self.workspace.with_value(|workspace| {
            let shown = workspace.iter().filter(|(_, conversation)| !conversation.tree().is_empty());
            let row = |(id, conversation): (ConversationId, &Conversation)| {
                let known = before.remove(&id);
                (id, known.unwrap_or_else(|| ArcRwSignal::new(SidebarRow::from(conversation))))
            };
            shown.map(row).collect()
        });
        let rows: Vec<_> = shown.iter().map(|(id, _)| *id).collect();
        self.row.set_value(shown.into_iter().collect());
        if self.rows.with_untracked(|shown| *shown != rows) {
            self.rows.set(rows);
        }
    }
}
