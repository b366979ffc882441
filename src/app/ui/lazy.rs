//! Code that is loaded when it is first used: the bundle that every page load brings holds what a
//! person needs to ask and to read the answer; the rest comes in pieces.
//!
//! A function that [`lazy`] declares is the door to a piece. It is asynchronous, loads the piece when
//! it is called for the first time, and fails if that is not possible; the next call tries again.
//! Everything that only such functions reach is in their piece. A build that is not split (`cargo
//! leptos watch`, for one) has all of it in the bundle, and nothing waits or fails.

use std::pin::Pin;

use leptos::prelude::*;
use wasm_split_helpers::SplitLoaderError;

use crate::app::browser::lifetime;

/// A piece of the page could not be loaded: the network is gone, or a newer release has replaced it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl NotLoaded {
    /// What the person reads.
    pub(crate) const SENTENCE: &str =
        "This part of the page could not be loaded; check your network and try it again.";
}

/// Declares a function whose code is in a piece that is loaded when it is first called: `in PIECE,
/// prepared by NAME: fn …`. NAME is a function that only loads the piece.
macro_rules! lazy {
    (
        $(#[$doc:meta])*
        in $piece:ident, prepared by $prepare:ident:
        $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $output:ty $body:block
    ) => {
        $(#[$doc])*
        #[cfg(split)]
        #[wasm_split_helpers::wasm_split($piece, preload(#[doc(hidden)] #[allow(dead_code)] $prepare), fallible)]
        $vis fn $name($($arg: $type),*) -> Result<$output, $crate::app::ui::lazy::NotLoaded> {
            let output: $output = $body;
            Ok(output)
        }

        $(#[$doc])*
        #[cfg(not(split))]
        $vis async fn $name($($arg: $type),*) -> Result<$output, $crate::app::ui::lazy::NotLoaded> {
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

pub(crate) use lazy;

/// Makes a view, once its piece is loaded.
pub(crate) type Make = fn() -> AnyView;

/// A piece on its way.
pub(crate) type Loading<T, E = NotLoaded> = Pin<Box<dyn Future<Output = Result<T, E>>>>;

/// A slot in the page whose view is loaded when it is first wanted. Until then it is empty.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    load: fn() -> Loading<Make>,
    loaded: RwSignal<Option<Make>>,
}

impl Slot {
    /// Empty. `load` loads what makes its view.
    pub(crate) fn new(load: fn() -> Loading<Make>) -> Self {
        Self { load, loaded: RwSignal::new(None) }
    }

    /// The slot in the page.
    pub(crate) fn view(self) -> AnyView {
        view! { {move || self.loaded.get().map(|make| make())} }.into_any()
    }

    /// Brings its view into the page. If the piece can't be loaded, calls `on_failure`.
    pub(crate) fn fill(self, on_failure: impl FnOnce(NotLoaded) + 'static) {
        if self.loaded.get_untracked().is_some() {
            return;
        }
        let loading = (self.load)();
        lifetime::spawn(async move {
            match loading.await {
                // It may have been asked for twice.
                Ok(make) if self.loaded.get_untracked().is_none() => self.loaded.set(Some(make)),
                Ok(_) => {}
                Err(error) => on_failure(error),
            }
        });
    }
}
