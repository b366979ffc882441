//! The few things the page asks of the browser, in one place. All of it runs in the tab alone; the
//! server compiles it and never calls it.

use leptos::prelude::{document, on_cleanup, window};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    AddEventListenerOptions, Event, EventTarget, HtmlElement, HtmlTextAreaElement, ScrollIntoViewOptions,
    ScrollLogicalPosition,
};

use super::lifetime;
use crate::chat::Instant;

/// Milliseconds since the page began, on a clock that never goes back.
pub(crate) fn now() -> Instant {
    Instant(window().performance().map_or(0.0, |performance| performance.now()))
}

/// Whether the page is hidden: another tab in front, the phone in the pocket.
pub(crate) fn is_hidden() -> bool {
    document().hidden()
}

/// Whether the browser sees a network. It may see none where the server is on this machine.
pub(crate) fn is_online() -> bool {
    window().navigator().on_line()
}

/// Calls `handler` for every such event until the owner that is current now is cleaned up.
/// `passive` promises not to prevent the default, which keeps scrolling smooth.
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
    let held = SendWrapper::new((target.clone(), closure));
    on_cleanup(move || {
        let (target, closure) = &*held;
        // It fails only for a listener that is not there, which is what is wanted.
        let _ = target.remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    });
}

/// Calls `callback` once, before the next frame is painted; not where the page has forgotten by then.
pub(crate) fn before_next_frame(callback: impl FnOnce() + 'static) {
    let closure = while_it_lasts(callback);
    // It fails only in a window that is going away.
    let _ = window().request_animation_frame(closure.unchecked_ref());
}

/// Calls `callback` once, after so many milliseconds; not where the page has forgotten by then.
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

/// Makes a field as tall as its text, within the bounds that its style sets, in browsers that don't do so
/// by themselves (they have no `field-sizing`).
pub(crate) fn fit(field: &HtmlTextAreaElement) {
    let known = window().get_computed_style(field).ok().flatten();
    if known
        .is_some_and(|style| style.get_property_value("field-sizing").is_ok_and(|value| !value.is_empty()))
    {
        return;
    }
    // The height that its text needs is known only while it has none of its own.
    let style = field.style();
    let _ = style.set_property("height", "auto");
    let borders = field.offset_height() - field.client_height();
    let _ = style.set_property("height", &format!("{}px", field.scroll_height() + borders));
}

/// Puts the focus on the element of that id, without scrolling to it.
pub(crate) fn focus(id: &str) {
    if let Some(element) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Brings an element into sight within what scrolls around it, by as little as that takes.
pub(crate) fn reveal(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// What is selected, or where the caret is.
pub(crate) fn selection() -> Option<web_sys::Selection> {
    window().get_selection().ok().flatten()
}

/// Lets go of what is selected, and of the focus.
pub(crate) fn deselect() {
    if let Some(selection) = selection() {
        // It fails only where nothing is selected.
        let _ = selection.remove_all_ranges();
    }
    if let Some(element) = document().active_element().and_then(|focus| focus.dyn_into::<HtmlElement>().ok())
    {
        let _ = element.blur();
    }
}

/// Closes whatever menu is open; the focus goes back to the button that opened it.
pub(crate) fn close_menus() {
    let open = document().query_selector("[popover]:popover-open").ok().flatten();
    if let Some(menu) = open.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        // It fails only for a menu that is closed already.
        let _ = menu.hide_popover();
    }
}

/// The height of the window, in pixels.
pub(crate) fn window_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0)
}
