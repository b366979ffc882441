//! What is loaded when it is first used: the bundle that every page load brings holds what a person needs to
//! ask and to read the answer, the rest comes in pieces of its own.
//!
//! A function that [`later`] declares is the door to a piece: it is asynchronous, loads the piece when it is
//! called for the first time, and fails where that can't be loaded; the next call tries again. All that only
//! such functions reach is in their piece. A build that is not split (`cargo leptos watch`, for one) has all
//! of it in the bundle, and nothing waits or fails.

use std::pin::Pin;

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_split_helpers::SplitLoaderError;
use web_sys::{Element, Event, KeyboardEvent};

use super::{dialogs, dom, find, forget, save, store::Store};

/// A piece of the page could not be loaded: the network is gone, or a newer release has replaced it.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl NotLoaded {
    /// What the person reads.
    pub const SENTENCE: &str =
        "This part of the page could not be loaded; check your network and try it again.";
}

/// Declares a function whose code is in a piece that is loaded when it is first called: `in PIECE, prepared by
/// NAME: fn …`. The second name is that of a function which only loads the piece.
macro_rules! later {
    (
        $(#[$doc:meta])*
        in $piece:ident, prepared by $prepare:ident:
        $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $output:ty $body:block
    ) => {
        $(#[$doc])*
        #[cfg(split)]
        #[wasm_split_helpers::wasm_split($piece, preload(#[doc(hidden)] #[allow(dead_code)] $prepare), fallible)]
        $vis fn $name($($arg: $type),*) -> Result<$output, $crate::app::later::NotLoaded> {
            let output: $output = $body;
            Ok(output)
        }

        $(#[$doc])*
        #[cfg(not(split))]
        $vis async fn $name($($arg: $type),*) -> Result<$output, $crate::app::later::NotLoaded> {
            let output: $output = $body;
            Ok(output)
        }

        #[cfg(not(split))]
        #[doc(hidden)]
        #[allow(dead_code, reason = "not all of a piece's functions prepare it")]
        $vis async fn $prepare() -> Result<(), wasm_split_helpers::SplitLoaderError> {
            Ok(())
        }
    };
}

pub(crate) use later;

/// Makes a view, once its piece is loaded.
pub type Make = fn() -> AnyView;

/// A piece on its way.
pub type Loading<T, E = NotLoaded> = Pin<Box<dyn Future<Output = Result<T, E>>>>;

/// A place in the page whose view is loaded when it is first wanted. Until then nothing stands there.
#[derive(Clone, Copy)]
pub struct Place {
    load: fn() -> Loading<Make>,
    loaded: RwSignal<Option<Make>>,
}

impl Place {
    /// Empty. `load` loads what makes its view.
    pub fn new(load: fn() -> Loading<Make>) -> Self {
        Self { load, loaded: RwSignal::new(None) }
    }

    /// Where it stands in the page.
    pub fn view(self) -> AnyView {
        view! { {move || self.loaded.get().map(|make| make())} }.into_any()
    }

    /// Brings its view into the page. Where it can't be loaded that is said, and `gone` is called.
    pub fn fill(self, store: Store, gone: impl FnOnce() + 'static) {
        if self.loaded.get_untracked().is_some() {
            return;
        }
        let loading = (self.load)();
        forget::spawn(async move {
            match loading.await {
                Ok(make) => self.loaded.set(Some(make)),
                Err(NotLoaded) => {
                    gone();
                    store.refused(NotLoaded::SENTENCE.to_owned());
                }
            }
        });
    }
}

/// Loads all pieces, without a word where that fails. From the first answer on the tab holds the only copy of
/// a conversation, and must be able to save it, whatever becomes of the network or of the server's files.
pub fn prepare_all() {
    ["dialogs", "find", "files"].into_iter().for_each(prepare);
}

fn prepare(piece: &str) {
    let loading: Loading<(), SplitLoaderError> = match piece {
        "dialogs" => Box::pin(dialogs::prepare()),
        "find" => Box::pin(find::prepare()),
        _ => Box::pin(save::prepare()),
    };
    spawn_local(async move {
        // Whoever needs it tries again, and says what failed.
        let _ = loading.await;
    });
}

/// Loads the pieces that a control names (`data-later`) as soon as somebody points at it or reaches it by the
/// keyboard, so that they are there when it is used; and the dialogs when a shortcut begins.
pub fn listen() {
    Effect::new(move |_| {
        dom::listen(&window(), "keydown", true, |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Control" | "Meta") && !event.repeat() {
                prepare("dialogs");
            }
        });
        for event in ["pointerover", "focusin"] {
            dom::listen(&window(), event, true, |event: Event| {
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let control = target.and_then(|target| target.closest("[data-later]").ok().flatten());
                if let Some(pieces) = control.and_then(|control| control.get_attribute("data-later")) {
                    pieces.split(' ').for_each(prepare);
                }
            });
        }
    });
}
