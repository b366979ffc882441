//! Find-in-conversation. The browser's own find searches only the rows that are in the page; this one searches
//! every message on the shown path. It opens with the same keys; pressing them again in its field opens the
//! browser's find.

mod plain;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    panels::{Panels, finder::Finder},
    rows::{Rows, marks},
};
use crate::{
    app::{
        browser::dom,
        scroll::follow::Follow,
        store::Store,
        ui::{
            icon::Icon,
            lazy::{Make, NotLoaded, Slot, lazy},
            shown::Shown,
        },
    },
    chat::{MessageId, search},
};

/// Time for one slice of the search, in milliseconds: half a frame, so that typing stays smooth.
const SLICE: f64 = 8.0;
/// Pause in typing after which the search begins, in milliseconds.
const PAUSE: i32 = 90;
/// Heights of the bar and the composer, which cover the page at its top and bottom, in pixels.
const COVERED: (f64, f64) = (96.0, 200.0);

/// The hits of one search.
#[derive(Clone, Default, PartialEq)]
struct Hits {
    needle: Vec<char>,
    /// The messages with hits, and the number of hits in each.
    messages: Vec<(MessageId, usize)>,
    total: usize,
    /// Whether all messages were searched.
    done: bool,
}

impl Hits {
    /// The message of a hit, and the hit's index within that message.
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

/// A search and its results.
#[derive(Clone, Copy)]
struct Search {
    store: Store,
    rows: Rows,
    follow: Follow,
    finder: Finder,
    hits: RwSignal<Hits>,
    /// The index of the shown hit.
    here: RwSignal<Option<usize>>,
    /// The number of the current search; older ones stop.
    round: StoredValue<u32>,
}

impl Search {
    /// No search yet.
    fn new() -> Self {
        Self {
            store: expect_context(),
            rows: expect_context(),
            follow: expect_context(),
            finder: expect_context::<Panels>().find,
            hits: RwSignal::new(Hits::default()),
            here: RwSignal::new(None),
            round: StoredValue::new(0),
        }
    }

    /// Stops the search and drops its results.
    fn clear(self) {
        self.stop();
        self.hits.set(Hits::default());
        self.here.set(None);
    }

    /// Stops the running search. Returns the number of the next one.
    fn stop(self) -> u32 {
        self.round.update_value(|round| *round = round.wrapping_add(1));
        self.round.get_value()
    }

    /// Searches the shown path after a pause. `stay`: keeps the shown hit instead of going to the first one.
    fn begin(self, stay: bool) {
        let round = self.stop();
        dom::after(PAUSE, move || {
            if self.round.try_get_value() != Some(round) {
                return;
            }
            let words = self.finder.field().get_untracked().map(|field| field.value()).unwrap_or_default();
            let needle: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
            let path = self.store.path().get_untracked();
            if needle.is_empty() {
                self.hits.set(Hits::default());
                self.here.set(None);
                return;
            }
            self.search_slice(round, path, 0, Hits { needle, ..Hits::default() }, stay);
        });
    }

    fn search_slice(self, round: u32, path: Vec<MessageId>, from: usize, mut found: Hits, stay: bool) {
        let begun = dom::now().0;
        let mut next = from;
        while next < path.len() && dom::now().0 - begun < SLICE {
            for id in path.iter().skip(next).take(16) {
                let count = count(self.store, *id, &found.needle);
                if count > 0 {
                    found.messages.push((*id, count));
                    found.total += count;
                }
            }
            next += 16;
        }
        if next < path.len() {
            if self.hits.with_untracked(|shown| shown.needle != found.needle || !shown.done) {
                self.hits.set(found.clone());
            }
            dom::after(0, move || {
                if self.round.try_get_value() == Some(round) {
                    self.search_slice(round, path, next, found, stay);
                }
            });
            return;
        }
        found.done = true;
        let total = found.total;
        let first = first_from(self.rows, &path, &found);
        self.hits.set(found);
        match self.here.get_untracked().filter(|_| stay && total > 0) {
            Some(here) => self.here.set(Some(here.min(total - 1))),
            None => {
                self.here.set(first);
                self.show();
            }
        }
    }

    /// Goes to the next or the previous hit, and wraps around at the ends.
    fn step(self, back: bool) {
        let total = self.hits.with_untracked(|found| found.total);
        if total == 0 {
            return;
        }
        let next = match (self.here.get_untracked(), back) {
            (None, _) => 0,
            (Some(here), false) => (here + 1) % total,
            (Some(here), true) => (here + total - 1) % total,
        };
        self.here.set(Some(next));
        self.show();
    }

    fn target(self) -> Option<(MessageId, usize)> {
        let here = self.here.get_untracked()?;
        self.hits.with_untracked(|found| found.locate(here))
    }

    /// Scrolls the shown hit into view, unless it is visible.
    fn show(self) {
        let Some((id, _)) = self.target() else { return };
        if self.rows.element(id).is_some() {
            self.scroll_to_hit();
        } else if self.rows.go_to(id, false) {
            // Its text is built before the next frame.
            dom::before_next_frame(move || self.scroll_to_hit());
        }
    }

