//! Pages with one message, for example that a sign-in failed or that an address does not exist.

use leptos::prelude::*;

use crate::app::ui::icon::Mark;

/// A page with a heading, a paragraph and links.
#[component]
pub(crate) fn Notice(
    /// The title of this installation.
    title: String,
    /// What happened.
    heading: &'static str,
    /// What it means, and what the person can do.
    text: &'static str,
    /// Links, each with its address and label; the first one is emphasised.
    ways: Vec<(String, &'static str)>,
) -> impl IntoView {
    view! {
        <div class="single">
            <header><a class="name" href="/"><Mark />{title}</a></header>
            <div>
                <main>
                    <h1>{heading}</h1>
                    <p>{text}</p>
                    <p class="enter">
                        {ways
                            .into_iter()
                            .enumerate()
                            .map(|(at, (href, label))| {
                                let class = if at == 0 { "button next" } else { "button line" };
                                view! { <a class=class href=href>{label}</a> }
                            })
                            .collect_view()}
                    </p>
                </main>
            </div>
        </div>
    }
}

/// Heading and text for a failed sign-in, by the reason in `/login/error?reason=…`.
pub(crate) fn sign_in_failure(reason: &str) -> (&'static str, &'static str) {
    match reason {
        "denied" => (
            "You did not sign in",
            "The sign-in was cancelled or refused at your organisation’s account page. Nothing was changed.",
        ),
        "expired" => (
            "That sign-in took too long",
            "A sign-in is good for ten minutes and for one use, in the browser that began it. Begin again.",
        ),
        "unavailable" => (
            "Your organisation’s sign-in can’t be reached",
            "The account service did not answer. Wait a moment and try again; if it stays so, tell your administrator.",
        ),
        "not_allowed" => (
            "This account may not use this chat",
            "You are who you say you are, but this account is not on the list of those who may enter. Switch to another account, or ask your administrator.",
        ),
        _ => (
            "Signing in did not work",
            "The answer of the account service did not pass the checks. Try again; if it stays so, tell your administrator.",
        ),
    }
}
