//! The few things the page asks of the browser, in one place. All of it runs in the tab alone; the
//! server compiles it and never calls it.

use leptos::prelude::{document, on_cleanup, window};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AddEventListenerOptions, Event, EventTarget, HtmlElement};

use crate::chat::Instant;

/// Milliseconds since the page began, on a clock that never goes back.
pub fn now() -> Instant {
    Instant(window().performance().map_or(0.0, |performance| performance.now()))
}

/// Whether the page is hidden: another tab in front, the phone in the pocket.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Whether the browser sees a network. It may see none where the server is on this machine.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Calls `handler` for every such event until the owner that is current now is cleaned up.
/// `passive` promises not to prevent the default, which keeps scrolling smooth.
pub fn listen<E: JsCast + 'static>(
    target: &EventTarget,
    event: &'static str,
    passive: bool,
    mut handler: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| handler(event.unchecked_into()));
    let options = AddEventListenerOptions::new();
    options.set_passive(passive);
    let function = closure.as_ref().unchecked_ref();
    if target
        .add_event_listener_with_callback_and_add_event_listener_options(event, function, &options)
        .is_err()
    {
        return;
    }
    let held = SendWrapper::new((target.clone(), closure));
    on_cleanup(move || {
        let (target, closure) = &*held;
        // It fails only for a listener that is not there, which is what is wanted.
        let _ = target.remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    });
}

/// Calls `callback` once, before the next frame is painted.
pub fn before_next_frame(callback: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(callback);
    // It fails only in a window that is going away.
    let _ = window().request_animation_frame(closure.unchecked_ref());
}

/// Calls `callback` once, after so many milliseconds.
pub fn after(ms: i32, callback: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(callback);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), ms);
}

/// Puts the focus on the element of that id, without scrolling to it.
pub fn focus(id: &str) {
    if let Some(element) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Scrolls to the row of a message and puts the focus on it.
pub fn show_message(id: &str) {
    let row = document().get_element_by_id(&["message-", id].concat());
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        row.scroll_into_view();
        let _ = row.focus();
    }
}
