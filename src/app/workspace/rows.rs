//! The rows that are in the page: those near the window, and those that must stay because they hold
//! the selection or the focus, are being edited, or are being written. All others are gaps of their
//! height, as it was measured or, before that, is estimated.
//!
//! Rows are put in and taken out one by one, and none is ever moved: its nodes stay the same for as
//! long as it is in the page. How a row is built is the transcript's business: it hands a function in.

mod estimate;
mod heights;
pub(super) mod marks;
mod page;
mod reveal;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ClipboardEvent, Element, HtmlElement, ResizeObserver};

use self::{
    heights::Heights,
    page::{Built, Gap, RowList},
};
use crate::{
    app::{browser::dom, scroll::follow::Follow, store::Store},
    chat::{ConversationId, MessageId},
};

/// Offset of a row that somebody goes to, in pixels from the top of the window: below the bar.
const OFFSET: f64 = 80.0;

/// The rows of the transcript that is in the page, if one is.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    store: Store,
    follow: Follow,
    page: StoredValue<Option<RowList>, LocalStorage>,
    changed: Trigger,
}

impl Rows {
    /// None yet.
    pub(super) fn new(store: Store, follow: Follow) -> Self {
        Self { store, follow, page: StoredValue::new_local(None), changed: Trigger::new() }
    }

