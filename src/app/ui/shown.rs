//! What is in the page only while something holds. Leptos's own `Show` is compiled once for each pair of a
//! condition and its children, and there are many; this one is compiled once.

use std::sync::Arc;

use leptos::{children::ViewFn, either::Either, prelude::*};

/// Its children while the condition holds, else the fallback, or nothing.
#[component]
pub(crate) fn Shown(
    /// What decides; asked again when what it reads has changed.
    when: impl Fn() -> bool + Send + Sync + 'static,
    /// What is in the page while it holds; made anew each time.
    children: ChildrenFn,
    /// What is in the page otherwise.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView {
    shown(Arc::new(when), children, fallback)
}

fn shown(when: Arc<dyn Fn() -> bool + Send + Sync>, children: ChildrenFn, fallback: ViewFn) -> AnyView {
    let holds = ArcMemo::new(move |_| when());
    view! {
        {move || if holds.get() { Either::Left(children()) } else { Either::Right(fallback.run()) }}
    }
    .into_any()
}
