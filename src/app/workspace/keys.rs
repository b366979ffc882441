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
    let key = event.key().to_lowercase();
    if key == "escape" {
        return escape(scope);
    }
    if !scope.panels.keys.get_untracked() {
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

/// Esc closes the drawer, else stops the answer. Returns false if a dialog or a menu is open: they close
/// themselves.
fn escape(scope: Scope) -> bool {
    let open = document().query_selector("dialog[open], [popover]:popover-open").ok().flatten().is_some();
    if open {
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
