//! Copying text: the button that does it, and what the person hears about it.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::icon::Icon;
use crate::app::browser::{announce::Announcer, dom, lifetime};

/// How long 'Copied' is shown, in milliseconds.
pub(crate) const COPIED: i32 = 1500;

/// Writes text to the clipboard and announces it. False where the browser refuses.
pub(crate) async fn copy_text(announcer: Announcer, text: &str) -> bool {
    let copied = JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok();
    if copied {
        announcer.say("Copied");
    }
    copied
}

/// Copies text, and shows a tick for a moment.
#[component]
pub(crate) fn CopyButton(
    /// What the button is called.
    label: &'static str,
    /// The text, asked for when it is copied.
    text: Callback<(), String>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let announcer = expect_context::<Announcer>();
    let copy = move |_| {
        let text = text.run(());
        lifetime::spawn(async move {
            if copy_text(announcer, &text).await {
                copied.set(true);
                dom::after(COPIED, move || {
                    copied.try_set(false);
                });
            }
        });
    };
    view! {
        <button class="button bare" aria-label=label title=label data-copy on:click=copy>
            {move || if copied.get() { view! { <Icon name="check" /> } } else { view! { <Icon name="copy" /> } }}
        </button>
    }
}
