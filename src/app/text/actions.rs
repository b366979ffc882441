//! What can be done with a block of code: copied, wrapped, downloaded. One listener on the text
//! serves all blocks, so that a block costs none.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Element, HtmlAnchorElement, MouseEvent, Url};

use crate::app::{dom, store::Store};

/// Does what the clicked button of a code block says.
pub fn clicked(store: Store, event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let button = target.and_then(|target| target.closest("[data-code]").ok().flatten());
    let Some(button) = button else { return };
    let Some(figure) = button.closest("figure").ok().flatten() else { return };
    match button.get_attribute("data-code").as_deref() {
        Some("wrap") => {
            let wrapped = figure.class_list().toggle("wrapped").unwrap_or(false);
            let _ = button.set_attribute("aria-pressed", if wrapped { "true" } else { "false" });
        }
        Some("copy") => copy(store, button, source(&figure)),
        Some("download") => download(&source(&figure)),
        _ => {}
    }
}

/// The code as it was written: its lines, each ended.
fn source(figure: &Element) -> String {
    let mut text = String::new();
    if let Ok(lines) = figure.query_selector_all(".line") {
        for index in 0..lines.length() {
            text.push_str(&lines.get(index).and_then(|line| line.text_content()).unwrap_or_default());
            text.push('\n');
        }
    }
    text
}

fn copy(store: Store, button: Element, text: String) {
    leptos::task::spawn_local(async move {
        let clipboard = window().navigator().clipboard();
        if wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await.is_ok() {
            button.set_text_content(Some("Copied"));
            store.announcer.say("Copied");
            dom::after(1500, move || button.set_text_content(Some("Copy")));
        }
    });
}

/// Saves the code as a file. Its name says nothing of what is in it.
fn download(text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let options = BlobPropertyBag::new();
    options.set_type("text/plain;charset=utf-8");
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a") {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download("code.txt");
        link.click();
    }
    // The download has begun by then; the blob is let go.
    dom::after(10_000, move || {
        let _ = Url::revoke_object_url(&url);
    });
}
