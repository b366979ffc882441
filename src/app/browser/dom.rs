//! Helpers for the document and the window. They run only in the tab; the server compiles them and never
//! calls them.

use leptos::prelude::{document, on_cleanup, window};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    AddEventListenerOptions, Event, EventTarget, HtmlElement, HtmlTextAreaElement, ScrollIntoViewOptions,
    ScrollLogicalPosition,
};

use super::lifetime;
use crate::chat::Instant;

/// Milliseconds since the page began, on a monotonic clock.
pub(crate) fn now() -> Instant {
    Instant(window().performance().map_or(0.0, |performance| performance.now()))
}

/// Whether the page is hidden, for example because another tab is in front or the screen is off.
pub(crate) fn is_hidden() -> bool {
    document().hidden()
}

/// Whether the browser reports a network. A server on this machine can be reached without one.
pub(crate) fn is_online() -> bool {
    window().navigator().on_line()
}

/// Calls `handler` for every such event until the current owner is cleaned up. A `passive` handler can't
/// prevent the default, which keeps scrolling smooth.
pub(crate) fn listen<E: JsCast + 'static>(
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
    let listener = SendWrapper::new((target.clone(), closure));
    on_cleanup(move || {
        let (target, closure) = &*listener;
        // Ignored: the listener is gone either way.
        let _ = target.remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    });
}

/// Calls `callback` once, before the next frame is painted, unless the page has forgotten by then.
pub(crate) fn before_next_frame(callback: impl FnOnce() + 'static) {
    let closure = while_it_lasts(callback);
    // Fails only in a window that is being closed.
    let _ = window().request_animation_frame(closure.unchecked_ref());
}

/// Calls `callback` once, after `ms` milliseconds, unless the page has forgotten by then.
pub(crate) fn after(ms: i32, callback: impl FnOnce() + 'static) {
    let closure = while_it_lasts(callback);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), ms);
}

fn while_it_lasts(callback: impl FnOnce() + 'static) -> JsValue {
    Closure::once_into_js(move || {
        if !lifetime::is_over() {
            callback();
        }
    })
}

/// Makes a field as tall as its text, within the bounds of its style, in browsers that don't support
/// `field-sizing`.
pub(crate) fn fit(field: &HtmlTextAreaElement) {
    let known = window().get_computed_style(field).ok().flatten();
    if known
        .is_some_and(|style| style.get_property_value("field-sizing").is_ok_and(|value| !value.is_empty()))
    {
        return;
    }
    // `scroll_height` is the height of the text only while the field has no height of its own.
    let style = field.style();
    let _ = style.set_property("height", "auto");
    let borders = field.offset_height() - field.client_height();
    let _ = style.set_property("height", &format!("{}px", field.scroll_height() + borders));
}

/// Focuses the element with that id, without scrolling to it.
pub(crate) fn focus(id: &str) {
    if let Some(element) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Puts the focus on the first element that one of these selectors finds, without scrolling to it. False
/// if none finds any.
pub(crate) fn focus_first(selectors: &[&str]) -> bool {
    let found = selectors.iter().find_map(|selector| document().query_selector(selector).ok().flatten());
    let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// Brings an element into sight within what scrolls around it, by as little as that takes.
pub(crate) fn reveal(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The selection, or the caret's position.
pub(crate) fn selection() -> Option<web_sys::Selection> {
    window().get_selection().ok().flatten()
}

/// Clears the selection and removes the focus.
pub(crate) fn deselect() {
    if let Some(selection) = selection() {
        // Fails only if nothing is selected.
        let _ = selection.remove_all_ranges();
    }
    if let Some(element) = document().active_element().and_then(|focus| focus.dyn_into::<HtmlElement>().ok())
    {
        let _ = element.blur();
    }
}

/// Closes the open menu, if there is one; the focus returns to the button that opened it.
pub(crate) fn close_menus() {
    let open = document().query_selector("[popover]:popover-open").ok().flatten();
    if let Some(menu) = open.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        // Fails only for a menu that is closed already.
        let _ = menu.hide_popover();
    }
}

/// The height of the window, in pixels.
pub(crate) fn window_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0)
}
