//! One icon set, drawn on a 20 px grid with 1.5 px strokes. The drawings are in the page once (`Sprite`, which
//! the server renders); an icon refers to one of them.

use leptos::prelude::*;

/// The icon of that name from the sprite. It is hidden from screen readers: the control around it has a
/// name.
#[component]
pub(crate) fn Icon(
    /// A name from the sprite.
    name: &'static str,
    /// More classes, such as `small` or `flip` (mirrored in right-to-left pages).
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    view! { <svg class=format!("icon {class}") aria-hidden="true"><use href=format!("#{name}")></use></svg> }
}

/// The small wing: Mayfly's logo.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! { <svg class="mark" aria-hidden="true"><use href="#mark"></use></svg> }
}
