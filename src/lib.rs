//! Mayfly: a chat that lives as long as its tab.
//!
//! One crate, compiled twice: to the server binary (feature `ssr`) and to the WebAssembly bundle
//! that hydrates the page (feature `hydrate`). `chat` and `markdown` are plain Rust and compile
//! with neither feature, so that their tests run natively in milliseconds.

// The views' types nest deeper than the compiler looks by default.
#![recursion_limit = "256"]

#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod api;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub(crate) mod app;
// Without a feature it is only tested: much of it has no caller then.
#[cfg_attr(not(any(feature = "ssr", feature = "hydrate")), allow(dead_code))]
pub mod chat;
pub mod markdown;
#[cfg(feature = "ssr")]
pub mod server;

/// What is freed is overwritten first, in the server and in the tab: text that nobody owns any more
/// is nowhere in memory. See docs/forgetting.md for what the crate does.
#[cfg(all(any(feature = "ssr", feature = "hydrate"), not(feature = "keep-freed")))]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

#[cfg(feature = "keep-freed")]
const _: () = assert!(
    option_env!("MAYFLY_BENCH").is_some(),
    "the feature `keep-freed` leaves conversations in memory; it is for `make bench` alone"
);

/// The tab's entry: takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    app::browser::forget::keep(leptos::mount::hydrate_from(leptos::tachys::dom::body(), app::App));
}
