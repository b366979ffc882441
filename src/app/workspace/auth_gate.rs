//! Follows the session while the page is open.
//!
//! The server serves the workspace only to a person who is signed in. This gate handles what comes later. When
//! the session ends, everything stays, and the page offers to sign in again in a popup: the same person
//! continues, anyone else gets an empty tab. Signing out, here or in another tab, forgets everything.

use leptos::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent, PageTransitionEvent};

use crate::{
    api::{
        client,
        json::FromJson,
        session::{CHANNEL, SAID_SIGNED_IN, SAID_SIGNED_OUT, SessionCheck},
    },
    app::{
        browser::{dom, forget, lifetime},
        store::Store,
        ui::shown::Shown,
    },
};

/// Shows its children, and listens for changes of the session.
#[component]
pub(crate) fn AuthGate(children: Children) -> impl IntoView {
    let store = expect_context::<Store>();
    Effect::new(move |_| {
        let page = window();
        dom::listen(&page, "pageshow", true, move |event: PageTransitionEvent| {
            if event.persisted() {
                check(store);
            }
        });
        if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
            dom::listen(&channel, "message", true, move |event: MessageEvent| {
                match event.data().as_string().as_deref() {
                    Some(SAID_SIGNED_IN) => check(store),
                    Some(SAID_SIGNED_OUT) => forget::forget("/"),
                    _ => {}
                }
            });
        }
    });
    children()
}

/// The notice that the session has ended, with a button to sign in again.
#[component]
pub(super) fn SignedOutNotice() -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        <Shown when=move || store.is_signed_out()>
            <div class="notice" role="alert">
                <span>"You were signed out. Everything here stays; sign in again to go on."</span>
                <button class="button line" on:click=move |_| open_popup(store)>"Sign in again"</button>
            </div>
        </Shown>
    }
}

/// Asks the server who is signed in. The same person continues; for another person the page forgets.
fn check(store: Store) {
    lifetime::spawn(async move {
        let Ok(answer) = client::post("/api/session").await else { return };
        let Some(SessionCheck { person }) = SessionCheck::from_bytes(&answer) else { return };
        let Some(now) = person else { return store.sign_out_noticed() };
        let same = store.page(|page| {
            page.person.as_ref().is_some_and(|was| was.issuer == now.issuer && was.subject == now.subject)
        });
        if same {
            store.resume_after_sign_in();
        } else {
            // Another person must not see anything of the previous one.
            forget::forget("/");
        }
    });
}

/// Opens the sign-in in a popup, because a redirect would destroy the conversations. Call it in a click
/// handler, or browsers block the popup.
fn open_popup(store: Store) {
    let provider = store.page(|page| {
        let issuer = page.person.as_ref().map(|person| person.issuer.clone()).unwrap_or_default();
        let same = page
            .providers
            .iter()
            .find(|provider| provider.issuer.trim_end_matches('/') == issuer.trim_end_matches('/'));
        same.or(page.providers.first()).map(|provider| provider.name.clone())
    });
    if let Some(provider) = provider {
        let url = format!("/login/{provider}?popup=1");
        let _ = window().open_with_url_and_target_and_features(
            &url,
            "mayfly-sign-in",
            "popup,width=480,height=640",
        );
    }
}