    fn scroll_to_hit(self) {
        let Some((id, nth)) = self.target() else { return };
        let Some(row) = self.rows.element(id) else { return };
        let hits = self.hits.with_untracked(|found| marks::hits(&row, &found.needle));
        let Some(hit) = hits.get(nth).or(hits.last()) else { return };
        let at = hit.get_bounding_client_rect();
        let height = dom::window_height();
        if at.top() >= COVERED.0 && at.bottom() <= height - COVERED.1 {
            return;
        }
        let holder = hit.start_container().ok().and_then(|node| node.parent_element());
        if let Some(holder) = holder {
            let top = holder.get_bounding_client_rect().top();
            self.follow.pin(holder, top + height * 0.35 - at.top());
        }
    }

    /// Marks the hits in the rows that are in the page.
    fn mark(self) {
        let target = self.target();
        let needle = self.hits.with_untracked(|found| found.needle.clone());
        let (mut all, mut here) = (Vec::new(), None);
        if !needle.is_empty() {
            for (id, row) in self.rows.in_page() {
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

/// Number of hits in a message.
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

/// The first hit in the message in view or below it; if there is none, the first hit of all.
fn first_from(rows: Rows, path: &[MessageId], found: &Hits) -> Option<usize> {
    let in_view =
        rows.message_in_view().and_then(|id| path.iter().position(|other| *other == id)).unwrap_or(0);
    let mut place = 0;
    let mut before = 0;
    for (id, count) in &found.messages {
        // Both lists are in the order of the path.
        while path.get(place).is_some_and(|other| other != id) {
            place += 1;
        }
        if place >= in_view {
            return Some(before);
        }
        before += count;
    }
    (found.total > 0).then_some(0)
}

/// The place of the find bar in the page. The bar is loaded when it is first opened.
#[component]
pub(super) fn Find() -> impl IntoView {
    let store = expect_context::<Store>();
    let finder = expect_context::<Panels>().find;
    let slot = Slot::new(|| Box::pin(bar()));
    Effect::new(move |_| {
        if finder.is_open().get() {
            slot.fill(move |NotLoaded| {
                finder.is_open().set(false);
                store.refuse(NotLoaded::SENTENCE);
            });
        }
    });
    slot.view()
}

lazy! {
    /// Loads the function that makes the bar.
    in find, prepared by prepare:
    pub(super) fn bar() -> Make { || view! { <FindBar /> }.into_any() }
}

/// The bar, at the top of the page while it is open.
#[component]
fn FindBar() -> impl IntoView {
    let search = Search::new();
    let Search { store, finder, .. } = search;
    // Mark again when the results, the shown hit, or the rows in the page change.
    Effect::new(move |was: Option<bool>| {
        let open = finder.is_open().get();
        if open {
            search.hits.track();
            search.here.track();
            search.rows.changed().track();
            dom::before_next_frame(move || {
                if finder.is_open().try_get_untracked() == Some(true) {
                    search.mark();
                }
            });
        } else if was == Some(true) {
            search.clear();
            marks::clear();
        }
        open
    });
    // The browser keeps the marks after the view is gone, so clear them.
    Effect::new(|_| on_cleanup(marks::clear));
    // Search again when another conversation is shown, a message is added, or an answer ends.
    Effect::new(move |before: Option<()>| {
        store.path().track();
        store.with_current(|_| ());
        if before.is_some() && finder.is_open().get_untracked() {
            search.begin(true);
        }
    });
    Effect::new(move |_| {
        if let Some(field) = finder.field().get() {
            let _ = field.focus();
        }
    });
    let keydown = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Enter" | "F3" if !event.is_composing() => search.step(event.shift_key()),
            "Escape" => finder.close(),
            _ => return,
        }
        event.prevent_default();
    };
    let count = move || {
        search.hits.with(|found| match search.here.get() {
            _ if found.needle.is_empty() => String::new(),
            _ if !found.done => format!("{}…", found.total),
            Some(here) => format!("{} of {}", here + 1, found.total),
            None => "Not found".to_owned(),
        })
    };
    let nothing = move || search.hits.with(|found| found.total == 0);
    view! {
        <Shown when=move || finder.is_open().get()>
            <search class="finder" aria-label="Find in this conversation">
                <input
                    type="text"
                    aria-label="Find in this conversation"
                    placeholder="Find in this conversation"
                    autocomplete="off"
                    translate="no"
                    spellcheck=store.spellcheck()
                    node_ref=finder.field()
                    on:keydown=keydown
                    on:input=move |_| search.begin(false)
                />
                <small role="status">{count}</small>
                <button class="button bare" aria-label="Previous hit" title="Previous hit" disabled=nothing on:click=move |_| search.step(true)>
                    <Icon name="down" class="small up" />
                </button>
                <button class="button bare" aria-label="Next hit" title="Next hit" disabled=nothing on:click=move |_| search.step(false)>
                    <Icon name="down" class="small" />
                </button>
                <button class="button bare" aria-label="Close" title="Close" on:click=move |_| finder.close()><Icon name="close" class="small" /></button>
            </search>
        </Shown>
    }
}
