//! Importing an exported file.

use std::borrow::Cow;

use super::draft::Queued;
use super::export::json::{ConversationRow, FORMAT, File, Head, VERSION};
use super::message::Body;
use super::{
    ChatError, Conversation, ConversationId, End, ErrorKind, Memory, QueuedId, Settings, StreamError, Title,
    Workspace,
};

impl Workspace {
    /// Checks the size of a file, in bytes, before it is read: one far beyond the budget would crash the
    /// tab and lose everything in it.
    ///
    /// # Errors
    /// `ImportTooLarge`.
    pub fn may_import(&self, bytes: usize) -> Result<(), ChatError> {
        // JSON writes some characters as two.
        fits(bytes / 2, self.memory())
    }

    /// Adds the conversations of an exported JSON file before the existing ones, in the file's order.
    /// All or nothing. They count as saved, because the file holds them.
    ///
    /// # Errors
    /// One of the `Import…` errors.
    pub fn import(&mut self, json: &str) -> Result<Vec<ConversationId>, ChatError> {
        self.may_import(json.len())?;
        let json = json.trim_start_matches('\u{feff}');
        // The parser's own messages quote the input, so they are dropped here.
        let head: Head = serde_json::from_str(json).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => ChatError::ImportForeign,
            _ => ChatError::ImportUnreadable,
        })?;
        if head.format != FORMAT {
            return Err(ChatError::ImportForeign);
        }
        if head.version > VERSION {
            return Err(ChatError::ImportNewer);
        }
        let file: File<'_> = serde_json::from_str(json).map_err(|_| ChatError::ImportDamaged)?;
        let conversations: Option<Vec<_>> = file.conversations.into_iter().map(conversation).collect();
        let conversations = conversations.ok_or(ChatError::ImportDamaged)?;
        fits(conversations.iter().map(Conversation::bytes).sum(), self.memory())?;
        let mut ids: Vec<_> = conversations.into_iter().rev().map(|new| self.add(new)).collect();
        ids.reverse();
        Ok(ids)
    }
}

fn fits(bytes: usize, memory: Memory) -> Result<(), ChatError> {
    const MB: usize = 1_000_000;
    if bytes <= memory.left() {
        return Ok(());
    }
    Err(ChatError::ImportTooLarge { needed: bytes.div_ceil(MB), left: memory.left() / MB })
}

/// `None` when it contradicts itself.
fn conversation(row: ConversationRow<'_>) -> Option<Conversation> {
    let mut conversation = Conversation::default();
    let mut ids = Vec::with_capacity(row.messages.len());
    let mut shown = Vec::new();
    for message in row.messages {
        let parent = match message.parent {
            Some(position) => Some(*ids.get(position)?),
            None => None,
        };
        let mut body = message.message.into_owned();
        if let Body::Answer(answer) = &mut body {
            // No live turn writes it, so nothing more will arrive.
            answer.end.get_or_insert_with(|| {
                let sentence = "The answer was not complete when this was exported.";
                End::Interrupted(StreamError::new(ErrorKind::Interrupted, sentence))
            });
        }
        let id = conversation.tree.insert(parent, body)?;
        if message.shown {
            shown.push((parent, id));
        }
        ids.push(id);
    }
    for (parent, id) in shown {
        conversation.tree.children_mut(parent)?.select(id);
    }
    conversation.context_start = match row.context_start {
        Some(position) => Some(*ids.get(position)?),
        None => None,
    };
    conversation.queue = row
        .queue
        .into_iter()
        .zip(1..)
        .map(|(parts, id)| Queued { id: QueuedId(id), parts: parts.into_owned() })
        .collect();
    conversation.draft = row.draft.into_owned();
    let settings = row.settings.into_owned();
    conversation.settings = Settings { params: settings.params.clamp(), ..settings };
    conversation.title = match row.title {
        Cow::Owned(Title::Given(name)) => Title::given(name.as_str()).unwrap_or_default(),
        Cow::Owned(Title::Suggested(name)) => Title::imported_suggestion(name.as_str()),
        _ => Title::FirstWords,
    };
    Some(conversation)
}
