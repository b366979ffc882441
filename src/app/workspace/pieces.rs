//! Preloads the pieces of the page: each when a person is about to use it, and all of them after the first
//! answer.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_split_helpers::SplitLoaderError;
use web_sys::{Element, Event, KeyboardEvent};

use super::{compose, dialogs, find};
use crate::app::{browser::dom, store::Store, ui::lazy::Loading};

/// Delay after a complete answer before all pieces are loaded, in milliseconds.
const IDLE: i32 = 1000;

fn prepare(piece: &str) {
    let loading: Loading<(), SplitLoaderError> = match piece {
        "dialogs" => Box::pin(dialogs::prepare()),
        "find" => Box::pin(find::prepare()),
        _ => Box::pin(compose::prepare()),
    };
    spawn_local(async move {
        // Ignored: the function that needs the piece loads it again and reports the failure.
        let _ = loading.await;
    });
}

/// Loads the pieces that a control names (`data-later`) when the pointer or the focus reaches the control, and
/// the dialogs when Ctrl or ⌘ is pressed. After a complete answer it loads all pieces: the tab then has the only
/// copy of a conversation, and must be able to save it even if the network or the server's files are gone.
pub(super) fn listen(store: Store) {
    Effect::new(move |before: Option<()>| {
        store.answered().track();
        if before.is_some() {
            dom::after(IDLE, || ["dialogs", "find", "files"].into_iter().for_each(prepare));
        }
    });
    Effect::new(move |_| {
        dom::listen(&window(), "keydown", true, |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Control" | "Meta") && !event.repeat() {
                prepare("dialogs");
            }
        });
        for event in ["pointerover", "focusin"] {
            dom::listen(&window(), event, true, |event: Event| {
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let control = target.and_then(|target| target.closest("[data-later]").ok().flatten());
                if let Some(pieces) = control.and_then(|control| control.get_attribute("data-later")) {
                    pieces.split(' ').for_each(prepare);
                }
            });
        }
    });
}
