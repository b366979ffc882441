//! The keys that work everywhere on the page, and the sheet that lists them. They can be switched
//! off (WCAG 2.2, 2.1.4).

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{chat_view::Panels, dom, icon::Icon, store::Store};

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
        (true, false, false, "k") => panels.show_search(store),
        (true, false, false, "f") => return panels.find.open(store),
        (true, _, false, "/") => panels.show(store, panels.shortcuts),
        (true, false, false, "z") if !in_field() && store.has_undo() => store.undo(),
        (false, _, false, "?") if !in_field() => panels.show(store, panels.shortcuts),
        (true, true, false, "o") => store.new_chat(),
        (true, true, false, "e") => dom::focus("message"),
        (true, true, false, "s") => panels.toggle_sidebar(),
        (true, true, false, "y") => click_last(".turn:not(.you) [data-copy]"),
        (true, true, false, "u") => click_last("[data-code=copy]"),
        (false, false, true, "pageup") => store.transcript.step(store, -1),
        (false, false, true, "pagedown") => store.transcript.step(store, 1),
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
        panels.close_drawer();
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

/// The sheet of shortcuts.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let panels = expect_context::<Panels>();
    const ALL: [(&str, &str); 16] = [
        ("Send", "Enter"),
        ("New line", "Shift Enter"),
        ("Stop the answer", "Esc"),
        ("Edit the last message", "↑ in an empty field"),
        ("Save an edited answer", "Ctrl Enter"),
        ("Search and commands", "Ctrl K"),
        ("Find in this conversation", "Ctrl F; again: the browser’s find"),
        ("Previous, next message", "Alt PageUp, Alt PageDown"),
        ("New chat", "Ctrl Shift O"),
        ("Write", "Ctrl Shift E"),
        ("Copy the last answer", "Ctrl Shift Y"),
        ("Copy the last code block", "Ctrl Shift U"),
        ("Open or close the sidebar", "Ctrl Shift S"),
        ("Undo a deletion", "Ctrl Z, outside a field"),
        ("Previous, next conversation", "Alt ↑, Alt ↓"),
        ("This sheet", "Ctrl /"),
    ];
    view! {
        <dialog node_ref=panels.shortcuts aria-labelledby="shortcuts-title">
            <header>
                <h2 id="shortcuts-title">"Shortcuts"</h2>
                <button class="button bare" aria-label="Close" on:click=move |_| Panels::hide(panels.shortcuts)><Icon name="close" /></button>
            </header>
            <div class="panel">
                <dl class="keys">
                    {ALL.into_iter().map(|(what, keys)| view! { <dt>{what}</dt><dd><kbd>{keys}</kbd></dd> }).collect_view()}
                </dl>
                <p class="aside">"On a Mac, ⌘ stands for Ctrl."</p>
                <label class="switch">
                    <input
                        type="checkbox"
                        autocomplete="off"
                        translate="no"
                        spellcheck="false"
                        prop:checked=move || panels.keys.get()
                        on:change=move |event| panels.keys.set(event_target_checked(&event))
                    />
                    <span>"Use shortcuts"</span>
                </label>
            </div>
        </dialog>
    }
}
