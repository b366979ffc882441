//! Owns all that the tab knows: conversations, their turns, and the requests in flight.
//!
//! The conversations are plain data ([`Workspace`]). Around them are a few fine-grained signals, so
//! that a change updates only the views that show it: a token changes one signal of one answer, a title
//! changes one row of the sidebar, a new message changes the list of rows. Components read through the
//! methods here and send commands; nothing else changes the state. The store imports no view.

mod commands;
mod keeping;
mod live;
mod network;
mod request;
mod rows;
mod stream;
mod title;

pub(crate) use keeping::Undo;
pub(crate) use live::Growth;
pub(crate) use rows::Doing;

use std::collections::HashMap;

use leptos::prelude::*;

use self::{live::Live, rows::SidebarRow};
use crate::{
    api::{
        client,
        json::FromJson,
        page::{ModelInfo, Page},
    },
    app::{
        browser::{announce::Announcer, dom, lifetime},
        scroll::follow::Follow,
    },
    chat::{Conversation, ConversationId, Instant, Message, MessageId, ModelId, PathEntry, Workspace},
};

/// Interval of the clock, in milliseconds.
const TICK: i32 = 200;
/// Time between two ticks, in milliseconds, from which the page is taken to have been suspended.
const SLEPT: f64 = 5000.0;

/// The tab's state: every conversation, what is shown, what is running. `Copy`: components get it
/// through the context.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    workspace: StoredValue<Workspace, LocalStorage>,
    /// The turns whose request is open or waits for a slot.
    live: StoredValue<HashMap<ConversationId, Live>, LocalStorage>,
    /// Whether a flush of the answers that grew is scheduled.
    flushing: StoredValue<bool>,
    page: StoredValue<Page>,
    current: RwSignal<ConversationId>,
    /// The conversations that have a row, newest first.
    rows: RwSignal<Vec<ConversationId>>,
    /// What each row shows.
    row: StoredValue<HashMap<ConversationId, ArcRwSignal<SidebarRow>>, LocalStorage>,
    path: RwSignal<Vec<MessageId>>,
    /// The conversation that `path` belongs to, and the shape of its tree at that time.
    path_of: StoredValue<Option<(ConversationId, u64)>>,
    /// Notified when attachments, queue, settings, countdown or the turn's phase change in the shown
    /// conversation; not when its answer grows.
    state_changed: Trigger,
    /// The clock for waiting times and countdowns; it runs only while a conversation is busy.
    clock: RwSignal<f64>,
    ticking: StoredValue<bool>,
    offline: RwSignal<bool>,
    signed_out: RwSignal<bool>,
    /// Notified when a command has replaced the draft, so that the field shows the new one.
    draft_replaced: Trigger,
    /// Notified when an answer is complete.
    answered: Trigger,
    /// The last deletion, while it can be undone.
    undo: RwSignal<Option<Undo>>,
    /// Number of deletions so far: the same thing can be deleted twice, and each undo has its own timeout.
    deletions: StoredValue<u32>,
    /// The message that is being edited in place.
    editing: RwSignal<Option<MessageId>>,
    /// Why the last command was refused, as a sentence for the person; the composer shows it.
    refusal: RwSignal<Option<String>>,
    announcer: Announcer,
    follow: Follow,
}

impl Store {
    /// Creates an empty tab. Call it once, in the root component.
    pub(crate) fn new(page: Page, announcer: Announcer, follow: Follow) -> Self {
        let mut workspace = Workspace::new(usize::try_from(page.tab_bytes).unwrap_or(usize::MAX));
        let first = workspace.create();
        Self {
            workspace: StoredValue::new_local(workspace),
            live: StoredValue::new_local(HashMap::new()),
            flushing: StoredValue::new(false),
            page: StoredValue::new(page),
            current: RwSignal::new(first),
            rows: RwSignal::new(Vec::new()),
            row: StoredValue::new_local(HashMap::new()),
            path: RwSignal::new(Vec::new()),
            path_of: StoredValue::new(None),
            state_changed: Trigger::new(),
            clock: RwSignal::new(0.0),
            ticking: StoredValue::new(false),
            offline: RwSignal::new(false),
            signed_out: RwSignal::new(false),
            draft_replaced: Trigger::new(),
            answered: Trigger::new(),
            undo: RwSignal::new(None),
            deletions: StoredValue::new(0),
            editing: RwSignal::new(None),
            refusal: RwSignal::new(None),
            announcer,
            follow,
        }
    }

    /// Reads what the server sent with the page.
    pub(crate) fn page<T>(self, read: impl FnOnce(&Page) -> T) -> T {
        self.page.with_value(read)
    }

    /// The conversation that is shown. Tracked.
    pub(crate) fn current(self) -> ConversationId {
        self.current.get()
    }

    /// The message ids on the shown path of the shown conversation. They change only when messages are
    /// added or removed, or another version is shown.
    pub(crate) fn path(self) -> RwSignal<Vec<MessageId>> {
        self.path
    }

