//! The one owner of what the tab knows: conversations, their turns, and the requests in flight.
//!
//! The conversations are plain data ([`Workspace`]); around them stand few signals of fine grain,
//! so that each change touches what shows it and nothing else: a token raises one counter of one
//! answer, a title one row, a new message the list of rows. Components read through the methods
//! here and send commands; nobody else changes anything.

mod commands;
mod keeping;
mod network;
mod request;
mod rows;
mod stream;
mod title;

pub use keeping::Undo;
pub use rows::{Doing, Row};

use std::collections::HashMap;

use futures_util::future::AbortHandle;
use leptos::prelude::*;

use super::{
    announce::Announcer, dom, follow::Follow, forget, leave::Guard, message_list::Rows, text::Texts,
};
use crate::{
    api::{
        client,
        json::FromJson,
        page::{ModelInfo, Page},
    },
    chat::{
        Conversation, ConversationId, Instant, Message, MessageId, ModelId, PathEntry, TurnId, Workspace,
    },
};

/// Milliseconds between two ticks of the clock that mean that the page did not run in between.
const SLEPT: f64 = 5000.0;

/// A request in flight. Aborting it drops the stream, which closes the connection, which stops the
/// model.
struct InFlight {
    turn: TurnId,
    abort: AbortHandle,
    /// When the last byte came, heartbeats included; none while the request waits to be sent.
    heard: Option<Instant>,
}

/// The signals of one live answer: bytes of text and of thought so far. They change once per frame.
#[derive(Clone)]
pub struct Growth {
    /// Bytes of visible text.
    pub text: ArcRwSignal<usize>,
    /// Bytes of thought.
    pub thought: ArcRwSignal<usize>,
}

/// See the module's head. `Copy`: it is handed to every component through the context.
#[derive(Clone, Copy)]
pub struct Store {
    workspace: StoredValue<Workspace, LocalStorage>,
    in_flight: StoredValue<HashMap<ConversationId, InFlight>, LocalStorage>,
    growing: StoredValue<HashMap<ConversationId, Growth>, LocalStorage>,
    /// Conversations whose growth has not been shown yet.
    dirty: StoredValue<Vec<ConversationId>, LocalStorage>,
    page: StoredValue<Page>,
    current: RwSignal<ConversationId>,
    /// The conversations that have a row, newest first.
    rows: RwSignal<Vec<ConversationId>>,
    /// What each row shows.
    row: StoredValue<HashMap<ConversationId, ArcRwSignal<Row>>, LocalStorage>,
    path: RwSignal<Vec<MessageId>>,
    /// The conversation whose line `path` is, and the shape of its tree then.
    path_of: StoredValue<Option<(ConversationId, u64)>>,
    /// Raised when draft attachments, queue, settings, countdown or the turn's phase of the shown
    /// conversation change.
    around: RwSignal<u32>,
    /// The clock that waiting and countdowns show; runs only while there is something to show.
    clock: RwSignal<f64>,
    ticking: StoredValue<bool>,
    offline: RwSignal<bool>,
    signed_out: RwSignal<bool>,
    draft_replaced: RwSignal<u32>,
    /// What can still be brought back.
    undo: RwSignal<Option<Undo>>,
    /// How many deletions there were: the same one can come twice, and each is offered for its own time.
    deletions: StoredValue<u32>,
    /// The message that is being edited in place.
    editing: RwSignal<Option<MessageId>>,
    /// The last refusal of a command, in the person's words; stands by the composer.
    refusal: RwSignal<Option<String>>,
    /// What screen readers hear.
    pub announcer: Announcer,
    /// Following the end.
    pub follow: Follow,
    /// The rows of the transcript that are in the page.
    pub transcript: Rows,
    /// How answers are shown.
    pub texts: Texts,
    /// Leaving.
    pub guard: Guard,
}

