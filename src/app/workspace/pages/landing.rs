//! The page for a person who is signed out: what Mayfly is, what it keeps, and the sign-in buttons.

use leptos::prelude::*;

use crate::{
    api::page::{Page, ProviderInfo},
    app::ui::icon::Mark,
};

/// The landing page, without scripts.
#[component]
pub(crate) fn Landing(
    /// What the server sends with the page.
    page: Page,
) -> impl IntoView {
    let fine = if page.demo {
        "This is a demo: the accounts are stand-ins on this computer, and any name will do."
    } else {
        "Your organisation confirms who you are; this server never sees your password."
    };
    view! {
        <div class="landing">
            <header>
                <a class="name" href="/"><Mark />{page.title.clone()}</a>
                {page.demo.then(|| view! { <span class="demo-mark">"Demo"</span> })}
            </header>
            <main class="hero">
                <div>
                    <h1>"A chat that lives as long as this tab."</h1>
                    <p class="lead">
                        "Ask your organisation’s own models. What you say is held in the memory of this page, and nowhere else. Reload, and it is gone: no history, no database, nothing to hand over."
                    </p>
                    <p class="enter">
                        {page.providers.into_iter().enumerate().map(|(at, provider)| enter(provider, at == 0)).collect_view()}
                    </p>
                    <p class="fine">{fine}</p>
                </div>
                <div class="wing" aria-hidden="true"></div>
            </main>
            <section aria-label="Where your words are">
                <ol class="way">
                    <li>
                        <h2>"This tab"</h2>
                        <span class="keeps">"keeps everything"</span>
                        <p>"Until you reload, close it, or choose to forget. You can save a copy first."</p>
                    </li>
                    <li>
                        <h2>"This server"</h2>
                        <span class="keeps">"keeps nothing"</span>
                        <p>"It checks who you are, holds the key to the model and passes words on."</p>
                    </li>
                    <li>
                        <h2>"The model"</h2>
                        <span class="keeps">"is asked to keep nothing"</span>
                        <p>"Every request says " <i>"do not store"</i> ". That is a request, not a proof."</p>
                    </li>
                </ol>
            </section>
            <footer class="aside"><span>"Mayfly " {page.version}</span></footer>
        </div>
    }
}

fn enter(provider: ProviderInfo, first: bool) -> impl IntoView {
    let class = if first { "button next large" } else { "button line large" };
    view! { <a class=class href=format!("/login/{}", provider.name)>"Sign in with " {provider.title}</a> }
}
