//! The document around every page.

use leptos::{
    config::LeptosOptions,
    hydration::{AutoReload, HydrationScripts},
    nonce::use_nonce,
    prelude::*,
};
use leptos_meta::{HashedStylesheet, Title};

/// Runs before the WebAssembly does. It prevents Enter and the Send button from navigating, and marks the form
/// instead; the composer sends the message once the page is live. It ignores Shift+Enter, and Enter while an
/// input method is composing.
const EARLY: &str = r#"
(() => {
  const form = document.querySelector("form.composer");
  if (!form) return;
  const field = form.querySelector("textarea");
  const live = () => form.dataset.live !== undefined;
  const touch = matchMedia("(pointer: coarse) and (hover: none)").matches;
  const wait = (event) => {
    if (live()) return;
    event.preventDefault();
    if (field.value.trim()) form.dataset.waiting = "";
  };
  form.addEventListener("submit", wait);
  field.addEventListener("keydown", (event) => {
    if (touch && !event.ctrlKey && !event.metaKey) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) wait(event);
  });
  field.focus({ preventScroll: true });
})();
"#;

/// A whole document.
///
/// `options` has the names of the bundle's files; `title` is the installation's title, `body` the page. If `live`,
/// the page loads the bundle and becomes the workspace; if not, it has no script.
pub(crate) fn document(
    options: LeptosOptions,
    title: String,
    live: bool,
    body: impl IntoView + 'static,
) -> impl IntoView {
    let scripts = live.then(|| {
        view! {
            <AutoReload options=options.clone() />
            <HydrationScripts options=options.clone() />
        }
    });
    let early = live.then(|| view! { <script nonce=use_nonce()>{EARLY}</script> });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fcfaf5" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#1a1713" />
                <meta name="description" content="A chat that lives as long as its tab." />
                // Not `<title>`: with erased types a comment for hydration follows an element's text, and a
                // title shows it. `Title` writes its text as it is, so what escapes all other text escapes it.
                <Title text=title.to_html() />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options=options id="leptos" />
                {scripts}
            </head>
            <body>
                {body}
                <Sprite />
                {early}
            </body>
        </html>
    }
}

