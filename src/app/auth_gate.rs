//! Who may see the workspace, for as long as the page is open.
//!
//! The server lets nobody in who is not signed in. This gate is about what comes later: a session
//! that ends keeps everything and offers a sign-in in a popup; the same person goes on, anyone else
//! gets an empty tab; signing out, here or in another tab, forgets.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, MessageEvent, PageTransitionEvent};

use super::{dom, forget, shown::Shown, store::Store};
use crate::api::{
    client,
    json::FromJson,
    session::{CHANNEL, SAID_SIGNED_IN, SAID_SIGNED_OUT, SessionCheck, SignedOut},
};

/// Shows its children, and looks after the session meanwhile.
#[component]
pub fn AuthGate(children: Children) -> impl IntoView {
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

/// Says that the session has ended, and how it goes on.
#[component]
pub fn SignedOutNotice() -> impl IntoView {
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

/// Asks the server whether the session is still the same person's.
fn check(store: Store) {
    forget::spawn(async move {
        let Ok(answer) = client::post("/api/session").await else { return };
        let Some(SessionCheck { person }) = SessionCheck::from_bytes(&answer) else { return };
        let Some(now) = person else { return store.sign_out_noticed() };
        let same = store.page(|page| {
            page.person.as_ref().is_some_and(|was| was.issuer == now.issuer && was.subject == now.subject)
        });
        if same {
            store.resume_after_sign_in();
        } else {
            // Somebody else: nothing of the last person's may be seen.
            forget::forget("/");
        }
    });
}

/// Opens the sign-in in a window of its own: a redirect would destroy the conversation. It must be
/// called from a click, or browsers block it.
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

/// Signs out: the session ends, the other tabs forget too, and this page becomes a fresh one.
pub fn sign_out(store: Store) {
    forget::spawn(async move {
        let url = match client::post("/logout").await {
            Ok(answer) => SignedOut::from_bytes(&answer).map(|answer| answer.url).unwrap_or_default(),
            Err(error) => {
                store.refusal().set(Some(error.message));
                return;
            }
        };
        if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
            let _ = channel.post_message(&JsValue::from_str(SAID_SIGNED_OUT));
        }
        forget::forget(if url.is_empty() { "/" } else { &url });
    });
}
