//! Code that is loaded on first use: the bundle that every page load fetches contains what a person needs to
//! ask and to read the answer; the rest is split into pieces.
//!
//! A function that [`lazy`] declares is the entry point of a piece. It is asynchronous, loads the piece on
//! its first call, and fails if that is not possible; the next call tries again. Code that is reachable only
//! through such functions is in their piece. A build that is not split (for example by `cargo leptos watch`)
//! has all of it in the bundle, so these functions neither wait nor fail.

use std::pin::Pin;

use leptos::prelude::*;
use wasm_split_helpers::SplitLoaderError;

use crate::app::browser::lifetime;

/// A piece of the page could not be loaded: the network is gone, or a newer release has replaced it.
/// The error of every function that [`lazy`] declares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl NotLoaded {
    /// The sentence that the person reads.
    pub(crate) const SENTENCE: &str =
        "This part of the page could not be loaded; check your network and try it again.";
}

/// Declares a function whose code is in a piece that its first call loads: `in PIECE, prepared by NAME: fn …`.
/// The function becomes asynchronous and returns a `Result` with [`NotLoaded`]. NAME is a function that only
/// loads the piece.
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

/// A piece that is being loaded.
pub(crate) type Loading<T, E = NotLoaded> = Pin<Box<dyn Future<Output = Result<T, E>>>>;

/// A place in the page whose view is loaded on first use. Until then it is empty.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    load: fn() -> Loading<Make>,
    loaded: RwSignal<Option<Make>>,
}

impl Slot {
    /// An empty slot. `load` loads the function that makes its view.
    pub(crate) fn new(load: fn() -> Loading<Make>) -> Self {
        Self { load, loaded: RwSignal::new(None) }
    }

    /// The slot in the page.
    pub(crate) fn view(self) -> AnyView {
        view! { {move || self.loaded.get().map(|make| make())} }.into_any()
    }

    /// Loads its view and puts it into the page. If the piece can't be loaded, calls `on_failure`.
    pub(crate) fn fill(self, on_failure: impl FnOnce(NotLoaded) + 'static) {
        if self.loaded.get_untracked().is_some() {
            return;
        }
        let loading = (self.load)();
        lifetime::spawn(async move {
            match loading.await {
                // A second call may have filled it meanwhile.
                Ok(make) if self.loaded.get_untracked().is_none() => self.loaded.set(Some(make)),
                Ok(_) => {}
                Err(error) => on_failure(error),
            }
        });
    }
}
