//! The rows that are in the page: those near the window, and those that must stay because they contain the
//! selection or the focus, are being edited, or are being written. Gaps replace all others, with the height that
//! was measured or, before that, is estimated.
//!
//! Rows are inserted and removed one by one, and none is ever moved: its nodes stay the same while it is in the
//! page. The transcript passes in the function that builds a row.

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
    page::{BuiltRow, Gap, RowList},
};
use crate::{
    app::{browser::dom, scroll::follow::Follow, store::Store},
    chat::{ConversationId, MessageId},
};

/// Offset of a row after going to it, in pixels from the top of the window: just below the bar.
const OFFSET: f64 = 80.0;

/// The rows of the transcript, if there is a transcript in the page.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    store: Store,
    follow: Follow,
    page: StoredValue<Option<RowList>, LocalStorage>,
    changed: Trigger,
}

impl Rows {
    /// Without a transcript yet.
    pub(super) fn new(store: Store, follow: Follow) -> Self {
        Self { store, follow, page: StoredValue::new_local(None), changed: Trigger::new() }
    }

    /// Shows rows in this element until the current owner is cleaned up. `build` makes the view of a message's
    /// row.
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
            path: Vec::new(),
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
            // The callback belongs to this list, so it must not be called any more.
            self.follow.on_moved(None);
            let gone = self.page.try_update_value(Option::take).flatten();
            gone.into_iter().flat_map(|page| page.built).for_each(BuiltRow::take_out);
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

    /// Shows this path of this conversation. Rows of the common beginning stay as they are.
    pub(super) fn show_path(self, conversation: ConversationId, path: Vec<MessageId>) {
        let another = self.with(|page| page.conversation != Some(conversation)) == Some(true);
        let gone = self.with(|page| {
            let same = if !another {
                page.path.iter().zip(&path).take_while(|(old, new)| old == new).count()
            } else {
                page.target = None;
                0
            };
            page.conversation = Some(conversation);
            page.heights.truncate(same);
            for id in &path[same..] {
                page.heights.push(estimate::height(self.store, *id, page.width));
            }
            page.path = path;
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
            // Without its rows the page was short for a moment, so the browser may have scrolled up. Settle
            // again, or that scroll event would be attributed to the reader.
            self.follow.settle();
        }
    }

    fn drop_row(self, row: BuiltRow) {
        self.with(|page| page.observer.unobserve(&row.element));
        row.take_out();
    }

    /// Inserts the rows that are needed at the current scroll position, or at the end while following, and
    /// removes the others.
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
            let gone: Vec<BuiltRow> = gone;
            (gone, missing, page.owner.clone(), page.build)
        });
        let Some((gone, missing, owner, build)) = plan else { return };
        if gone.is_empty() && missing.is_empty() {
            self.with(RowList::fill_gaps);
            return;
        }
        gone.into_iter().for_each(|row| self.drop_row(row));
        for index in missing {
            let id = self.with(|page| page.position(index).is_err().then(|| page.path.get(index).copied()));
            let Some(id) = id.flatten().flatten() else { continue };
            // A row's signals are dropped with the row, not with the list.
            let owner = owner.child();
            let view = untrack(|| owner.with(|| build(id).build()));
            self.with(|page| page.put_in(index, id, view, owner));
        }
        self.with(RowList::fill_gaps);
        self.changed.notify();
    }

    /// Notified when rows were inserted or removed.
    pub(super) fn changed(self) -> Trigger {
        self.changed
    }

    /// The rows that are in the page.
    pub(super) fn in_page(self) -> Vec<(MessageId, HtmlElement)> {
        let rows = |page: &mut RowList| page.built.iter().map(|row| (row.id, row.element.clone())).collect();
        self.with(rows).unwrap_or_default()
    }

    /// The message being read: the first one that ends below the bar.
    pub(super) fn message_in_view(self) -> Option<MessageId> {
        self.with(|page| page.path.get(page.row_in_view()).copied()).flatten()
    }

    /// Scrolls to a message, and focuses it if `focus`. Returns false if it is not on the shown path.
    pub(super) fn go_to(self, id: MessageId, focus: bool) -> bool {
        let position = self.with(|page| {
            let index = page.path.iter().position(|other| *other == id)?;
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

    /// Goes `by` messages forward (back if negative) from the message that has the focus, or else from the one
    /// being read.
    pub(super) fn step(self, by: isize) {
        let next = self.with(|page| {
            // From the focused row, unless the reader has scrolled it out of view.
            let from =
                page.focused().filter(|row| page.in_window(*row)).unwrap_or_else(|| page.row_in_view());
            let to = from.checked_add_signed(by).unwrap_or(0).min(page.path.len().saturating_sub(1));
            page.path.get(to).copied()
        });
        if let Some(next) = next.flatten() {
            self.go_to(next, true);
        }
    }

    /// The element of a message, if it is in the page.
    pub(super) fn element(self, id: MessageId) -> Option<HtmlElement> {
        self.with(|page| page.built.iter().find(|row| row.id == id).map(|row| row.element.clone())).flatten()
    }

    /// Copies a selection that spans rows which are not in the page as Markdown, with all its messages whole: the
    /// page contains only a part of it.
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
            // Heights on paper differ, and all rows are built then.
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
        // In the next frame: the observer would report rows inserted in its own callback too late.
        if short == Some(true) {
            dom::before_next_frame(move || self.arrange());
        }
    }
}
