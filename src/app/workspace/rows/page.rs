//! The list of rows and gaps in the page, and their positions.

use std::ops::Range;

use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node, ResizeObserver};

use super::{OFFSET, estimate, heights::Heights};
use crate::{
    app::{browser::dom, scroll::follow::Follow, store::Store, ui::number::rounded},
    chat::{ConversationId, MessageId},
};

/// Rows are built up to this distance above and below the window, in window heights.
const BUILD: f64 = 0.7;
/// Rows are kept up to this distance, in window heights. It is larger than [`BUILD`], so that a short scroll back
/// and forth rebuilds none.
const KEEP: f64 = 1.2;
/// The largest distance between the first and the last row of a selection at which all its rows stay in the page;
/// beyond it only these two stay.
const SELECTED: usize = 200;

/// A row in the page.
pub(super) struct BuiltRow {
    pub(super) id: MessageId,
    pub(super) index: usize,
    pub(super) element: HtmlElement,
    pub(super) view: SendWrapper<AnyViewState>,
    pub(super) owner: Owner,
    /// The gap before it, if rows are missing there.
    pub(super) gap: Option<Gap>,
}

/// An empty element that replaces rows which are not built.
pub(super) struct Gap {
    pub(super) element: HtmlElement,
    height: f64,
}

impl Gap {
    pub(super) fn new(host: &Element, before: Option<&Node>) -> Option<Self> {
        let element: HtmlElement = document().create_element("div").ok()?.unchecked_into();
        element.set_class_name("gap");
        host.insert_before(&element, before).ok()?;
        Some(Self { element, height: 0.0 })
    }

    pub(super) fn set(&mut self, height: f64) {
        if self.height != height {
            self.height = height;
            let _ = self.element.style().set_property("height", &[&rounded(height, 3), "px"].concat());
        }
    }
}

/// The list of rows in the page.
pub(super) struct RowList {
    pub(super) host: Element,
    /// Makes the view of a row.
    pub(super) build: fn(MessageId) -> AnyView,
    pub(super) owner: Owner,
    /// The gap after the last built row.
    pub(super) tail: Gap,
    pub(super) conversation: Option<ConversationId>,
    pub(super) path: Vec<MessageId>,
    pub(super) heights: Heights,
    pub(super) built: Vec<BuiltRow>,
    pub(super) observer: ResizeObserver,
    /// Width of a row in pixels, on which all heights depend.
    pub(super) width: f64,
    /// The row that was gone to last.
    pub(super) target: Option<MessageId>,
    /// Whether all rows are built, because the page is being printed.
    pub(super) whole: bool,
}

impl BuiltRow {
    pub(super) fn take_out(mut self) {
        if let Some(gap) = self.gap.take() {
            gap.element.remove();
        }
        self.view.unmount();
        self.owner.cleanup();
    }
}

impl RowList {
    /// The position of a row among the built ones.
    ///
    /// # Errors
    /// The position at which to insert it, if it is not built.
    pub(super) fn position(&self, index: usize) -> Result<usize, usize> {
        self.built.binary_search_by_key(&index, |row| row.index)
    }

