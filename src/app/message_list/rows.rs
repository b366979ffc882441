//! The rows that stand in the page: those near the window, and those that must not go, because they
//! hold the selection or the focus, are edited, or are being written. All others are gaps of their
//! height, as it was measured or, before that, is estimated.
//!
//! Rows are put in and taken out one by one, and none is ever moved: its nodes stay the same for as
//! long as it is in the page.

mod estimate;

use std::ops::Range;

use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, Node, ResizeObserver};

use super::{Row, heights::Heights};
use crate::app::{dom, store::Store};
use crate::chat::{ConversationId, MessageId};

/// So many windows' heights above and below the window are built, and so many are kept.
const BUILD: f64 = 0.7;
const KEEP: f64 = 1.2;
/// So far below the window's top a row is shown that somebody goes to, in pixels: below the bar.
const PLACE: f64 = 80.0;
/// A selection keeps so many rows in the page; a longer one its first and its last.
const SELECTED: usize = 200;

/// A row in the page.
struct Built {
    id: MessageId,
    index: usize,
    element: HtmlElement,
    view: SendWrapper<AnyViewState>,
    owner: Owner,
    /// Stands before it for the rows that are not built there.
    gap: Option<Gap>,
}

/// Stands for rows that are not built.
struct Gap {
    element: HtmlElement,
    height: f64,
}

impl Gap {
    fn new(host: &Element, before: Option<&Node>) -> Option<Self> {
        let element: HtmlElement = document().create_element("div").ok()?.unchecked_into();
        element.set_class_name("gap");
        host.insert_before(&element, before).ok()?;
        Some(Self { element, height: 0.0 })
    }

    fn set(&mut self, height: f64) {
        if self.height != height {
            self.height = height;
            let _ = self.element.style().set_property("height", &format!("{height}px"));
        }
    }
}

struct Inner {
    host: Element,
    owner: Owner,
    /// Stands behind the last row.
    tail: Gap,
    conversation: Option<ConversationId>,
    line: Vec<MessageId>,
    heights: Heights,
    built: Vec<Built>,
    observer: ResizeObserver,
    /// Width of a row in pixels, on which all heights depend.
    width: f64,
    /// The row that somebody went to.
    target: Option<MessageId>,
    /// Whether all rows are built: the page is being printed.
    whole: bool,
}

/// The rows of the transcript that is in the page, if one is.
#[derive(Clone, Copy)]
pub struct Rows {
    inner: StoredValue<Option<Inner>, LocalStorage>,
    changed: RwSignal<u32>,
}

impl Rows {
    /// None yet.
    #[allow(clippy::new_without_default, reason = "it belongs to an owner: no default may make it")]
    pub fn new() -> Self {
        Self { inner: StoredValue::new_local(None), changed: RwSignal::new(0) }
    }

    /// Puts rows into this element from now on, until the owner that is current now is cleaned up.
    pub fn attach(self, store: Store, host: Element) {
        let Some(owner) = Owner::current() else { return };
        let measured =
            Closure::<dyn FnMut(js_sys::Array)>::new(move |entries| self.measured(store, &entries));
        let Ok(observer) = ResizeObserver::new(measured.as_ref().unchecked_ref()) else { return };
        let Some(tail) = Gap::new(&host, None) else { return };
        let width = host.get_bounding_client_rect().width();
        self.inner.set_value(Some(Inner {
            host,
            owner,
            tail,
            conversation: None,
            line: Vec::new(),
            heights: Heights::default(),
            built: Vec::new(),
            observer: observer.clone(),
            width,
            target: None,
            whole: false,
        }));
        store.follow.on_moved(Callback::new(move |()| self.arrange(store)));
        let held = SendWrapper::new((observer, measured));
        on_cleanup(move || {
            held.0.disconnect();
            let gone = self.inner.try_update_value(Option::take).flatten();
            gone.into_iter().flat_map(|inner| inner.built).for_each(Built::take_out);
        });
        let page = window();
        let print = move |whole: bool| {
            self.with(|inner| inner.whole = whole);
            self.arrange(store);
        };
        dom::listen(&page, "beforeprint", true, move |_: web_sys::Event| print(true));
        dom::listen(&page, "afterprint", true, move |_: web_sys::Event| print(false));
    }

    fn with<T>(self, change: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        self.inner.try_update_value(|inner| inner.as_mut().map(change)).flatten()
    }

    /// Shows this line of this conversation. Rows that were there before stay as they are.
    pub fn show_line(self, store: Store, conversation: ConversationId, line: Vec<MessageId>) {
        let gone = self.with(|inner| {
            let same = if inner.conversation == Some(conversation) {
                inner.line.iter().zip(&line).take_while(|(old, new)| old == new).count()
            } else {
                inner.target = None;
                0
            };
            inner.conversation = Some(conversation);
            inner.heights.truncate(same);
            for id in &line[same..] {
                inner.heights.push(estimate::height(store, *id, inner.width));
            }
            inner.line = line;
            let from = inner.built.partition_point(|row| row.index < same);
            let gone = inner.built.split_off(from);
            for row in &inner.built {
                inner.number(row);
            }
            gone
        });
        gone.into_iter().flatten().for_each(|row| self.drop_row(row));
        self.arrange(store);
    }

