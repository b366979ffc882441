//! Find-in-conversation. The browser's own find sees only what is in the page; this one reaches every
//! message of the shown line. It opens with the same keys, and pressing them again in its field gives
//! the browser's.

mod marks;
mod plain;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{
    chat_view::Panels,
    dom,
    icon::Icon,
    later::{Make, Place, later},
    palette::Palette,
    shown::Shown,
    store::Store,
};
use crate::chat::{MessageId, search};

/// A slice of the search, in milliseconds: typing must stay smooth.
const SLICE: f64 = 8.0;
/// Typing pauses so long before the search begins, in milliseconds.
const PAUSE: i32 = 90;
/// What lies above and below what can be read: the bar and the composer, in pixels.
const OVER: (f64, f64) = (96.0, 200.0);

/// What was found.
#[derive(Clone, Default, PartialEq)]
struct Found {
    needle: Vec<char>,
    /// The messages with hits, and how many in each.
    messages: Vec<(MessageId, usize)>,
    total: usize,
    /// Whether all messages were looked through.
    done: bool,
}

impl Found {
    /// The message of a hit, and which of its hits it is.
    fn locate(&self, hit: usize) -> Option<(MessageId, usize)> {
        let mut left = hit;
        for (id, count) in &self.messages {
            if left < *count {
                return Some((*id, left));
            }
            left -= count;
        }
        None
    }
}

/// The state of the find bar.
#[derive(Clone, Copy)]
pub struct Finder {
    open: RwSignal<bool>,
    found: RwSignal<Found>,
    /// The hit that is shown, from 0.
    here: RwSignal<Option<usize>>,
    /// The search that counts; older ones stop.
    round: StoredValue<u32>,
    field: NodeRef<html::Input>,
    /// Where the focus goes back to.
    before: StoredValue<Option<HtmlElement>, LocalStorage>,
    /// Where the bar stands.
    place: Place,
}

