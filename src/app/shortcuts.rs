//! The keys that work everywhere on the page. They can be switched off (WCAG 2.2, 2.1.4).

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{chat_view::Panels, dom, store::Store};

/// Listens until the component that calls it is gone.
pub fn listen(store: Store, panels: Panels) {
    Effect::new(move |_| {
        dom::listen(&window(), "keydown", false, move |event: KeyboardEvent| {
            if handle(store, panels, &event) {
                event.prevent_default();
            }
        });
    });
}

/// True when the key was ours.
fn handle(store: Store, panels: Panels, event: &KeyboardEvent) -> bool {
    if event.default_prevented() || event.is_composing() {
        return false;
    }
    let key = event.key().to_lowercase();
    if key == "escape" {
        return escape(store, panels);
    }
    if !panels.keys.get_untracked() {
        return false;
    }
    let command = event.ctrl_key() || event.meta_key();
    match (command, event.shift_key(), event.alt_key(), key.as_str()) {
        (true, false, false, "k") => Panels::show(panels.palette),
        (true, _, false, "/") => Panels::show(panels.shortcuts),
        (false, _, false, "?") if !in_field() => Panels::show(panels.shortcuts),
        (true, true, false, "o") => store.new_chat(),
        (true, true, false, "e") => dom::focus("message"),
        (true, true, false, "s") => panels.toggle_sidebar(),
        (true, true, false, "y") => click_last(".turn:not(.you) [data-copy]"),
        (true, true, false, "u") => click_last("[data-code=copy]"),
        (false, false, true, "arrowup") => store.step(-1),
        (false, false, true, "arrowdown") => store.step(1),
        _ => return false,
    }
    true
}

/// Esc closes what is open by itself (dialogs and menus do), then the drawer, then stops the answer.
fn escape(store: Store, panels: Panels) -> bool {
    let open = document().query_selector("dialog[open], [popover]:popover-open").ok().flatten().is_some();
    if open {
        return false;
    }
    if panels.open.get_untracked() {
        panels.open.set(false);
        return true;
    }
    if store.is_busy_now() {
        store.stop();
        return true;
    }
    false
}

fn in_field() -> bool {
    let element = document().active_element();
    element.is_some_and(|element: Element| {
        matches!(element.tag_name().as_str(), "TEXTAREA" | "INPUT" | "SELECT")
    })
}

fn click_last(selector: &str) {
    let Ok(all) = document().query_selector_all(selector) else { return };
    let last = all.length().checked_sub(1).and_then(|index| all.get(index));
    if let Some(button) = last.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
    }
}
