//! The Markdown view: builds the nodes in an answer's host element from the text as it arrives, once a frame.
//! Only this room changes those nodes; Leptos renders the empty host. It does not import the store.
//!
//! Markdown is a piece of its own ([`crate::app::ui::lazy`]) that is loaded once the page is live, so that a
//! person can write before it has arrived.

mod actions;
mod build;
mod code;
mod spine;
mod table;
mod view;
mod written;

pub(super) use actions::on_click;

use leptos::prelude::*;
use web_sys::Element;

use super::{
    browser::{dom, lifetime},
    ui::lazy::{NotLoaded, lazy},
};

/// An answer's text in the page.
pub(super) trait Written {
    /// Updates the page to the text: its settled part, and the part after it that is growing. While `revision`
    /// is the same, the text has only grown; `ended` means that no more will arrive. Returns false if the time
    /// for one frame is used up; call it again to continue.
    fn write(&mut self, settled: &str, growing: &str, revision: u32, ended: bool) -> bool;
}

/// How long to wait for Markdown, in milliseconds, before answers are shown as plain text.
const PATIENCE: i32 = 3000;

/// Makes an empty text in a host element. Nothing else may change the host's content after that.
pub(super) type Begin = fn(&Element) -> Box<dyn Written>;

lazy! {
    /// Loads the Markdown view.
    in text, prepared by prepare:
    fn markdown() -> Begin { written::begin }
}

/// How the page shows answers: as Markdown, or as plain text.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    markdown: RwSignal<Option<Begin>>,
    /// Whether Markdown could not be loaded in time. Then answers are shown as plain text.
    plain: RwSignal<bool>,
}

impl Texts {
    /// Nothing loaded yet.
    pub(super) fn new() -> Self {
        Self { markdown: RwSignal::new(None), plain: RwSignal::new(false) }
    }

    /// Loads Markdown, unless it is loaded. If that takes longer than [`PATIENCE`], answers are shown as plain
    /// text until it has loaded.
    pub(super) fn load(self) {
        if self.markdown.with_untracked(Option::is_some) {
            return;
        }
        dom::after(PATIENCE, move || {
            if self.markdown.try_with_untracked(Option::is_none) == Some(true) {
                self.plain.set(true);
            }
        });
        lifetime::spawn(async move {
            match markdown().await {
                Ok(begin) => self.markdown.set(Some(begin)),
                Err(NotLoaded) => self.plain.set(true),
            }
        });
    }

    /// Whether answers can be shown. Build no row before: it would be measured without its text. Tracked.
    pub(super) fn are_ready(self) -> bool {
        self.get().is_some()
    }

    /// The function that shows answers, and whether that is Markdown; `None` while it is loading. Tracked.
    pub(super) fn get(self) -> Option<(Begin, bool)> {
        match self.markdown.get() {
            Some(begin) => Some((begin, true)),
            None => self.plain.get().then_some((begin_plain as Begin, false)),
        }
    }
}

/// Shows the text as it is, when Markdown is not loaded.
struct Plain(Element);

fn begin_plain(host: &Element) -> Box<dyn Written> {
    // Fails only for a class name with spaces.
    let _ = host.class_list().add_1("plain");
    Box::new(Plain(host.clone()))
}

impl Written for Plain {
    fn write(&mut self, settled: &str, growing: &str, _: u32, _: bool) -> bool {
        self.0.set_text_content(Some(&[settled, growing].concat()));
        true
    }
}

lazy! {
    /// Loads the function that returns the last code block of a Markdown text.
    in text, prepared by prepare_code:
    pub(super) fn last_code() -> fn(&str) -> Option<String> { code::last }
}