/// The drawings of all icons.
#[component]
fn Sprite() -> impl IntoView {
    const ICONS: [(&str, &str); 20] = [
        ("send", "M10 16.25V4.25M4.75 9.5 10 4.25l5.25 5.25"),
        (
            "new",
            "M10.5 4.25H5.5c-.7 0-1.25.55-1.25 1.25v9c0 .7.55 1.25 1.25 1.25h9c.7 0 1.25-.55 1.25-1.25v-5M8.25 11.75l.5-2.4 6.1-6.1 1.9 1.9-6.1 6.1-2.4.5Z",
        ),
        (
            "sidebar",
            "M5 4h10c.83 0 1.5.67 1.5 1.5v9c0 .83-.67 1.5-1.5 1.5H5c-.83 0-1.5-.67-1.5-1.5v-9C3.5 4.67 4.17 4 5 4ZM8 4v12",
        ),
        (
            "copy",
            "M13 6.75V5c0-.7-.55-1.25-1.25-1.25H5c-.7 0-1.25.55-1.25 1.25v6.75c0 .7.55 1.25 1.25 1.25h1.75M8.25 7h6.75c.7 0 1.25.55 1.25 1.25V15c0 .7-.55 1.25-1.25 1.25H8.25C7.55 16.25 7 15.7 7 15V8.25C7 7.55 7.55 7 8.25 7Z",
        ),
        (
            "attach",
            "m15.6 9.4-5.5 5.5a3.3 3.3 0 0 1-4.7-4.7l5.7-5.7a2.2 2.2 0 0 1 3.1 3.1l-5.5 5.5a1.1 1.1 0 0 1-1.55-1.55l4.9-4.9",
        ),
        ("chevron", "m7.75 5 5 5-5 5"),
        ("down", "M10 3.75v12M4.75 10.5 10 15.75l5.25-5.25"),
        ("retry", "M15.75 10a5.75 5.75 0 1 1-1.7-4.08M15.75 3.5v3.25H12.5"),
        ("continue", "M3.75 5.5h12.5M3.75 10h12.5M3.75 14.5h6M12.75 12.25l2.5 2.25-2.5 2.25"),
        (
            "edit",
            "M4 16l.7-3.3 8.3-8.3a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2l-8.3 8.3L4 16ZM11.5 5.9l2.6 2.6",
        ),
        ("close", "m5.25 5.25 9.5 9.5M14.75 5.25l-9.5 9.5"),
        (
            "image",
            "M4.75 4h10.5c.7 0 1.25.55 1.25 1.25v9.5c0 .7-.55 1.25-1.25 1.25H4.75c-.7 0-1.25-.55-1.25-1.25v-9.5C3.5 4.55 4.05 4 4.75 4ZM3.75 13.5l3.5-3.25 2.75 2.5 2.75-2.75 3.5 3.25M7.5 7.5h.01",
        ),
        (
            "file",
            "M11 3.5H6c-.7 0-1.25.55-1.25 1.25v10.5c0 .7.55 1.25 1.25 1.25h8c.7 0 1.25-.55 1.25-1.25V7.75L11 3.5ZM11 3.5v4.25h4.25",
        ),
        ("check", "m4.5 10.5 3.75 3.75L15.5 6.5"),
        (
            "delete",
            "M4.25 6h11.5M8 6V4.5c0-.4.35-.75.75-.75h2.5c.4 0 .75.35.75.75V6M5.75 6l.6 9c.05.7.6 1.25 1.3 1.25h4.7c.7 0 1.25-.55 1.3-1.25l.6-9",
        ),
        (
            "forget",
            "M4.75 9.5v-5c0-.7.55-1.25 1.25-1.25h8c.7 0 1.25.55 1.25 1.25v5M4.75 12.75h.01M15.25 12.75h.01M4.75 16h.01M8.25 16.75h.01M11.75 16.75h.01M15.25 16h.01",
        ),
        ("branch", "M6 4v5.5c0 1.7 1.3 3 3 3h5M11.5 9.75l2.75 2.75-2.75 2.75M6 9.5V16"),
        ("settings", "M4 6.5h7M14.5 6.5H16M4 13.5h1.5M9 13.5h7M12.75 4.75v3.5M7.25 11.75v3.5"),
        ("search", "M9 14.25a5.25 5.25 0 1 0 0-10.5 5.25 5.25 0 0 0 0 10.5ZM13 13l3.5 3.5"),
        ("sliders", "M4 6.5h12M4 13.5h12"),
    ];
    view! {
        <svg class="sprite" aria-hidden="true">
            <symbol id="mark" viewBox="0 0 20 20">
                <path d="M2.2 18.6C2.7 13.2 6.9 5.6 13.8 1.3c1 .5 1.7 1.4 2 2.6C9.5 8.3 4.5 13.6 2.2 18.6ZM2.6 18.5C5.2 14.2 10.5 9.4 16.3 5.6c.4 1.5.4 3.1-.1 4.6C10.6 12.6 5.9 15.4 2.6 18.5ZM3.2 18.6C7 16 10.9 13.9 15.4 12c-.7 1.8-1.9 3.3-3.5 4.3-2.5 1.7-5.7 2.3-8.7 2.3Z" />
            </symbol>
            <symbol id="stop" viewBox="0 0 20 20"><rect x="5" y="5" width="10" height="10" rx="1.5" /></symbol>
            <symbol id="more" viewBox="0 0 20 20"><path d="M4.5 10h.01M10 10h.01M15.5 10h.01" stroke-width="2.25" /></symbol>
            {ICONS
                .into_iter()
                .map(|(id, d)| view! { <symbol id=id viewBox="0 0 20 20"><path d=d /></symbol> })
                .collect_view()}
        </svg>
    }
}
