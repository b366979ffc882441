//! One icon set, drawn on a 20 px grid with 1.5 px strokes. The drawings stand once in the page
//! ([`Sprite`], rendered by the server); an icon is a reference to one of them.

use leptos::prelude::*;

/// The icon of that name from the sprite. It says nothing to screen readers: the control around it
/// carries the name.
#[component]
pub(crate) fn Icon(
    /// A name from the sprite.
    name: &'static str,
    /// Classes beside `icon`, as in `small` or `flip` (mirrored in right-to-left pages).
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    view! { <svg class=format!("icon {class}") aria-hidden="true"><use href=format!("#{name}")></use></svg> }
}

/// The small wing that stands for Mayfly.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! { <svg class="mark" aria-hidden="true"><use href="#mark"></use></svg> }
}
