//! The answer's text in the page. Its nodes belong to this component alone: Leptos renders the
//! empty host, and what stands in it is built from the text as it comes, once per frame.
//!
//! Markdown is a piece of its own ([`super::later`]): it is loaded as soon as the page is live, so that
//! somebody can write before it has come.

mod actions;
mod build;
mod table;
mod view;
mod written;

use leptos::{html, prelude::*};
use web_sys::Element;

use super::{
    dom, forget,
    later::{NotLoaded, later},
    store::Store,
};
use crate::chat::{MessageId, PathEntry};

/// An answer's text in the page.
pub trait Written {
    /// Brings the page up to the text: what is settled, and what grows behind it. While `revision` is the
    /// same, the text has only grown; `ended` says that no more will come. False when that takes longer than
    /// a frame should: then it goes on when it is called again.
    fn write(&mut self, settled: &str, growing: &str, revision: u32, ended: bool) -> bool;
}

/// So long Markdown is waited for, in milliseconds, before a conversation is shown without it.
const PATIENCE: i32 = 3000;

/// Makes an empty text within a host, which belongs to it alone from then on.
type Begin = fn(&Element) -> Box<dyn Written>;

later! {
    /// What shows Markdown.
    in text, prepared by prepare:
    fn markdown() -> Begin { written::begin }
}

/// How the answers of the page are shown.
#[derive(Clone, Copy)]
pub struct Texts {
    markdown: RwSignal<Option<Begin>>,
    /// Whether Markdown could not be loaded. Then answers stand there as the model wrote them.
    plain: RwSignal<bool>,
}

impl Texts {
    /// Not loaded yet.
    #[allow(clippy::new_without_default, reason = "its signals belong to an owner: no default may make them")]
    pub fn new() -> Self {
        Self { markdown: RwSignal::new(None), plain: RwSignal::new(false) }
    }

    /// Loads Markdown, if it is not there already. Where that takes long, answers stand there as they were
    /// written until it has come.
    pub fn load(self) {
        if self.markdown.with_untracked(Option::is_some) {
            return;
        }
        dom::after(PATIENCE, move || {
            if self.markdown.try_with_untracked(Option::is_none) == Some(true) {
                self.plain.set(true);
            }
        });
        forget::spawn(async move {
            match markdown().await {
                Ok(begin) => self.markdown.set(Some(begin)),
                Err(NotLoaded) => self.plain.set(true),
            }
        });
    }

    /// Whether answers can be shown. No row is built before: it would be measured without its text. Tracked.
    pub fn are_ready(self) -> bool {
        self.get().is_some()
    }

    /// What to show answers by, and whether that is Markdown; none while it is on its way. Tracked.
    fn get(self) -> Option<(Begin, bool)> {
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

/// The text of an answer, growing while it is written.
#[component]
pub fn AnswerText(
    /// Which answer.
    id: MessageId,
    /// Its row.
    entry: Memo<PathEntry>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let host: NodeRef<html::Div> = NodeRef::new();
    let shown = StoredValue::new_local(None::<(Box<dyn Written>, bool)>);
    let next_slice = ArcTrigger::new();
    // Where it could not be loaded when the page began, each answer tries again.
    store.texts.load();
    Effect::new(move |_| {
        let revision = entry.with(|entry| entry.revision);
        let growth = store.growth(id);
        if let Some(growth) = &growth {
            growth.text.track();
        }
        next_slice.track();
        let (Some(host), Some((begin, markdown))) = (host.get(), store.texts.get()) else { return };
        let is_whole = shown.try_update_value(|shown| {
            store.with_answer_text(id, |settled, growing| {
                let known = shown.take().filter(|(_, was)| *was == markdown);
                let mut now = known.unwrap_or_else(|| (begin(&host), markdown));
                let is_whole = now.0.write(settled, growing, revision, growth.is_none());
                *shown = Some(now);
                is_whole
            })
        });
        let is_whole = is_whole.flatten().unwrap_or(true);
        if !is_whole {
            let next_slice = next_slice.clone();
            dom::before_next_frame(move || next_slice.notify());
        }
        if growth.is_some() || !is_whole {
            store.follow.grown();
        }
    });
    view! { <div class="text" translate="no" node_ref=host on:click=move |event| actions::clicked(store, &event)></div> }
}
