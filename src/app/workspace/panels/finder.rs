//! The state of find-in-conversation: whether it is open, and where the focus was before.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::app::browser::dom;

/// The state of the find bar.
#[derive(Clone, Copy)]
pub(crate) struct Finder {
    is_open: RwSignal<bool>,
    field: NodeRef<html::Input>,
    /// The element that had the focus when the bar was opened.
    before: StoredValue<Option<HtmlElement>, LocalStorage>,
}

impl Finder {
    /// Closed.
    pub(super) fn new() -> Self {
        Self { is_open: RwSignal::new(false), field: NodeRef::new(), before: StoredValue::new_local(None) }
    }

    /// Whether the bar is open.
    pub(crate) fn is_open(self) -> RwSignal<bool> {
        self.is_open
    }

    /// The bar's field.
    pub(crate) fn field(self) -> NodeRef<html::Input> {
        self.field
    }

    /// Whether the bar's field has the focus: then its shortcut is left to the browser's own find.
    pub(crate) fn has_focus(self) -> bool {
        let active = document().active_element();
        self.field.get_untracked().is_some_and(|field| active.as_ref() == Some(field.as_ref()))
    }

    /// Opens the bar. If it is open already, focuses its field and selects the text.
    pub(crate) fn open(self) {
        if !self.is_open.get_untracked() {
            let active = document().active_element();
            self.before.set_value(active.and_then(|active| active.dyn_into().ok()));
            self.is_open.set(true);
        } else if let Some(field) = self.field.get_untracked() {
            let _ = field.focus();
            field.select();
        }
    }

    /// Closes the bar, and restores the focus.
    pub(crate) fn close(self) {
        self.is_open.set(false);
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
}