impl Finder {
    /// Closed.
    #[allow(clippy::new_without_default, reason = "its signals belong to an owner: no default may make them")]
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            found: RwSignal::new(Found::default()),
            here: RwSignal::new(None),
            round: StoredValue::new(0),
            field: NodeRef::new(),
            before: StoredValue::new_local(None),
            place: Place::new(|| Box::pin(bar())),
        }
    }

    /// Opens the bar and puts the focus into its field. False when it has it already, or when there
    /// is nothing to find: then the browser's own find is meant.
    pub fn open(self, store: Store) -> bool {
        let active = document().active_element();
        let field = self.field.get_untracked();
        let within = field.as_ref().is_some_and(|field| active.as_ref() == Some(field.as_ref()));
        if within || store.path().with_untracked(Vec::is_empty) {
            return false;
        }
        if !self.open.get_untracked() {
            self.before.set_value(active.and_then(|active| active.dyn_into().ok()));
            self.open.set(true);
            self.place.fill(store, move || self.open.set(false));
        } else if let Some(field) = field {
            let _ = field.focus();
            field.select();
        }
        true
    }

    /// Where the bar stands in the page.
    pub fn view(self) -> AnyView {
        self.place.view()
    }

    fn close(self) {
        self.open.set(false);
        self.stop();
        self.found.set(Found::default());
        self.here.set(None);
        let before = self.before.try_update_value(Option::take).flatten();
        match before.filter(|element| element.is_connected()) {
            Some(element) => {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = element.focus_with_options(&options);
            }
            None => dom::focus("message"),
        }
    }

    /// Stops the search that runs; gives the name of the next.
    fn stop(self) -> u32 {
        self.round.update_value(|round| *round = round.wrapping_add(1));
        self.round.get_value()
    }

    /// Looks through the shown line after a pause. `stay`: the hit that is shown stays the one.
    fn search(self, store: Store, stay: bool) {
        let round = self.stop();
        dom::after(PAUSE, move || {
            if self.round.try_get_value() != Some(round) {
                return;
            }
            let words = self.field.get_untracked().map(|field| field.value()).unwrap_or_default();
            let needle: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
            let line = store.path().get_untracked();
            if needle.is_empty() {
                self.found.set(Found::default());
                self.here.set(None);
                return;
            }
            self.go_on(store, round, line, 0, Found { needle, ..Found::default() }, stay);
        });
    }

    fn go_on(
        self,
        store: Store,
        round: u32,
        line: Vec<MessageId>,
        from: usize,
        mut found: Found,
        stay: bool,
    ) {
        let begun = dom::now().0;
        let mut next = from;
        while next < line.len() && dom::now().0 - begun < SLICE {
            for id in line.iter().skip(next).take(16) {
                let count = count(store, *id, &found.needle);
                if count > 0 {
                    found.messages.push((*id, count));
                    found.total += count;
                }
            }
            next += 16;
        }
        if next < line.len() {
            if self.found.with_untracked(|shown| shown.needle != found.needle || !shown.done) {
                self.found.set(found.clone());
            }
            dom::after(0, move || {
                if self.round.try_get_value() == Some(round) {
                    self.go_on(store, round, line, next, found, stay);
                }
            });
            return;
        }
        found.done = true;
        let total = found.total;
        let first = first_from(store, &line, &found);
        self.found.set(found);
        match self.here.get_untracked().filter(|_| stay && total > 0) {
            Some(here) => self.here.set(Some(here.min(total - 1))),
            None => {
                self.here.set(first);
                self.show(store);
            }
        }
    }

    /// Goes to the next hit, or the one before; around at the ends.
    fn step(self, store: Store, back: bool) {
        let total = self.found.with_untracked(|found| found.total);
        if total == 0 {
            return;
        }
        let next = match (self.here.get_untracked(), back) {
            (None, _) => 0,
            (Some(here), false) => (here + 1) % total,
            (Some(here), true) => (here + total - 1) % total,
        };
        self.here.set(Some(next));
        self.show(store);
    }

    fn target(self) -> Option<(MessageId, usize)> {
        let here = self.here.get_untracked()?;
        self.found.with_untracked(|found| found.locate(here))
    }

    /// Brings the hit into view, where it is not.
    fn show(self, store: Store) {
        let Some((id, _)) = self.target() else { return };
        if store.transcript.element(id).is_some() {
            self.place(store);
        } else if store.transcript.go_to(store, id, false) {
            // Its text is built by then.
            dom::before_next_frame(move || self.place(store));
        }
    }

    fn place(self, store: Store) {
        let Some((id, nth)) = self.target() else { return };
        let Some(row) = store.transcript.element(id) else { return };
        let hits = self.found.with_untracked(|found| marks::hits(&row, &found.needle));
        let Some(hit) = hits.get(nth).or(hits.last()) else { return };
        let at = hit.get_bounding_client_rect();
        let height = dom::window_height();
        if at.top() >= OVER.0 && at.bottom() <= height - OVER.1 {
            return;
        }
        let holder = hit.start_container().ok().and_then(|node| node.parent_element());
        if let Some(holder) = holder {
            let top = holder.get_bounding_client_rect().top();
            store.follow.hold(holder, top + height * 0.35 - at.top());
        }
    }

    /// Marks the hits in the rows that are in the page.
    fn mark(self, store: Store) {
        let target = self.target();
        let needle = self.found.with_untracked(|found| found.needle.clone());
        let (mut all, mut here) = (Vec::new(), None);
        if !needle.is_empty() {
            for (id, row) in store.transcript.in_page() {
                let hits = marks::hits(&row, &needle);
                if let Some((_, nth)) = target.filter(|(target, _)| *target == id) {
                    here = hits.get(nth).or(hits.last()).cloned();
                }
                all.extend(hits);
            }
        }
        marks::mark(&all, here.as_ref());
    }
}

