//! Keyboard shortcuts that work everywhere on the page. People can switch them off (WCAG 2.2, 2.1.4).

use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent};

use super::commands::{ALL, Keys, Scope};
use crate::app::browser::dom;

/// Listens for shortcuts until the calling component is gone.
pub(super) fn listen(scope: Scope) {
    Effect::new(move |_| {
        dom::listen(&window(), "keydown", false, move |event: KeyboardEvent| {
            if handle(scope, &event) {
                event.prevent_default();
            }
        });
    });
}

/// Runs the command of a key event. Returns whether the event was handled.
fn handle(scope: Scope, event: &KeyboardEvent) -> bool {
    if event.default_prevented() || event.is_composing() {
        return false;
    }
    let key = key_of(event);
    if key == "escape" {
        return escape(scope);
    }
    // A dialog that is open is about what it was opened for: nothing may change behind it.
    if !scope.panels.keys.get_untracked() || is_open("dialog[open]") {
        return false;
    }
    let command = ALL.iter().find(|command| command.keys.iter().any(|keys| matches(keys, event, &key)));
    let Some(command) = command.filter(|command| (command.is_available)(scope)) else { return false };
    (command.run)(scope);
    true
}

fn matches(keys: &Keys, event: &KeyboardEvent, key: &str) -> bool {
    keys.key == key
        && keys.ctrl == (event.ctrl_key() || event.meta_key())
        && keys.shift.is_none_or(|shift| shift == event.shift_key())
        && keys.alt == event.alt_key()
        && !(keys.outside_fields && in_field())
}

/// The key in lower case. On a keyboard whose letters are not Latin, the key is named by its position,
/// as other programs do.
fn key_of(event: &KeyboardEvent) -> String {
    let key = event.key();
    if key.is_ascii() || key.chars().count() > 1 {
        return key.to_lowercase();
    }
    match event.code().as_str() {
        "Slash" => "/".to_owned(),
        code => code.strip_prefix("Key").or(code.strip_prefix("Digit")).unwrap_or(&key).to_lowercase(),
    }
}

fn is_open(selector: &str) -> bool {
    document().query_selector(selector).ok().flatten().is_some()
}

/// Esc closes what is open by itself (dialogs and menus do), then the drawer, then stops the answer.
fn escape(scope: Scope) -> bool {
    if is_open("dialog[open], [popover]:popover-open") {
        return false;
    }
    if scope.panels.open.get_untracked() {
        scope.panels.close_drawer();
        return true;
    }
    if scope.store.is_busy_untracked() {
        scope.store.stop();
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
