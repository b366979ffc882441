//! The provider's pages. They are rendered once and run no script.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, header};
use leptos::prelude::*;
use url::Url;

use super::people::LISTED;

/// Mayfly's address, because a browser holds a form's redirects to `form-action` too.
pub(super) fn policy(public_url: &Url) -> Option<HeaderValue> {
    let origin = public_url.origin().ascii_serialization();
    HeaderValue::from_str(&format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {origin}; base-uri 'none'; \
         frame-ancestors 'none'"
    ))
    .ok()
}

pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css")).into_response()
}

pub(super) async fn mark() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml")], include_str!("mark.svg")).into_response()
}

/// Asks who to be. `request` names the authorization request that waits.
pub(super) fn choose(request: &str) -> Html<String> {
    let listed = LISTED
        .iter()
        .map(|person| {
            view! {
                <li>
                    <button name="person" value=person.subject>
                        <b>{person.name}</b>
                        <span>{person.about}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    shell(view! {
        <h1>"Who would you like to be?"</h1>
        <p>
            "This identity provider is part of the demo and runs on this computer alone. There are no passwords."
        </p>
        <form method="post" action="/authorize">
            <input type="hidden" name="request" value=request.to_owned()/>
            <ul>{listed}</ul>
        </form>
        <form method="post" action="/authorize">
            <input type="hidden" name="request" value=request.to_owned()/>
            <label for="name">"Or anybody else, by name"</label>
            <div class="name">
                <input id="name" name="name" maxlength="60" required autocomplete="off" translate="no" spellcheck="false"/>
                <button>"Sign in"</button>
            </div>
        </form>
        <form method="post" action="/authorize">
            <input type="hidden" name="request" value=request.to_owned()/>
            <button class="quiet" name="decline" value="1">"Don’t sign in"</button>
        </form>
    })
}

/// Says one thing, with the way back.
pub(super) fn message(title: &'static str, what: &'static str, public_url: &Url) -> Html<String> {
    let back = public_url.to_string();
    shell(view! {
        <h1>{title}</h1>
        <p>{what}</p>
        <p><a href=back>"Back to Mayfly"</a></p>
    })
}

fn shell(content: impl IntoView) -> Html<String> {
    let page = view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width"/>
                <meta name="color-scheme" content="light dark"/>
                // A literal: a comment for hydration would follow a value, and a title shows it.
                <title>"Demo identity provider"</title>
                <link rel="icon" href="/mark.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/page.css"/>
            </head>
            <body>
                <header>
                    <img src="/mark.svg" alt="" width="20" height="20"/>
                    <span>"Demo identity provider"</span>
                </header>
                <main>{content}</main>
            </body>
        </html>
    };
    Html(page.to_html())
}
