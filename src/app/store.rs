//! The one owner of what the tab knows: conversations, their turns, and the requests in flight.
//!
//! The conversations are plain data ([`Workspace`]). Around them are a few fine-grained signals, so
//! that each change touches only what shows it: a token changes one signal of one answer, a title one
//! row of the sidebar, a new message the list of rows. Components read through the methods here and
//! send commands; nobody else changes anything. The store knows no view.

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

/// Milliseconds between two ticks of the clock.
const TICK: i32 = 200;
/// Milliseconds between two ticks after which the page cannot have been running in between.
const SLEPT: f64 = 5000.0;

/// The tab's state: every conversation, what is shown, what is running. `Copy`: components get it
/// through the context.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    workspace: StoredValue<Workspace, LocalStorage>,
    /// The turns whose request is open or waits for a slot.
    live: StoredValue<HashMap<ConversationId, Live>, LocalStorage>,
    /// Whether a flush of what grew is scheduled.
    flushing: StoredValue<bool>,
    page: StoredValue<Page>,
    current: RwSignal<ConversationId>,
    /// The conversations that have a row, newest first.
    rows: RwSignal<Vec<ConversationId>>,
    /// What each row shows.
    row: StoredValue<HashMap<ConversationId, ArcRwSignal<SidebarRow>>, LocalStorage>,
    path: RwSignal<Vec<MessageId>>,
    /// The conversation whose line `path` is, and the shape of its tree then.
    path_of: StoredValue<Option<(ConversationId, u64)>>,
    /// Raised when attachments, queue, settings, countdown or the turn's phase of the shown
    /// conversation change; not when its answer grows.
    state_changed: Trigger,
    /// The clock that waiting and countdowns show; runs only while there is something to show.
    clock: RwSignal<f64>,
    ticking: StoredValue<bool>,
    offline: RwSignal<bool>,
    signed_out: RwSignal<bool>,
    /// Raised when a command replaced the draft, so that the field must show it.
    draft_replaced: Trigger,
    /// Raised when an answer is complete.
    answered: Trigger,
    /// What can still be brought back.
    undo: RwSignal<Option<Undo>>,
    /// How many deletions there were: the same one can come twice, and each is offered for its own time.
    deletions: StoredValue<u32>,
    /// The message that is being edited in place.
    editing: RwSignal<Option<MessageId>>,
    /// The last refusal of a command, in the person's words; shown by the composer.
    refusal: RwSignal<Option<String>>,
    announcer: Announcer,
    follow: Follow,
}

impl Store {
    /// An empty tab. Call once, in the root component.
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

    /// The shown line of the shown conversation, as names. It changes only when messages come or go
    /// or another version is shown.
    pub(crate) fn path(self) -> RwSignal<Vec<MessageId>> {
        self.path
    }

    /// What the row of a message shows. Tracked.
    pub(crate) fn entry(self, id: MessageId) -> Option<PathEntry> {
        self.with_current(|conversation| conversation.tree().entry(id)).flatten()
    }

    /// Whether nothing was said yet in the shown conversation. Tracked.
    pub(crate) fn is_blank(self) -> bool {
        self.path.with(Vec::is_empty)
    }

    /// Reads the shown conversation. Not tracked.
    pub(crate) fn with_current_untracked<T>(self, read: impl FnOnce(&Conversation) -> T) -> Option<T> {
        let id = self.current.get_untracked();
        self.workspace.with_value(|workspace| workspace.get(id).map(read))
    }

    /// Reads the shown conversation: draft, queue, settings, the turn's phase. Tracked, but for the
    /// words of an answer while it grows.
    pub(crate) fn with_current<T>(self, read: impl FnOnce(&Conversation) -> T) -> Option<T> {
        self.state_changed.track();
        self.current.track();
        self.with_current_untracked(read)
    }

    /// Reads a message of the shown conversation. Not tracked: the row's entry says when to look.
    pub(crate) fn with_message<T>(self, id: MessageId, read: impl FnOnce(&Message) -> T) -> Option<T> {
        self.with_current_untracked(|conversation| conversation.tree().get(id).map(read)).flatten()
    }

    /// Reads an answer's text: what is settled, and what grows. Not tracked.
    pub(crate) fn with_answer_text<T>(self, id: MessageId, read: impl FnOnce(&str, &str) -> T) -> Option<T> {
        self.with_current_untracked(|conversation| {
            let answer = conversation.tree().get(id)?.answer()?;
            let live = conversation.turn().filter(|turn| turn.answer() == id);
            Some(read(answer.text.as_str(), live.map_or("", |turn| turn.text())))
        })
        .flatten()
    }

    /// Reads an answer's thoughts: what is settled, and what grows. Not tracked.
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

    /// Whether an answer's model thinks right now, and how long it has thought in milliseconds; none
    /// where it thought nothing. Not tracked.
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

