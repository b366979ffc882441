//! The sidebar's rows: the list of conversations, and a signal for each row. A new title updates one
//! row, however many there are.

use leptos::prelude::*;

use super::Store;
use crate::chat::{Conversation, ConversationId, Phase};

/// What one row of the sidebar shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SidebarRow {
    /// The title.
    pub(crate) title: String,
    /// What the conversation is doing.
    pub(crate) doing: Doing,
}

/// What a conversation is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Nothing.
    Nothing,
    /// An answer has been requested, or is being written.
    Writing,
    /// A message waits: for a free slot, for the network, or for its retry.
    Waiting,
}

impl From<&Conversation> for SidebarRow {
    fn from(conversation: &Conversation) -> Self {
        let title = match (conversation.title(), conversation.draft_title()) {
            (Some(title), _) => title.into_owned(),
            (None, Some(draft)) => ["Draft: ", &draft].concat(),
            (None, None) => "New chat".to_owned(),
        };
        let doing = match conversation.turn().map(|turn| turn.phase()) {
            Some(Phase::Pending) => Doing::Waiting,
            Some(_) => Doing::Writing,
            None if conversation.countdown().is_some() => Doing::Waiting,
            None => Doing::Nothing,
        };
        Self { title, doing }
    }
}

/// Whether a conversation has a row. A new one gets its row with its first message, or when it is left
/// with something in it.
fn has_row(conversation: &Conversation, is_current: bool) -> bool {
    !conversation.tree().is_empty() || (!is_current && conversation.has_unsent())
}

impl Store {
    /// The conversations in which something was said, and those that hold a draft or settings and are
    /// not shown: nothing that a person typed is out of reach. Newest first. Tracked.
    pub(crate) fn rows(self) -> Vec<ConversationId> {
        self.rows.get()
    }

    /// What a conversation's row shows; `None` while it has none. Tracked.
    pub(crate) fn row(self, id: ConversationId) -> Option<SidebarRow> {
        self.row.with_value(|row| row.get(&id).cloned()).map(|row| row.get())
    }

    /// Updates the row of a conversation.
    pub(super) fn show_row(self, id: ConversationId) {
        let current = self.current.get_untracked();
        let now = self.workspace.with_value(|workspace| {
            workspace.get(id).filter(|one| has_row(one, id == current)).map(SidebarRow::from)
        });
        let known = self.row.with_value(|row| row.get(&id).cloned());
        match (now, known) {
            (Some(now), Some(known)) => {
                if known.with_untracked(|known| *known != now) {
                    known.set(now);
                }
                // The list itself does not change.
            }
            (None, None) => {}
            _ => self.show_rows(),
        }
    }

    /// Updates the list after a row was added or removed.
    pub(super) fn show_rows(self) {
        let mut before = self.row.try_update_value(std::mem::take).unwrap_or_default();
        let shown: Vec<_> = self.workspace.with_value(|workspace| {
            let current = self.current.get_untracked();
            let shown = workspace.iter().filter(|(id, one)| has_row(one, *id == current));
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
