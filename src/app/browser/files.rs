//! Saves files, without a request to the server.

use std::cell::RefCell;

use js_sys::{Array, Date};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::dom;
use crate::chat::Day;

thread_local! {
    /// URLs of files that the browser may still be reading.
    static SAVING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Saves text as a file. `name` must not contain conversation text: browsers write the names of downloads
/// to their history.
pub(crate) fn save(name: &str, mime: &str, content: &str) {
    let parts = Array::of1(&JsValue::from_str(content));
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a") {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    SAVING.with_borrow_mut(|saving| saving.push(url.clone()));
    // The browser has read the blob by then.
    dom::after(10_000, move || {
        SAVING.with_borrow_mut(|saving| saving.retain(|other| *other != url));
        let _ = Url::revoke_object_url(&url);
    });
}

/// Releases every file whose download has begun, at once.
pub(crate) fn revoke_all() {
    for url in SAVING.take() {
        let _ = Url::revoke_object_url(&url);
    }
}

/// Today's date in the person's time zone.
pub(crate) fn today() -> Day {
    let now = Date::new_0();
    Day { year: now.get_full_year() as u16, month: now.get_month() as u8 + 1, day: now.get_date() as u8 }
}