    fn drop_row(self, row: Built) {
        self.with(|inner| inner.observer.unobserve(&row.element));
        row.take_out();
    }

    /// Brings the page up to what belongs into it: where it stands, or stands next.
    pub fn arrange(self, store: Store) {
        let plan = self.with(|inner| {
            if inner.width_changed() {
                inner.estimate_again(store);
            }
            let (build, keep) = inner.near(store);
            let held = inner.held(store);
            let stays = |index: usize| keep.contains(&index) || held.contains(&index);
            let (built, gone) =
                std::mem::take(&mut inner.built).into_iter().partition(|row| stays(row.index));
            inner.built = built;
            let wanted = build.chain(held.iter().copied());
            let missing = wanted.filter(|index| inner.position(*index).is_err()).collect::<Vec<_>>();
            let gone: Vec<Built> = gone;
            (gone, missing, inner.owner.clone())
        });
        let Some((gone, missing, owner)) = plan else { return };
        if gone.is_empty() && missing.is_empty() {
            self.with(Inner::fill_gaps);
            return;
        }
        gone.into_iter().for_each(|row| self.drop_row(row));
        for index in missing {
            let id =
                self.with(|inner| inner.position(index).is_err().then(|| inner.line.get(index).copied()));
            let Some(id) = id.flatten().flatten() else { continue };
            // A row's signals end with it, not with the list.
            let owner = owner.child();
            let view = untrack(|| owner.with(|| view! { <Row id=id /> }.into_any().build()));
            self.with(|inner| inner.put_in(index, id, view, owner));
        }
        self.with(Inner::fill_gaps);
        self.changed.update(|count| *count = count.wrapping_add(1));
    }

    /// Goes up when other rows are in the page.
    pub fn changed(self) -> RwSignal<u32> {
        self.changed
    }

    /// The rows that are in the page.
    pub fn in_page(self) -> Vec<(MessageId, HtmlElement)> {
        let rows = |inner: &mut Inner| inner.built.iter().map(|row| (row.id, row.element.clone())).collect();
        self.with(rows).unwrap_or_default()
    }

    /// The message that is read: the first one below the bar.
    pub fn read(self) -> Option<MessageId> {
        self.with(|inner| inner.line.get(inner.read()).copied()).flatten()
    }

    /// Goes to a message and, if asked, gives it the focus. False when it is not on the shown line.
    pub fn go_to(self, store: Store, id: MessageId, focus: bool) -> bool {
        let place = self.with(|inner| {
            let index = inner.line.iter().position(|other| *other == id)?;
            inner.target = Some(id);
            let begins = inner.begins(index);
            Some(begins + inner.host.get_bounding_client_rect().top() + window().scroll_y().unwrap_or(0.0))
        });
        let Some(place) = place.flatten() else { return false };
        store.follow.go(place - PLACE);
        self.arrange(store);
        let Some(element) = self.element(id) else { return false };
        store.follow.hold(element.clone().into(), PLACE);
        if focus {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
        }
        true
    }

    /// Goes so many messages on (or back) from the one that has the focus, or else is read.
    pub fn step(self, store: Store, by: isize) {
        let next = self.with(|inner| {
            let from = inner.focused().unwrap_or_else(|| inner.read());
            let to = from.checked_add_signed(by).unwrap_or(0).min(inner.line.len().saturating_sub(1));
            inner.line.get(to).copied()
        });
        if let Some(next) = next.flatten() {
            self.go_to(store, next, true);
        }
    }

    /// The element of a message, if it is in the page.
    pub fn element(self, id: MessageId) -> Option<HtmlElement> {
        self.with(|inner| inner.built.iter().find(|row| row.id == id).map(|row| row.element.clone()))
            .flatten()
    }

    fn measured(self, store: Store, entries: &js_sys::Array) {
        let short = self.with(|inner| {
            for entry in entries.iter() {
                let entry: web_sys::ResizeObserverEntry = entry.unchecked_into();
                inner.measure(&entry.target());
            }
            let (build, _) = inner.near(store);
            build.into_iter().any(|index| inner.position(index).is_err())
        });
        store.follow.settle();
        // Not here: what is put in while sizes are told is told too late.
        if short == Some(true) {
            dom::before_next_frame(move || self.arrange(store));
        }
    }
}

impl Built {
    fn take_out(mut self) {
        if let Some(gap) = self.gap.take() {
            gap.element.remove();
        }
        self.view.unmount();
        self.owner.cleanup();
    }
}

impl Inner {
    /// Where a row is among the built ones, or would be.
    fn position(&self, index: usize) -> Result<usize, usize> {
        self.built.binary_search_by_key(&index, |row| row.index)
    }

