//! Copying text to the clipboard: the button, and the announcement.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::icon::Icon;
use crate::app::browser::{announce::Announcer, dom, lifetime};

/// How long 'Copied' is shown, in milliseconds.
pub(crate) const COPIED: i32 = 1500;

/// Writes text to the clipboard and announces it. Returns false if the browser refuses.
pub(crate) async fn copy_text(announcer: Announcer, text: &str) -> bool {
    let copied = JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok();
    if copied {
        announcer.say("Copied");
    }
    copied
}

/// A button that copies text, and then shows a tick for [`COPIED`].
#[component]
pub(crate) fn CopyButton(
    /// The button's accessible name and tooltip.
    label: &'static str,
    /// Returns the text; it is called when the button is clicked.
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
