//! When the pieces of the page are loaded: when somebody is about to use them, and all of them once
//! there is something to lose.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_split_helpers::SplitLoaderError;
use web_sys::{Element, Event, KeyboardEvent};

use super::{compose, dialogs, find};
use crate::app::{browser::dom, store::Store, ui::lazy::Loading};

/// How long after an answer all pieces are loaded, in milliseconds.
const IDLE: i32 = 1000;

fn prepare(piece: &str) {
    let loading: Loading<(), SplitLoaderError> = match piece {
        "dialogs" => Box::pin(dialogs::prepare()),
        "find" => Box::pin(find::prepare()),
        _ => Box::pin(compose::prepare()),
    };
    spawn_local(async move {
        // Whoever needs it tries again, and says what failed.
        let _ = loading.await;
    });
}

/// Loads the pieces that a control names (`data-later`) as soon as somebody points at it or reaches
/// it by the keyboard, so that they are there when it is used; and the dialogs when a shortcut begins.
/// From the first complete answer on all pieces are loaded: the tab then holds the only copy of a
/// conversation, and must be able to save it, whatever becomes of the network or the server's files.
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