    /// The rows around the window: to be built, and to be kept.
    fn near(&self, store: Store) -> (Range<usize>, Range<usize>) {
        let count = self.line.len();
        if self.whole {
            return (0..count, 0..count);
        }
        let window = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0);
        let top = if store.follow.is_held_now() {
            -self.host.get_bounding_client_rect().top()
        } else {
            self.heights.before(count) - window
        };
        let around = |windows: f64| {
            let first = self.heights.at(top - windows * window);
            let last = self.heights.at(top + (1.0 + windows) * window);
            first..(last + 1).min(count)
        };
        (around(BUILD), around(KEEP))
    }

    /// The rows that stay wherever the window is.
    fn held(&self, store: Store) -> Vec<usize> {
        let live = store.with_current(|conversation| conversation.turn().map(|turn| turn.answer())).flatten();
        let editing = store.editing().get_untracked();
        // They are mostly near the end.
        let place = |id: MessageId| self.line.iter().rposition(|other| *other == id);
        let mut held: Vec<usize> =
            [live, editing, self.target].into_iter().flatten().filter_map(place).collect();
        held.extend(self.focused());
        held.extend(self.selected());
        held
    }

    fn focused(&self) -> Option<usize> {
        self.holding(document().active_element()?.as_ref())
    }

    fn selected(&self) -> Vec<usize> {
        let Some(selection) = dom::selection().filter(|selection| !selection.is_collapsed()) else {
            return Vec::new();
        };
        let end = |node: Option<Node>| node.and_then(|node| self.holding(&node));
        match (end(selection.anchor_node()), end(selection.focus_node())) {
            (Some(one), Some(other)) if one.abs_diff(other) <= SELECTED => {
                (one.min(other)..=one.max(other)).collect()
            }
            (one, other) => one.into_iter().chain(other).collect(),
        }
    }

    /// The row that holds a node.
    fn holding(&self, node: &Node) -> Option<usize> {
        if !self.host.contains(Some(node)) {
            return None;
        }
        self.built.iter().find(|row| row.element.contains(Some(node))).map(|row| row.index)
    }

    /// The row at the place where one stands that somebody went to.
    fn read(&self) -> usize {
        let below = |row: &&Built| row.element.get_bounding_client_rect().bottom() > PLACE + 1.0;
        self.built.iter().find(below).map_or(0, |row| row.index)
    }

    /// Where a row begins, in pixels from the top of the list, as the page stands.
    fn begins(&self, index: usize) -> f64 {
        match self.position(index) {
            Ok(at) => {
                let row = self.built[at].element.get_bounding_client_rect();
                row.top() - self.host.get_bounding_client_rect().top()
            }
            Err(_) => self.heights.before(index),
        }
    }

    fn number(&self, row: &Built) {
        let _ = row.element.set_attribute("aria-posinset", &(row.index + 1).to_string());
        let _ = row.element.set_attribute("aria-setsize", &self.line.len().to_string());
    }

    fn put_in(&mut self, index: usize, id: MessageId, mut view: AnyViewState, owner: Owner) {
        let at = self.position(index).unwrap_or_else(|at| at);
        let before: &Node = match self.built.get(at) {
            Some(Built { gap: Some(gap), .. }) => &gap.element,
            Some(row) => &row.element,
            None => &self.tail.element,
        };
        view.mount(&self.host, Some(before));
        let element = view.elements().into_iter().next();
        let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        self.observer.observe(&element);
        let row = Built { id, index, element, view: SendWrapper::new(view), owner, gap: None };
        self.number(&row);
        self.built.insert(at, row);
    }

    /// Gives every gap the height of the rows that it stands for.
    fn fill_gaps(&mut self) {
        let mut next = 0;
        for row in &mut self.built {
            if row.index > next {
                if row.gap.is_none() {
                    row.gap = Gap::new(&self.host, Some(&row.element));
                }
                if let Some(gap) = &mut row.gap {
                    gap.set(self.heights.before(row.index) - self.heights.before(next));
                }
            } else if let Some(gap) = row.gap.take() {
                gap.element.remove();
            }
            next = row.index + 1;
        }
        self.tail.set(self.heights.before(self.line.len()) - self.heights.before(next));
    }

    fn measure(&mut self, element: &Element) {
        let Some(at) = self.built.iter().rposition(|row| **row.element == **element) else { return };
        let next: &Element = match self.built.get(at + 1) {
            Some(Built { gap: Some(gap), .. }) => &gap.element,
            Some(row) => &row.element,
            None => &self.tail.element,
        };
        // Up to where the next one begins: what is between them belongs to it.
        let height = next.get_bounding_client_rect().top() - element.get_bounding_client_rect().top();
        self.heights.set(self.built[at].index, height);
    }

    fn width_changed(&mut self) -> bool {
        let width = self.host.get_bounding_client_rect().width();
        let changed = (width - self.width).abs() > 1.0;
        self.width = width;
        changed
    }

    fn estimate_again(&mut self, store: Store) {
        for index in 0..self.line.len() {
            if self.position(index).is_err() {
                self.heights.set(index, estimate::height(store, self.line[index], self.width));
            }
        }
    }
}
