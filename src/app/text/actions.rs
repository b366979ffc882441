//! What can be done with code (copied, wrapped, downloaded), with tables (copied), and with footnotes'
//! references. One listener on the text serves all of them, so that a block costs none.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent};

use super::table;
use crate::app::{dom, forget, save::save, store::Store};

/// Does what the clicked button of a code block, a table or a footnote's reference says.
pub fn clicked(store: Store, event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let button = target.and_then(|target| target.closest("button").ok().flatten());
    let Some(button) = button else { return };
    if let Some(action) = button.get_attribute("data-code") {
        code(store, button, &action);
    } else if let Some(form) = button.get_attribute("data-table") {
        let table = button.closest(".table").ok().flatten();
        if let Some(cells) = table.map(|table| table::cells(&table)) {
            let text = if form == "csv" { table::csv(&cells) } else { table::markdown(&cells) };
            copy(store, button, text);
        }
    } else if let Some(label) = button.get_attribute("data-note") {
        go_to_note(&button, &label);
    }
}

fn code(store: Store, button: Element, action: &str) {
    let Some(figure) = button.closest("figure").ok().flatten() else { return };
    match action {
        "wrap" => {
            let wrapped = figure.class_list().toggle("wrapped").unwrap_or(false);
            let _ = button.set_attribute("aria-pressed", if wrapped { "true" } else { "false" });
        }
        "copy" => copy(store, button, source(&figure)),
        // Its name says nothing of what is in it.
        "download" => save("code.txt", "text/plain;charset=utf-8", &source(&figure)),
        _ => {}
    }
}

/// Brings what a footnote says into view. No address is involved: the history would keep it.
fn go_to_note(button: &Element, label: &str) {
    let Some(text) = button.closest(".text").ok().flatten() else { return };
    let Ok(notes) = text.query_selector_all("aside.footnote") else { return };
    for index in 0..notes.length() {
        let note = notes.get(index).and_then(|note| note.dyn_into::<HtmlElement>().ok());
        if let Some(note) = note.filter(|note| note.get_attribute("data-label").as_deref() == Some(label)) {
            let _ = note.focus();
            return;
        }
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
    forget::spawn(async move {
        let clipboard = window().navigator().clipboard();
        if wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await.is_ok() {
            let label = button.text_content();
            button.set_text_content(Some("Copied"));
            store.announcer.say("Copied");
            dom::after(1500, move || button.set_text_content(label.as_deref()));
        }
    });
}