impl Store {
    /// An empty tab. Call once, in the root component.
    pub fn new(page: Page) -> Self {
        let mut workspace = Workspace::new(usize::try_from(page.tab_bytes).unwrap_or(usize::MAX));
        let first = workspace.create();
        let workspace = StoredValue::new_local(workspace);
        Self {
            workspace,
            in_flight: StoredValue::new_local(HashMap::new()),
            growing: StoredValue::new_local(HashMap::new()),
            dirty: StoredValue::new_local(Vec::new()),
            page: StoredValue::new(page),
            current: RwSignal::new(first),
            rows: RwSignal::new(Vec::new()),
            row: StoredValue::new_local(HashMap::new()),
            path: RwSignal::new(Vec::new()),
            path_of: StoredValue::new(None),
            around: RwSignal::new(0),
            clock: RwSignal::new(0.0),
            ticking: StoredValue::new(false),
            offline: RwSignal::new(false),
            signed_out: RwSignal::new(false),
            draft_replaced: RwSignal::new(0),
            undo: RwSignal::new(None),
            deletions: StoredValue::new(0),
            editing: RwSignal::new(None),
            refusal: RwSignal::new(None),
            announcer: Announcer::new(),
            follow: Follow::new(),
            transcript: Rows::new(),
            texts: Texts::new(),
            guard: Guard::new(move || workspace.with_value(Workspace::is_changed)),
        }
    }

    /// What the server told the page.
    pub fn page<T>(self, read: impl FnOnce(&Page) -> T) -> T {
        self.page.with_value(read)
    }

    /// The conversation that is shown. Tracked.
    pub fn current(self) -> ConversationId {
        self.current.get()
    }

    /// The shown line of the shown conversation, as names. It changes only when messages come or go
    /// or another version is shown.
    pub fn path(self) -> RwSignal<Vec<MessageId>> {
        self.path
    }

    /// What the row of a message shows. Tracked.
    pub fn entry(self, id: MessageId) -> Option<PathEntry> {
        self.around(|conversation| conversation.tree().entry(id)).flatten()
    }

    /// Whether nothing was said yet in the shown conversation. Tracked.
    pub fn is_blank(self) -> bool {
        self.path.with(Vec::is_empty)
    }

    /// Reads the shown conversation. Not tracked.
    pub fn with_current<T>(self, read: impl FnOnce(&Conversation) -> T) -> Option<T> {
        let id = self.current.get_untracked();
        self.workspace.with_value(|workspace| workspace.get(id).map(read))
    }

    /// Reads what stands around the transcript: draft, queue, settings, turn. Tracked.
    pub fn around<T>(self, read: impl FnOnce(&Conversation) -> T) -> Option<T> {
        self.around.track();
        self.current.track();
        self.with_current(read)
    }

    /// Reads a message of the shown conversation. Not tracked: the row's entry says when to look.
    pub fn with_message<T>(self, id: MessageId, read: impl FnOnce(&Message) -> T) -> Option<T> {
        self.with_current(|conversation| conversation.tree().get(id).map(read)).flatten()
    }

    /// Reads an answer's text: what is settled, and what grows. Not tracked.
    pub fn with_answer_text<T>(self, id: MessageId, read: impl FnOnce(&str, &str) -> T) -> Option<T> {
        self.with_current(|conversation| {
            let answer = conversation.tree().get(id)?.answer()?;
            let live = conversation.turn().filter(|turn| turn.answer() == id);
            Some(read(answer.text.as_str(), live.map_or("", |turn| turn.text())))
        })
        .flatten()
    }

