//! What can be done with a block of code: copied, wrapped, downloaded. One listener on the text
//! serves all blocks, so that a block costs none.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::app::{dom, save::save, store::Store};

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
        // Its name says nothing of what is in it.
        Some("download") => save("code.txt", "text/plain;charset=utf-8", &source(&figure)),
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
