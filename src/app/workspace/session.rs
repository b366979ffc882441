//! Signing out, and forgetting everything.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::BroadcastChannel;

use crate::{
    api::{
        client,
        json::FromJson,
        session::{CHANNEL, SAID_SIGNED_OUT, SignedOut},
    },
    app::{
        browser::{dom, forget, lifetime},
        store::Store,
    },
};

/// Time for the page to fade out before it forgets, in milliseconds: a little longer than the transition in
/// `style/dialogs.css`.
const FADE: i32 = 650;

/// Signs out: ends the session, has the other tabs forget, too, and loads a fresh page.
pub(super) fn sign_out(store: Store) {
    lifetime::spawn(async move {
        let url = match client::post("/logout").await {
            Ok(answer) => SignedOut::from_bytes(&answer).map(|answer| answer.url).unwrap_or_default(),
            Err(error) => {
                store.refuse(&error.message);
                return;
            }
        };
        if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
            let _ = channel.post_message(&JsValue::from_str(SAID_SIGNED_OUT));
        }
        forget::forget(if url.is_empty() { "/" } else { &url });
    });
}

/// Aborts all requests, fades the page out, and forgets everything.
pub(super) fn forget_everything(store: Store) {
    store.stop_all();
    if let Some(root) = document().document_element() {
        let _ = root.class_list().add_1("forgetting");
    }
    dom::after(FADE, move || forget::forget("/"));
}
