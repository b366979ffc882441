//! The rows that stand in the page: those near the window, and those that must not go, because they
//! hold the selection or the focus, are edited, or are being written. All others are gaps of their
//! height, as it was measured or, before that, is estimated.
//!
//! Rows are put in and taken out one by one, and none is ever moved: its nodes stay the same for as
//! long as it is in the page.

mod estimate;
mod page;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ClipboardEvent, Element, HtmlElement, ResizeObserver};

use self::page::{Built, Gap, Inner};
use super::{Row, heights::Heights};
use crate::app::{dom, store::Store};
use crate::chat::{ConversationId, MessageId};

/// So far below the window's top a row is shown that somebody goes to, in pixels: below the bar.
const PLACE: f64 = 80.0;

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
        store.follow.on_moved(Some(Callback::new(move |()| self.arrange(store))));
        let held = SendWrapper::new((observer, measured));
        on_cleanup(move || {
            held.0.disconnect();
            // The callback goes with this list; the page moves on without it.
            store.follow.on_moved(None);
            let gone = self.inner.try_update_value(Option::take).flatten();
            gone.into_iter().flat_map(|inner| inner.built).for_each(Built::take_out);
        });
        let page = window();
        let print = move |whole: bool| {
            self.with(|inner| inner.whole = whole);
            self.arrange(store);
        };
        dom::listen(&document(), "copy", false, move |event: ClipboardEvent| self.copied(store, &event));
        dom::listen(&page, "beforeprint", true, move |_: web_sys::Event| print(true));
        dom::listen(&page, "afterprint", true, move |_: web_sys::Event| print(false));
    }

    fn with<T>(self, change: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        self.inner.try_update_value(|inner| inner.as_mut().map(change)).flatten()
    }

    /// Shows this line of this conversation. Rows that were there before stay as they are.
    pub fn show_line(self, store: Store, conversation: ConversationId, line: Vec<MessageId>) {
        let another = self.with(|inner| inner.conversation != Some(conversation)) == Some(true);
        let gone = self.with(|inner| {
            let same = if !another {
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
        if another {
            // Without its rows the page was short for a moment. Where a browser has moved it up by then,
            // that event must not be taken for the reader's: the end is where we put it.
            store.follow.settle();
        }
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
            // From the focus, unless the reader has left it behind.
            let from = inner.focused().filter(|row| inner.in_window(*row)).unwrap_or_else(|| inner.read());
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

    /// A selection that reaches over rows that are not in the page is copied as its messages, whole
    /// and in Markdown: the page could give a part of it only.
    fn copied(self, store: Store, event: &ClipboardEvent) {
        let Some(ids) = self.with(|inner| inner.selected_over_gaps()).flatten() else { return };
        let words = ids.into_iter().filter_map(|id| store.with_message(id, |message| message.markdown()));
        let words = words.collect::<Vec<_>>().join("\n\n");
        if event.clipboard_data().is_some_and(|data| data.set_data("text/plain", &words).is_ok()) {
            event.prevent_default();
        }
    }

    fn measured(self, store: Store, entries: &js_sys::Array) {
        let short = self.with(|inner| {
            // On paper rows have other heights, and all of them are there.
            if inner.whole {
                return false;
            }
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
