//! The Markdown view: what stands in an answer's host element is built from the text as it comes, once
//! per frame. Its nodes belong to this room alone; Leptos renders the empty host. It knows no store.
//!
//! Markdown is a piece of its own ([`crate::app::ui::lazy`]): it is loaded as soon as the page is live,
//! so that somebody can write before it has come.

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
    /// Brings the page up to the text: what is settled, and what grows behind it. While `revision` is the
    /// same, the text has only grown; `ended` says that no more will come. False when that takes longer than
    /// a frame should: then it goes on when it is called again.
    fn write(&mut self, settled: &str, growing: &str, revision: u32, ended: bool) -> bool;
}

/// How long Markdown is waited for, in milliseconds, before a conversation is shown without it.
const PATIENCE: i32 = 3000;

/// Makes an empty text within a host, which belongs to it alone from then on.
pub(super) type Begin = fn(&Element) -> Box<dyn Written>;

lazy! {
    /// What shows Markdown.
    in text, prepared by prepare:
    fn markdown() -> Begin { written::begin }
}

/// How the answers of the page are shown.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    markdown: RwSignal<Option<Begin>>,
    /// Whether Markdown could not be loaded. Then answers are shown as the model wrote them.
    plain: RwSignal<bool>,
}

impl Texts {
    /// Not loaded yet.
    pub(super) fn new() -> Self {
        Self { markdown: RwSignal::new(None), plain: RwSignal::new(false) }
    }

    /// Loads Markdown, if it is not there already. If that takes long, answers are shown as they were
    /// written until it has come.
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

    /// Whether answers can be shown. No row is built before: it would be measured without its text. Tracked.
    pub(super) fn are_ready(self) -> bool {
        self.get().is_some()
    }

    /// What to show answers by, and whether that is Markdown; none while it is on its way. Tracked.
    pub(super) fn get(self) -> Option<(Begin, bool)> {
        match self.markdown.get() {
            Some(begin) => Some((begin, true)),
            None => self.plain.get().then_some((begin_plain as Begin, false)),
        }
    }
}

/// A text as it was written, for want of Markdown.
struct Plain(Element);

fn begin_plain(host: &Element) -> Box<dyn Written> {
    // Its class list takes a name without spaces.
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
    /// Finds the last code block of a Markdown text.
    in text, prepared by prepare_code:
    pub(super) fn last_code() -> fn(&str) -> Option<String> { code::last }
}