    /// Puts rows into this element from now on, until the owner that is current now is cleaned up.
    /// `build` makes the view of a message's row.
    pub(super) fn attach(self, host: Element, build: fn(MessageId) -> AnyView) {
        let Some(owner) = Owner::current() else { return };
        let measured = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries| self.on_measured(&entries));
        let Ok(observer) = ResizeObserver::new(measured.as_ref().unchecked_ref()) else { return };
        let Some(tail) = Gap::new(&host, None) else { return };
        let width = host.get_bounding_client_rect().width();
        self.page.set_value(Some(RowList {
            host,
            build,
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
        self.follow.on_moved(Some(Callback::new(move |()| self.arrange())));
        let kept = SendWrapper::new((observer, measured));
        on_cleanup(move || {
            kept.0.disconnect();
            // The callback goes with this list; the page moves on without it.
            self.follow.on_moved(None);
            let gone = self.page.try_update_value(Option::take).flatten();
            gone.into_iter().flat_map(|page| page.built).for_each(Built::take_out);
        });
        let window = window();
        let print = move |whole: bool| {
            self.with(|page| page.whole = whole);
            self.arrange();
        };
        dom::listen(&document(), "copy", false, move |event: ClipboardEvent| self.on_copy(&event));
        dom::listen(&window, "beforeprint", true, move |_: web_sys::Event| print(true));
        dom::listen(&window, "afterprint", true, move |_: web_sys::Event| print(false));
    }

    fn with<T>(self, change: impl FnOnce(&mut RowList) -> T) -> Option<T> {
        self.page.try_update_value(|page| page.as_mut().map(change)).flatten()
    }

    /// Shows this line of this conversation. Rows that were there before stay as they are.
    pub(super) fn show_line(self, conversation: ConversationId, line: Vec<MessageId>) {
        let another = self.with(|page| page.conversation != Some(conversation)) == Some(true);
        let gone = self.with(|page| {
            let same = if !another {
                page.line.iter().zip(&line).take_while(|(old, new)| old == new).count()
            } else {
                page.target = None;
                0
            };
            page.conversation = Some(conversation);
            page.heights.truncate(same);
            for id in &line[same..] {
                page.heights.push(estimate::height(self.store, *id, page.width));
            }
            page.line = line;
            let from = page.built.partition_point(|row| row.index < same);
            let gone = page.built.split_off(from);
            for row in &page.built {
                page.number(row);
            }
            gone
        });
        gone.into_iter().flatten().for_each(|row| self.drop_row(row));
        self.arrange();
        if another {
            // Without its rows the page was short for a moment. Where a browser has moved it up by then,
            // that event must not be taken for the reader's: the end is where we put it.
            self.follow.settle();
        }
    }

    fn drop_row(self, row: Built) {
        self.with(|page| page.observer.unobserve(&row.element));
        row.take_out();
    }

    /// Brings the page up to what belongs into it: where it stands, or stands next.
    pub(super) fn arrange(self) {
        let plan = self.with(|page| {
            if page.width_changed() {
                page.estimate_again(self.store);
            }
            let (build, keep) = page.near(self.follow);
            let pinned = page.pinned(self.store);
            let stays = |index: usize| keep.contains(&index) || pinned.contains(&index);
            let (built, gone) = std::mem::take(&mut page.built).into_iter().partition(|row| stays(row.index));
            page.built = built;
            let wanted = build.chain(pinned.iter().copied());
            let missing = wanted.filter(|index| page.position(*index).is_err()).collect::<Vec<_>>();
            let gone: Vec<Built> = gone;
            (gone, missing, page.owner.clone(), page.build)
        });
        let Some((gone, missing, owner, build)) = plan else { return };
        if gone.is_empty() && missing.is_empty() {
            self.with(RowList::fill_gaps);
            return;
        }
        gone.into_iter().for_each(|row| self.drop_row(row));
        for index in missing {
            let id = self.with(|page| page.position(index).is_err().then(|| page.line.get(index).copied()));
            let Some(id) = id.flatten().flatten() else { continue };
            // A row's signals end with it, not with the list.
            let owner = owner.child();
            let view = untrack(|| owner.with(|| build(id).build()));
            self.with(|page| page.put_in(index, id, view, owner));
        }
        self.with(RowList::fill_gaps);
        self.changed.notify();
    }

    /// Raised when other rows are in the page.
    pub(super) fn changed(self) -> Trigger {
        self.changed
    }

    /// The rows that are in the page.
    pub(super) fn in_page(self) -> Vec<(MessageId, HtmlElement)> {
        let rows = |page: &mut RowList| page.built.iter().map(|row| (row.id, row.element.clone())).collect();
        self.with(rows).unwrap_or_default()
    }

    /// The message that is being read: the first one below the bar.
    pub(super) fn message_in_view(self) -> Option<MessageId> {
        self.with(|page| page.line.get(page.row_in_view()).copied()).flatten()
    }

    /// Goes to a message and, if asked, gives it the focus. False when it is not on the shown line.
    pub(super) fn go_to(self, id: MessageId, focus: bool) -> bool {
        let position = self.with(|page| {
            let index = page.line.iter().position(|other| *other == id)?;
            page.target = Some(id);
            let begins = page.begins(index);
            Some(begins + page.host.get_bounding_client_rect().top() + window().scroll_y().unwrap_or(0.0))
        });
        let Some(position) = position.flatten() else { return false };
        self.follow.go(position - OFFSET);
        self.arrange();
        let Some(element) = self.element(id) else { return false };
        self.follow.pin(element.clone().into(), OFFSET);
        if focus {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
        }
        true
    }

    /// Goes `by` messages forward, or back where it is negative, from the message that has the focus, or
    /// else is being read.
    pub(super) fn step(self, by: isize) {
        let next = self.with(|page| {
            // From the focus, unless the reader has left it behind.
            let from =
                page.focused().filter(|row| page.in_window(*row)).unwrap_or_else(|| page.row_in_view());
            let to = from.checked_add_signed(by).unwrap_or(0).min(page.line.len().saturating_sub(1));
            page.line.get(to).copied()
        });
        if let Some(next) = next.flatten() {
            self.go_to(next, true);
        }
    }

    /// The element of a message, if it is in the page.
    pub(super) fn element(self, id: MessageId) -> Option<HtmlElement> {
        self.with(|page| page.built.iter().find(|row| row.id == id).map(|row| row.element.clone())).flatten()
    }

    /// A selection that reaches over rows that are not in the page is copied as its messages, whole
    /// and in Markdown: the page could give a part of it only.
    fn on_copy(self, event: &ClipboardEvent) {
        let Some(ids) = self.with(|page| page.selected_over_gaps()).flatten() else { return };
        let words =
            ids.into_iter().filter_map(|id| self.store.with_message(id, |message| message.markdown()));
        let words = words.collect::<Vec<_>>().join("\n\n");
        if event.clipboard_data().is_some_and(|data| data.set_data("text/plain", &words).is_ok()) {
            event.prevent_default();
        }
    }

    fn on_measured(self, entries: &js_sys::Array) {
        let short = self.with(|page| {
            // On paper rows have other heights, and all of them are there.
            if page.whole {
                return false;
            }
            for entry in entries.iter() {
                let entry: web_sys::ResizeObserverEntry = entry.unchecked_into();
                page.measure(&entry.target());
            }
            let (build, _) = page.near(self.follow);
            build.into_iter().any(|index| page.position(index).is_err())
        });
        self.follow.settle();
        // Not here: what is put in while sizes are reported is reported too late.
        if short == Some(true) {
            dom::before_next_frame(move || self.arrange());
        }
    }
}