    /// The growth of the shown conversation's live answer, if it is this one. Not tracked.
    pub(crate) fn growth(self, answer: MessageId) -> Option<Growth> {
        let answering = self.with_current_untracked(|one| one.turn().map(|turn| turn.answer())).flatten();
        (answering == Some(answer))
            .then(|| {
                let id = self.current.get_untracked();
                self.live.with_value(|live| live.get(&id).map(|turn| turn.growth.clone()))
            })
            .flatten()
    }

    /// The clock in milliseconds; it ticks while something waits. Tracked.
    pub(crate) fn clock(self) -> Instant {
        Instant(self.clock.get())
    }

    /// Whether an answer of the shown conversation is being written, or will be asked for again
    /// automatically. Tracked.
    pub(crate) fn is_busy(self) -> bool {
        self.with_current(Conversation::is_busy).unwrap_or(false)
    }

    /// The same, not tracked.
    pub(crate) fn is_busy_untracked(self) -> bool {
        self.with_current_untracked(Conversation::is_busy).unwrap_or(false)
    }

    /// What the shown conversation is called; none while nothing was said. Tracked.
    pub(crate) fn shown_title(self) -> Option<String> {
        self.rows.track();
        self.row(self.current.get()).map(|row| row.title)
    }

    /// Raised when a command replaced the draft, so that the field must show it.
    pub(crate) fn draft_replaced(self) -> Trigger {
        self.draft_replaced
    }

    /// Raised when an answer is complete.
    pub(crate) fn answered(self) -> Trigger {
        self.answered
    }

    /// Whether something here was not saved elsewhere. Not tracked.
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

    /// The last refusal, in the person's words.
    pub(crate) fn refusal(self) -> RwSignal<Option<String>> {
        self.refusal
    }

    /// What fields of text say about spell checking: some browsers send what is typed to a service
    /// for it.
    pub(crate) fn spellcheck(self) -> &'static str {
        if self.page(|page| page.spellcheck) { "true" } else { "false" }
    }

    /// The model that the shown conversation asks next. Tracked.
    pub(crate) fn model(self) -> Option<ModelInfo> {
        self.with_current(|_| ());
        let id = self.model_to_ask()?;
        self.page(|page| page.models.iter().find(|model| model.id == id).cloned())
    }

    /// The same, not tracked.
    pub(crate) fn model_untracked(self) -> Option<ModelInfo> {
        untrack(move || self.model())
    }

    /// Asks the server what it knows about the models by now: whether one still takes the question
    /// that nothing is stored, for one. Where that fails, what the page began with stays.
    pub(crate) fn refresh_models(self) {
        lifetime::spawn(async move {
            let Ok(answer) = client::post("/api/models").await else { return };
            let Some(models) = Vec::<ModelInfo>::from_bytes(&answer) else { return };
            self.page.update_value(|page| {
                // The server puts the default one first, while it is there.
                page.default_model = models.first().map(|model| model.id.clone());
                page.models = models;
            });
            self.state_changed.notify();
        });
    }

    /// What people call a model.
    pub(crate) fn model_title(self, id: &ModelId) -> String {
        self.page(|page| {
            page.models
                .iter()
                .find(|model| model.id == *id)
                .map_or_else(|| id.to_string(), |model| model.title.clone())
        })
    }

    /// How many conversations the tab holds, and how many bytes they use. Tracked.
    pub(crate) fn bytes_used(self) -> (usize, usize) {
        self.track_sizes();
        let rows = self.rows.with_untracked(Vec::len);
        self.workspace.with_value(|workspace| (rows, workspace.memory().used))
    }

    /// Tracks whatever changes how much the tab holds, but for the words of an answer while it is written.
    fn track_sizes(self) {
        self.path.track();
        self.state_changed.track();
        for id in self.rows.get() {
            // Says when an answer begins and ends, in conversations that are not shown, too.
            self.row(id);
        }
    }

    /// Changes a conversation and shows what changed.
    fn change_and_show<T>(
        self,
        id: ConversationId,
        change: impl FnOnce(&mut Conversation) -> T,
    ) -> Option<T> {
        let result = self.change_unshown(id, change);
        self.show(id);
        result
    }

    /// Changes a conversation without showing it yet: for what happens many times a frame, and for
    /// what [`Self::show`] follows later.
    fn change_unshown<T>(self, id: ConversationId, change: impl FnOnce(&mut Conversation) -> T) -> Option<T> {
        self.workspace(|workspace| workspace.get_mut(id).map(change)).flatten()
    }

    /// Reads or changes the conversations as a whole; what changed is not shown by this.
    pub(crate) fn workspace<T>(self, change: impl FnOnce(&mut Workspace) -> T) -> Option<T> {
        self.workspace.try_update_value(change)
    }

    /// Brings the signals up to what a conversation is now; signals whose value is the same stay
    /// silent.
    fn show(self, id: ConversationId) {
        if id == self.current.get_untracked() {
            self.show_path();
            self.state_changed.notify();
        }
        self.show_row(id);
        self.tick();
    }

    /// Looks at the line only where it may have become another one: a conversation can be long.
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

    /// Lets the clock run while any conversation is busy.
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
            self.check_lines(slept);
            self.check_countdowns();
            self.tick();
        });
    }
}