/// Hits in a message.
fn count(store: Store, id: MessageId, needle: &[char]) -> usize {
    let mut growing = String::new();
    store.with_answer_text(id, |_, live| growing.push_str(live));
    let count = store.with_message(id, |message| {
        if !plain::may_hold(message, &growing, needle) {
            return 0;
        }
        search::find(&plain::text(message, &growing), needle).len()
    });
    count.unwrap_or(0)
}

/// The first hit from what is read on; the very first where none follows.
fn first_from(store: Store, line: &[MessageId], found: &Found) -> Option<usize> {
    let read = store.transcript.read().and_then(|id| line.iter().position(|other| *other == id)).unwrap_or(0);
    let mut place = 0;
    let mut before = 0;
    for (id, count) in &found.messages {
        // Both are in the order of the line.
        while line.get(place).is_some_and(|other| other != id) {
            place += 1;
        }
        if place >= read {
            return Some(before);
        }
        before += count;
    }
    (found.total > 0).then_some(0)
}

later! {
    /// What makes the bar.
    in find, prepared by prepare:
    pub fn bar() -> Make { || view! { <FindBar /> }.into_any() }
}

later! {
    /// What makes the dialog of search and commands.
    in find, prepared by prepare_palette:
    pub fn palette() -> Make { || view! { <Palette /> }.into_any() }
}

/// The bar, at the top of the page while it is open.
#[component]
fn FindBar() -> impl IntoView {
    let store = expect_context::<Store>();
    let finder = expect_context::<Panels>().find;
    // Marks follow what was found, what is shown, and which rows are in the page.
    Effect::new(move |was: Option<bool>| {
        let open = finder.open.get();
        if open {
            finder.found.track();
            finder.here.track();
            store.transcript.changed().track();
            dom::before_next_frame(move || {
                if finder.open.try_get_untracked() == Some(true) {
                    finder.mark(store);
                }
            });
        } else if was == Some(true) {
            marks::clear();
        }
        open
    });
    // They belong to the browser, which keeps them when the page is gone.
    Effect::new(|_| on_cleanup(marks::clear));
    // Another conversation, a new message, an answer's end: it is looked through again.
    Effect::new(move |before: Option<()>| {
        store.path().track();
        store.around(|_| ());
        if before.is_some() && finder.open.get_untracked() {
            finder.search(store, true);
        }
    });
    Effect::new(move |_| {
        if let Some(field) = finder.field.get() {
            let _ = field.focus();
        }
    });
    let keydown = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Enter" | "F3" if !event.is_composing() => finder.step(store, event.shift_key()),
            "Escape" => finder.close(),
            _ => return,
        }
        event.prevent_default();
    };
    let count = move || {
        finder.found.with(|found| match finder.here.get() {
            _ if found.needle.is_empty() => String::new(),
            _ if !found.done => format!("{}…", found.total),
            Some(here) => format!("{} of {}", here + 1, found.total),
            None => "Not found".to_owned(),
        })
    };
    let nothing = move || finder.found.with(|found| found.total == 0);
    view! {
        <Shown when=move || finder.open.get()>
            <search class="finder" aria-label="Find in this conversation">
                <input
                    type="text"
                    aria-label="Find in this conversation"
                    placeholder="Find in this conversation"
                    autocomplete="off"
                    translate="no"
                    spellcheck=store.spellcheck()
                    node_ref=finder.field
                    on:keydown=keydown
                    on:input=move |_| finder.search(store, false)
                />
                <small role="status">{count}</small>
                <button class="button bare" aria-label="Previous hit" title="Previous hit" disabled=nothing on:click=move |_| finder.step(store, true)>
                    <Icon name="down" class="small up" />
                </button>
                <button class="button bare" aria-label="Next hit" title="Next hit" disabled=nothing on:click=move |_| finder.step(store, false)>
                    <Icon name="down" class="small" />
                </button>
                <button class="button bare" aria-label="Close" title="Close" on:click=move |_| finder.close()><Icon name="close" class="small" /></button>
            </search>
        </Shown>
    }
}
