//! The actions of code blocks (copy, wrap, download), of tables (copy) and of footnote references. One listener
//! on the text handles all of them, so that no block needs its own.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent};

use super::table;
use crate::app::{
    browser::{announce::Announcer, dom, files::save, lifetime},
    ui::copy::{COPIED, copy_text},
};

/// Runs the action of the clicked button of a code block, a table or a footnote reference.
pub(in crate::app) fn on_click(announcer: Announcer, event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let button = target.and_then(|target| target.closest("button").ok().flatten());
    let Some(button) = button else { return };
    if let Some(action) = button.get_attribute("data-code") {
        code(announcer, button, &action);
    } else if let Some(form) = button.get_attribute("data-table") {
        let table = button.closest(".table").ok().flatten();
        if let Some(cells) = table.map(|table| table::cells(&table)) {
            let text = if form == "csv" { table::csv(&cells) } else { table::markdown(&cells) };
            copy(announcer, button, text);
        }
    } else if let Some(label) = button.get_attribute("data-note") {
        go_to_note(&button, &label);
    }
}

fn code(announcer: Announcer, button: Element, action: &str) {
    let Some(figure) = button.closest("figure").ok().flatten() else { return };
    match action {
        "wrap" => {
            let wrapped = figure.class_list().toggle("wrapped").unwrap_or(false);
            let _ = button.set_attribute("aria-pressed", if wrapped { "true" } else { "false" });
        }
        "copy" => copy(announcer, button, source(&figure)),
        // The name must not reveal the content.
        "download" => save("code.txt", "text/plain;charset=utf-8", &source(&figure)),
        _ => {}
    }
}

/// Focuses a footnote, which scrolls it into view. It uses no fragment URL: the history would keep that.
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

/// The code as the model wrote it, each line with its end.
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

fn copy(announcer: Announcer, button: Element, text: String) {
    lifetime::spawn(async move {
        if copy_text(announcer, &text).await {
            let label = button.text_content();
            button.set_text_content(Some("Copied"));
            dom::after(COPIED, move || button.set_text_content(label.as_deref()));
        }
    });
}