    /// What the row of a message shows. Tracked.
    pub(crate) fn entry(self, id: MessageId) -> Option<PathEntry> {
        self.with_current(|conversation| conversation.tree().entry(id)).flatten()
    }

    /// Whether the shown conversation has no message yet. Tracked.
    pub(crate) fn is_blank(self) -> bool {
        self.path.with(Vec::is_empty)
    }

    /// Reads the shown conversation. Not tracked.
    pub(crate) fn with_current_untracked<T>(self, read: impl FnOnce(&Conversation) -> T) -> Option<T> {
        let id = self.current.get_untracked();
        self.workspace.with_value(|workspace| workspace.get(id).map(read))
    }

    /// Reads the shown conversation: draft, queue, settings, the turn's phase. Tracked, except for the
    /// text of an answer while it grows.
    pub(crate) fn with_current<T>(self, read: impl FnOnce(&Conversation) -> T) -> Option<T> {
        self.state_changed.track();
        self.current.track();
        self.with_current_untracked(read)
    }

    /// Reads a message of the shown conversation. Not tracked: track [`Self::entry`] to be notified.
    pub(crate) fn with_message<T>(self, id: MessageId, read: impl FnOnce(&Message) -> T) -> Option<T> {
        self.with_current_untracked(|conversation| conversation.tree().get(id).map(read)).flatten()
    }

    /// Reads an answer's text: the settled part, and the part that is growing. Not tracked.
    pub(crate) fn with_answer_text<T>(self, id: MessageId, read: impl FnOnce(&str, &str) -> T) -> Option<T> {
        self.with_current_untracked(|conversation| {
            let answer = conversation.tree().get(id)?.answer()?;
            let live = conversation.turn().filter(|turn| turn.answer() == id);
            Some(read(answer.text.as_str(), live.map_or("", |turn| turn.text())))
        })
        .flatten()
    }

    /// Reads an answer's reasoning: the settled part, and the part that is growing. Not tracked.
    pub(crate) fn with_thoughts(self, id: MessageId, read: impl FnOnce(&str, &str)) {
        self.with_current_untracked(|conversation| {
            let Some(answer) = conversation.tree().get(id).and_then(|message| message.answer()) else {
                return;
            };
            let live = conversation.turn().filter(|turn| turn.answer() == id);
            let settled = answer.reasoning.as_ref().map_or("", |reasoning| reasoning.text.as_str());
            read(settled, live.map_or("", |turn| turn.reasoning()));
        });
    }

    /// Whether an answer's model is thinking now, and for how long it has thought, in milliseconds.
    /// `None` if the answer has no reasoning. Not tracked.
    pub(crate) fn thought(self, id: MessageId) -> Option<(bool, f64)> {
        self.with_current_untracked(|conversation| {
            let settled = conversation.tree().get(id)?.answer()?.reasoning.as_ref().map(|before| before.ms);
            let live = conversation.turn().filter(|turn| turn.answer() == id);
            match live.and_then(|turn| turn.streaming()).filter(|live| !live.reasoning().is_empty()) {
                Some(live) => {
                    Some((live.is_thinking(), settled.unwrap_or(0.0) + live.thought_ms(dom::now())))
                }
                None => settled.map(|ms| (false, ms)),
            }
        })
        .flatten()
    }

    /// The growth of this answer, if it is the live one of the shown conversation. Not tracked.
    pub(crate) fn growth(self, answer: MessageId) -> Option<Growth> {
        let answering = self.with_current_untracked(|one| one.turn().map(|turn| turn.answer())).flatten();
        (answering == Some(answer))
            .then(|| {
                let id = self.current.get_untracked();
                self.live.with_value(|live| live.get(&id).map(|turn| turn.growth.clone()))
            })
            .flatten()
    }

    /// The clock, in milliseconds; it runs while a conversation is busy. Tracked.
    pub(crate) fn clock(self) -> Instant {
        Instant(self.clock.get())
    }

    /// Whether an answer of the shown conversation is being written, or will be retried automatically.
    /// Tracked.
    pub(crate) fn is_busy(self) -> bool {
        self.with_current(Conversation::is_busy).unwrap_or(false)
    }

    /// [`Self::is_busy`], not tracked.
    pub(crate) fn is_busy_untracked(self) -> bool {
        self.with_current_untracked(Conversation::is_busy).unwrap_or(false)
    }

    /// The title of the shown conversation; `None` while it has no message. Tracked.
    pub(crate) fn shown_title(self) -> Option<String> {
        self.rows.track();
        self.row(self.current.get()).map(|row| row.title)
    }

    /// Notified when a command has replaced the draft, so that the field shows the new one.
    pub(crate) fn draft_replaced(self) -> Trigger {
        self.draft_replaced
    }

    /// Notified when an answer is complete.
    pub(crate) fn answered(self) -> Trigger {
        self.answered
    }

    /// Whether there are changes that were not saved to a file. Not tracked.
    pub(crate) fn is_changed(self) -> bool {
        self.workspace.with_value(Workspace::is_changed)
    }