    /// Reads an answer's thoughts: what is settled, and what grows. Not tracked.
    pub fn with_thoughts(self, id: MessageId, read: impl FnOnce(&str, &str)) {
        self.with_current(|conversation| {
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
    pub fn thought(self, id: MessageId) -> Option<(bool, f64)> {
        self.with_current(|conversation| {
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
    pub fn growth(self, answer: MessageId) -> Option<Growth> {
        let live = self.with_current(|conversation| conversation.turn().map(|turn| turn.answer())).flatten();
        (live == Some(answer))
            .then(|| self.growing.with_value(|growing| growing.get(&self.current.get_untracked()).cloned()))
            .flatten()
    }

    /// The clock in milliseconds; it ticks while something waits. Tracked.
    pub fn clock(self) -> Instant {
        Instant(self.clock.get())
    }

    /// Whether an answer of the shown conversation is being written, or will be asked for again by
    /// itself. Tracked.
    pub fn is_busy(self) -> bool {
        self.around(Conversation::is_busy).unwrap_or(false)
    }

    /// The same, not tracked.
    pub fn is_busy_now(self) -> bool {
        self.with_current(Conversation::is_busy).unwrap_or(false)
    }

    /// What the shown conversation is called; none while nothing was said. Tracked.
    pub fn shown_title(self) -> Option<String> {
        self.rows.track();
        self.row(self.current.get()).map(|row| row.title)
    }

    /// Goes up when the draft was replaced by a command, so that the field must show it. Tracked.
    pub fn draft_replaced(self) -> RwSignal<u32> {
        self.draft_replaced
    }

    /// Whether the session ended while this page was open. Tracked.
    pub fn is_signed_out(self) -> bool {
        self.signed_out.get()
    }

    /// The message that is being edited in place.
    pub fn editing(self) -> RwSignal<Option<MessageId>> {
        self.editing
    }

    /// The last refusal, in the person's words.
    pub fn refusal(self) -> RwSignal<Option<String>> {
        self.refusal
    }

    /// What fields of text say about spell checking: some browsers send what is typed to a service
    /// for it.
    pub fn spellcheck(self) -> &'static str {
        if self.page(|page| page.spellcheck) { "true" } else { "false" }
    }

    /// The model that the shown conversation asks next. Tracked.
    pub fn model(self) -> Option<ModelInfo> {
        self.around(|_| ());
        let id = self.model_to_ask()?;
        self.page(|page| page.models.iter().find(|model| model.id == id).cloned())
    }

    /// The same, not tracked.
    pub fn model_now(self) -> Option<ModelInfo> {
        untrack(move || self.model())
    }

    /// Asks the server what it knows about the models by now: whether one still takes the question
    /// that nothing is stored, for one. Where that fails, what the page began with stays.
    pub fn refresh_models(self) {
        forget::spawn(async move {
            let Ok(answer) = client::post("/api/models").await else { return };
            let Some(models) = Vec::<ModelInfo>::from_bytes(&answer) else { return };
            self.page.update_value(|page| {
                // The server puts the default one first, while it is there.
                page.default_model = models.first().map(|model| model.id.clone());
                page.models = models;
            });
            self.around.update(|count| *count = count.wrapping_add(1));
        });
    }

    /// What people call a model.
    pub fn model_title(self, id: &ModelId) -> String {
        self.page(|page| {
            page.models
                .iter()
                .find(|model| model.id == *id)
                .map_or_else(|| id.to_string(), |model| model.title.clone())
        })
    }

    /// Conversations and bytes that the tab holds. Tracked.
    pub fn held(self) -> (usize, usize) {
        self.track_sizes();
        let rows = self.rows.with_untracked(Vec::len);
        self.workspace.with_value(|workspace| (rows, workspace.memory().used))
    }

    /// Tracks whatever changes how much the tab holds, but for the words of an answer while it is written.
    fn track_sizes(self) {
        self.path.track();
        self.around.track();
        for id in self.rows.get() {
            // Says when an answer begins and ends, in conversations that are not shown, too.
            self.row(id);
        }
    }

    /// Changes a conversation and shows what changed.
    fn change<T>(self, id: ConversationId, change: impl FnOnce(&mut Conversation) -> T) -> Option<T> {
        let result = self.workspace.try_update_value(|workspace| workspace.get_mut(id).map(change)).flatten();
        self.show(id);
        result
    }

    /// Brings the signals up to what a conversation is now; signals whose value is the same stay
    /// silent.
    fn show(self, id: ConversationId) {
        if id == self.current.get_untracked() {
            self.show_path();
            self.around.update(|count| *count = count.wrapping_add(1));
        }
        self.show_row(id);
        self.tick();
    }

    /// Looks at the line only where it may have become another one: a conversation can be long.
    fn show_path(self) {
        let id = self.current.get_untracked();
        let now = self.with_current(|conversation| (id, conversation.tree().shape()));
        if now == self.path_of.get_value() {
            return;
        }
        self.path_of.set_value(now);
        let path = self.with_current(Conversation::path).unwrap_or_default();
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
        dom::after(200, move || {
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
