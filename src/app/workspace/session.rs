//! How a session ends: signing out, and forgetting everything.

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

/// How long the page takes to thin out before it forgets, in milliseconds: as the style says.
const THINNING: i32 = 650;

/// Signs out: the session ends, the other tabs forget too, and this page becomes a fresh one.
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

/// The single theatrical moment: the page thins out and is empty.
pub(super) fn forget_everything(store: Store) {
    store.stop_all();
    if let Some(root) = document().document_element() {
        let _ = root.class_list().add_1("forgetting");
    }
    dom::after(THINNING, move || forget::forget("/"));
}
