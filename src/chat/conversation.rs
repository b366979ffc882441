//! One conversation: its tree, live turn, queue, draft and settings.
//!
//! At most one turn is live. Its growing text stays out of the tree until it ends, so that a token
//! changes a single field.

mod edits;
mod queue;
mod turns;

use std::borrow::Cow;

pub use turns::{Countdown, Progress};

use super::draft::{Draft, Queued};
use super::{
    ChatError, FinishReason, MessageId, ModelId, Part, Settings, Text, Title, Tree, Turn, UndoId, title,
    tree::Removed,
};

/// One conversation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversation {
    pub(super) tree: Tree,
    pub(super) turn: Option<Turn>,
    pub(super) countdown: Option<Countdown>,
    pub(super) queue: Vec<Queued>,
    pub(super) draft: Draft,
    pub(super) settings: Settings,
    pub(super) title: Title,
    /// The first message that is sent; earlier ones stay readable.
    pub(super) context_start: Option<MessageId>,
    pub(super) deletions: Vec<(UndoId, Removed)>,
    pub(super) counter: u32,
    pub(super) changes: u64,
    pub(super) exported: u64,
}

impl Conversation {
    /// Its messages.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The ids of the shown line, first message first.
    pub fn path(&self) -> Vec<MessageId> {
        self.tree.line()
    }

    /// The live turn.
    pub fn turn(&self) -> Option<&Turn> {
        self.turn.as_ref()
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Replaces the settings; parameters are clamped to their bounds. A change of the model alone does not
    /// count as a change that leaving would lose.
    pub fn set_settings(&mut self, settings: Settings) {
        let settings = Settings { params: settings.params.clamp(), ..settings };
        let same =
            settings.system_prompt == self.settings.system_prompt && settings.params == self.settings.params;
        self.settings = settings;
        if !same {
            self.touch();
        }
    }

    /// Sets the model for the next turn.
    pub fn set_model(&mut self, model: ModelId) {
        self.settings.model = Some(model);
    }

    /// The draft.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Sets the text of the draft.
    pub fn set_draft_text(&mut self, text: &str) {
        if self.draft.text.as_str() != text {
            self.draft.text = Text::from(text);
            self.touch();
        }
    }

    /// Replaces the whole draft, for instance by an example. Attachments are not checked against the memory
    /// budget here; new ones are added by [`super::Workspace::attach`].
    pub fn set_draft(&mut self, draft: Draft) {
        self.draft = draft;
        self.touch();
    }

    /// Removes an attachment from the draft. Does nothing when there is none at this index.
    pub fn detach(&mut self, index: usize) {
        if index < self.draft.attachments.len() {
            self.draft.attachments.remove(index);
            self.touch();
        }
    }

    /// Moves the content of an attached text file into the draft's text.
    pub fn unfold(&mut self, index: usize) {
        self.draft.unfold(index);
        self.touch();
    }

    pub(super) fn attach(&mut self, part: Part) {
        self.draft.attachments.push(part);
        self.touch();
    }

    /// The first words of the draft, or the name of its first attachment; `None` if it is blank.
    pub fn draft_title(&self) -> Option<String> {
        let parts = self.draft.clone().into_parts();
        title::first_words(&parts).map(Cow::into_owned)
    }

    /// Its title; `None` while there is neither a title nor a first word.
    pub fn title(&self) -> Option<Cow<'_, str>> {
        let first = || self.tree.path().find_map(|message| title::first_words(&message.question()?.parts));
        self.title.text().map(|name| Cow::Borrowed(name.as_str())).or_else(first)
    }

    /// Whether the person gave the title.
    pub fn is_renamed(&self) -> bool {
        matches!(self.title, Title::Given(_))
    }

    /// Sets the title as the person's own.
    ///
    /// # Errors
    /// `BlankTitle`; the old title is kept.
    pub fn rename(&mut self, name: &str) -> Result<(), ChatError> {
        self.title = Title::given(name)?;
        self.touch();
        Ok(())
    }

    /// A model names it; a name that the person gave stays.
    pub fn suggest_title(&mut self, reply: &str, reason: &FinishReason) {
        if !self.is_renamed() {
            self.title = Title::suggested(reply, reason);
            self.touch();
        }
    }

    /// The first message that is sent, if it is not the first of all.
    pub fn context_start(&self) -> Option<MessageId> {
        self.context_start
    }

    /// Sends nothing before this message from now on; it stays readable. `None` sends everything.
    ///
    /// # Errors
    /// `Gone`.
    pub fn start_context_at(&mut self, message: Option<MessageId>) -> Result<(), ChatError> {
        if message.is_some_and(|id| self.tree.get(id).is_none()) {
            return Err(ChatError::Gone);
        }
        self.context_start = message;
        self.touch();
        Ok(())
    }

    /// Stops sending the oldest question and its answer. False when only one turn is left.
    pub fn drop_oldest_turn(&mut self) -> bool {
        self.second_sent_turn().is_some_and(|next| self.start_context_at(Some(next)).is_ok())
    }

    /// Whether more than one turn of the shown line is sent, so that one can be dropped.
    pub fn sends_several_turns(&self) -> bool {
        self.second_sent_turn().is_some()
    }

    fn second_sent_turn(&self) -> Option<MessageId> {
        let line: Vec<_> = self.tree.path().collect();
        let first = line.iter().position(|message| Some(message.id) == self.context_start).unwrap_or(0);
        line.iter().skip(first + 1).find(|message| message.question().is_some()).map(|message| message.id)
    }

    /// Its share of the memory budget in bytes: messages and versions, the live turn, draft, queue,
    /// settings, and what an undo can restore.
    pub fn bytes(&self) -> usize {
        self.tree.bytes
            + self.turn.as_ref().map_or(0, Turn::bytes)
            + self.draft.bytes()
            + self.queue.iter().map(Queued::bytes).sum::<usize>()
            + self.deletions.iter().map(|(_, removed)| removed.bytes).sum::<usize>()
            + self.settings.system_prompt.len()
            + self.title.text().map_or(0, Text::len)
    }

    /// Whether it has no content.
    pub fn is_blank(&self) -> bool {
        self.tree.is_empty() && self.queue.is_empty() && self.draft.is_blank()
    }

    /// Whether leaving would lose something that was not exported.
    pub fn is_changed(&self) -> bool {
        !self.is_blank() && (self.changes != self.exported || self.turn.is_some())
    }

    pub(super) fn touch(&mut self) {
        self.changes += 1;
    }

    pub(super) fn mark_exported(&mut self) {
        self.exported = self.changes;
    }

    fn next_id(&mut self) -> u32 {
        self.counter = self.counter.wrapping_add(1);
        self.counter
    }
}