    /// The rows to build and the rows to keep, around the window.
    pub(super) fn near(&self, follow: Follow) -> (Range<usize>, Range<usize>) {
        let count = self.path.len();
        if self.whole {
            return (0..count, 0..count);
        }
        let window = dom::window_height();
        let top = if !follow.is_following_untracked() {
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

    /// The rows that stay in the page wherever the window is.
    pub(super) fn pinned(&self, store: Store) -> Vec<usize> {
        let live = store
            .with_current_untracked(|conversation| conversation.turn().map(|turn| turn.answer()))
            .flatten();
        let editing = store.editing().get_untracked();
        // Searched from the end, because most of them are near it.
        let place = |id: MessageId| self.path.iter().rposition(|other| *other == id);
        let mut pinned: Vec<usize> =
            [live, editing, self.target].into_iter().flatten().filter_map(place).collect();
        // The last row always stays.
        pinned.extend(self.path.len().checked_sub(1));
        pinned.extend(self.focused());
        pinned.extend(self.selected());
        pinned
    }

    pub(super) fn focused(&self) -> Option<usize> {
        self.holding(document().active_element()?.as_ref())
    }

    pub(super) fn selected(&self) -> Vec<usize> {
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

    /// The messages of a selection that contains a gap; `None` if it contains none.
    pub(super) fn selected_over_gaps(&self) -> Option<Vec<MessageId>> {
        let selection = dom::selection().filter(|selection| !selection.is_collapsed())?;
        let holds = |element: &Node| {
            selection.contains_node_with_allow_partial_containment(element, true).unwrap_or(false)
        };
        let (mut rows, mut next, mut over) = (Vec::new(), 0, false);
        for row in &self.built {
            if row.gap.as_ref().is_some_and(|gap| holds(&gap.element)) {
                rows.extend(next..row.index);
                over = true;
            }
            if holds(&row.element) {
                rows.push(row.index);
            }
            next = row.index + 1;
        }
        if next < self.path.len() && holds(&self.tail.element) {
            rows.extend(next..self.path.len());
            over = true;
        }
        over.then(|| rows.into_iter().filter_map(|index| self.path.get(index).copied()).collect())
    }

    /// The built row that contains a node.
    pub(super) fn holding(&self, node: &Node) -> Option<usize> {
        if !self.host.contains(Some(node)) {
            return None;
        }
        self.built.iter().find(|row| row.element.contains(Some(node))).map(|row| row.index)
    }

    /// Whether a row is built and at least partly in the window.
    pub(super) fn in_window(&self, index: usize) -> bool {
        self.position(index).is_ok_and(|at| {
            let row = self.built[at].element.get_bounding_client_rect();
            row.bottom() > 0.0 && row.top() < dom::window_height()
        })
    }

    /// The row being read: the first one that ends below [`OFFSET`].
    pub(super) fn row_in_view(&self) -> usize {
        let below = |row: &&BuiltRow| row.element.get_bounding_client_rect().bottom() > OFFSET + 1.0;
        self.built.iter().find(below).map_or(0, |row| row.index)
    }

    /// The offset of a row, in pixels from the top of the list: as it is in the page if it is built, else by the
    /// known heights.
    pub(super) fn begins(&self, index: usize) -> f64 {
        match self.position(index) {
            Ok(at) => {
                let row = self.built[at].element.get_bounding_client_rect();
                row.top() - self.host.get_bounding_client_rect().top()
            }
            Err(_) => self.heights.before(index),
        }
    }

    pub(super) fn number(&self, row: &BuiltRow) {
        let _ = row.element.set_attribute("aria-posinset", &(row.index + 1).to_string());
        let _ = row.element.set_attribute("aria-setsize", &self.path.len().to_string());
    }

    pub(super) fn put_in(&mut self, index: usize, id: MessageId, mut view: AnyViewState, owner: Owner) {
        let at = self.position(index).unwrap_or_else(|at| at);
        let before: &Node = match self.built.get(at) {
            Some(BuiltRow { gap: Some(gap), .. }) => &gap.element,
            Some(row) => &row.element,
            None => &self.tail.element,
        };
        view.mount(&self.host, Some(before));
        let element = view.elements().into_iter().next();
        let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        self.observer.observe(&element);
        let row = BuiltRow { id, index, element, view: SendWrapper::new(view), owner, gap: None };
        self.number(&row);
        self.built.insert(at, row);
    }

    /// Adds, resizes and removes gaps, so that each is as high as the rows that it replaces.
    pub(super) fn fill_gaps(&mut self) {
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
        self.tail.set(self.heights.before(self.path.len()) - self.heights.before(next));
    }

    pub(super) fn measure(&mut self, element: &Element) {
        let Some(at) = self.built.iter().rposition(|row| **row.element == **element) else { return };
        let next: &Element = match self.built.get(at + 1) {
            Some(BuiltRow { gap: Some(gap), .. }) => &gap.element,
            Some(row) => &row.element,
            None => &self.tail.element,
        };
        // Up to the beginning of the next element, so that the space between them is included.
        let height = next.get_bounding_client_rect().top() - element.get_bounding_client_rect().top();
        self.heights.set(self.built[at].index, height);
    }

    pub(super) fn width_changed(&mut self) -> bool {
        let width = self.host.get_bounding_client_rect().width();
        let changed = (width - self.width).abs() > 1.0;
        self.width = width;
        changed
    }

    pub(super) fn estimate_again(&mut self, store: Store) {
        for index in 0..self.path.len() {
            if self.position(index).is_err() {
                self.heights.set(index, estimate::height(store, self.path[index], self.width));
            }
        }
    }
}
