//! Files that people take away, and the ones they bring back. All of it happens in the browser.

use std::cell::RefCell;

use js_sys::{Array, Date};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use super::{
    dom, forget,
    later::{NotLoaded, later},
    store::Store,
};
use crate::chat::{ConversationId, Day, Format};

thread_local! {
    /// Files that the browser may still be reading.
    static SAVING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Saves text as a file. `name` never carries conversation text: browsers write the names of
/// downloads to their history.
pub fn save(name: &str, mime: &str, content: &str) {
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
    // The download has begun by then; the blob is let go.
    dom::after(10_000, move || {
        SAVING.with_borrow_mut(|saving| saving.retain(|other| *other != url));
        let _ = Url::revoke_object_url(&url);
    });
}

/// Lets go of every file whose download has begun, without waiting.
pub fn revoke_all() {
    for url in SAVING.take() {
        let _ = Url::revoke_object_url(&url);
    }
}

/// Today, where the person is.
pub fn today() -> Day {
    let now = Date::new_0();
    Day { year: now.get_full_year() as u16, month: now.get_month() as u8 + 1, day: now.get_date() as u8 }
}

/// Reads an exported file and adds its conversations.
pub fn import(store: Store, file: File) {
    forget::spawn(async move {
        if let Err(refusal) = store.may_import(file.size() as usize) {
            store.refused(refusal);
            return;
        }
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        match text {
            Some(text) => {
                if import_text(store, text).await.is_err() {
                    store.refused(NotLoaded::SENTENCE.to_owned());
                }
            }
            None => store.refused("This file can’t be read; it may have been moved or changed.".to_owned()),
        }
    });
}

later! {
    /// Saves one conversation, or all of them, as a file.
    in files, prepared by prepare:
    pub fn export(store: Store, which: Option<ConversationId>, format: Format) -> () {
        store.export_now(which, format);
    }
}

later! {
    /// Adds the conversations of an exported file.
    in files, prepared by prepare_import:
    pub fn import_text(store: Store, text: String) -> () {
        store.import(&text);
    }
}