    /// Whether the session ended while this page was open. Tracked.
    pub(crate) fn is_signed_out(self) -> bool {
        self.signed_out.get()
    }

    /// The message that is being edited in place.
    pub(crate) fn editing(self) -> RwSignal<Option<MessageId>> {
        self.editing
    }

    /// Why the last command was refused, as a sentence for the person.
    pub(crate) fn refusal(self) -> RwSignal<Option<String>> {
        self.refusal
    }

    /// The `spellcheck` attribute of text fields: some browsers send what is typed to a service to
    /// check it.
    pub(crate) fn spellcheck(self) -> &'static str {
        if self.page(|page| page.spellcheck) { "true" } else { "false" }
    }

    /// The model that answers next in the shown conversation. Tracked.
    pub(crate) fn model(self) -> Option<ModelInfo> {
        self.with_current(|_| ());
        let id = self.model_to_ask()?;
        self.page(|page| page.models.iter().find(|model| model.id == id).cloned())
    }

    /// [`Self::model`], not tracked.
    pub(crate) fn model_untracked(self) -> Option<ModelInfo> {
        untrack(move || self.model())
    }

    /// Reloads the list of models, since the server learns about them over time (for example whether one
    /// accepts `store: false`). If the request fails, the list stays as it is.
    pub(crate) fn refresh_models(self) {
        lifetime::spawn(async move {
            let Ok(answer) = client::post("/api/models").await else { return };
            let Some(models) = Vec::<ModelInfo>::from_bytes(&answer) else { return };
            self.page.update_value(|page| {
                // The server lists the default model first, if it is offered.
                page.default_model = models.first().map(|model| model.id.clone());
                page.models = models;
            });
            self.state_changed.notify();
        });
    }

    /// The title of a model, or its id if it is not offered.
    pub(crate) fn model_title(self, id: &ModelId) -> String {
        self.page(|page| {
            page.models
                .iter()
                .find(|model| model.id == *id)
                .map_or_else(|| id.to_string(), |model| model.title.clone())
        })
    }

    /// The number of listed conversations, and the bytes that the tab uses. Tracked.
    pub(crate) fn bytes_used(self) -> (usize, usize) {
        self.track_sizes();
        let rows = self.rows.with_untracked(Vec::len);
        self.workspace.with_value(|workspace| (rows, workspace.memory().used))
    }

    /// Tracks whatever changes the tab's size, except for the text of an answer while it is written.
    fn track_sizes(self) {
        self.path.track();
        self.state_changed.track();
        for id in self.rows.get() {
            // Its signal changes when an answer begins and ends, also in conversations that are not shown.
            self.row(id);
        }
    }

    /// Changes a conversation and updates what shows it.
    fn change_and_show<T>(
        self,
        id: ConversationId,
        change: impl FnOnce(&mut Conversation) -> T,
    ) -> Option<T> {
        let result = self.change_unshown(id, change);
        self.show(id);
        result
    }

    /// Changes a conversation without updating the views: for changes that happen many times a frame, and
    /// for callers that call [`Self::show`] later.
    fn change_unshown<T>(self, id: ConversationId, change: impl FnOnce(&mut Conversation) -> T) -> Option<T> {
        self.workspace(|workspace| workspace.get_mut(id).map(change)).flatten()
    }

    /// Reads or changes the workspace as a whole, without updating the views.
    pub(crate) fn workspace<T>(self, change: impl FnOnce(&mut Workspace) -> T) -> Option<T> {
        self.workspace.try_update_value(change)
    }

    /// Updates the signals to a conversation's current state. A signal whose value stays the same
    /// notifies nobody.
    fn show(self, id: ConversationId) {
        if id == self.current.get_untracked() {
            self.show_path();
            self.state_changed.notify();
        }
        self.show_row(id);
        self.tick();
    }

    /// Updates the path. Computes it only if the tree's shape has changed: a conversation can be long.
    fn show_path(self) {
        let id = self.current.get_untracked();
        let now = self.with_current_untracked(|conversation| (id, conversation.tree().shape()));
        if now == self.path_of.get_value() {
            return;
        }
        self.path_of.set_value(now);
        let path = self.with_current_untracked(Conversation::path).unwrap_or_default();
        if self.path.with_untracked(|shown| *shown != path) {
            self.path.set(path);
        }
    }

    /// Starts the clock, which runs while any conversation is busy.
    fn tick(self) {
        let busy = self.workspace.with_value(|workspace| workspace.iter().any(|(_, one)| one.is_busy()));
        if !busy || self.ticking.get_value() {
            return;
        }
        self.ticking.set_value(true);
        self.clock.set(dom::now().0);
        dom::after(TICK, move || {
            self.ticking.set_value(false);
            let now = dom::now().0;
            let slept = now - self.clock.get_untracked() > SLEPT;
            self.clock.set(now);
            self.check_connections(slept);
            self.check_countdowns();
            self.tick();
        });
    }
}
