//! Shows children only while a condition holds. Leptos's own `Show` is compiled for each pair of a condition
//! and its children, and there are many; this one is compiled once.

use std::sync::Arc;

use leptos::{children::ViewFn, either::Either, prelude::*};

/// Shows its children while the condition holds, else the fallback, or nothing.
#[component]
pub(crate) fn Shown(
    /// The condition; it is evaluated again when a signal that it reads has changed.
    when: impl Fn() -> bool + Send + Sync + 'static,
    /// Shown while the condition holds; built again each time it becomes true.
    children: ChildrenFn,
    /// Shown otherwise.
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
