//! The dialog in which people choose the model of a conversation.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::{
    api::page::ModelInfo,
    app::{
        store::Store,
        ui::{
            dialog::{Dialog, close},
            icon::Icon,
        },
        workspace::panels::{DialogName, Panels},
    },
};

/// All configured models, grouped by the host that serves them.
#[component]
pub(super) fn ModelPicker() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let mut hosts: BTreeMap<String, Vec<ModelInfo>> = BTreeMap::new();
    for model in store.page(|page| page.models.clone()) {
        hosts.entry(model.host.clone()).or_default().push(model);
    }
    let dialog = panels.dialog(DialogName::Models);
    let option = move |model: ModelInfo| {
        let id = model.id.clone();
        let chosen = Memo::new(move |_| store.model().is_some_and(|model| model.id == id));
        let id = model.id.clone();
        view! {
            <button
                class="option"
                role="radio"
                aria-checked=move || if chosen.get() { "true" } else { "false" }
                on:click=move |_| {
                    store.set_model(id.clone());
                    close(dialog);
                }
            >
                <span>{move || chosen.get().then(|| view! { <Icon name="check" /> })}</span>
                <b>{model.title.clone()}</b>
                <small>{abilities(&model)}</small>
                <small>{model.context_size.map_or_else(|| "size unknown".to_owned(), context)}</small>
            </button>
        }
    };
    let groups = hosts
        .into_iter()
        .map(|(host, models)| {
            let host =
                if host == "127.0.0.1" || host == "localhost" { "This computer".to_owned() } else { host };
            view! { <h3>{host}</h3> {models.into_iter().map(option).collect_view()} }
        })
        .collect_view();
    view! {
        <Dialog node_ref=dialog id="models-title" title="Model for this conversation">
            <div class="options" role="radiogroup" aria-label="Models" on:keydown=walk>{groups}</div>
            <p class="foot aside">"Figures are the context in tokens. New chats start with the model chosen last."</p>
        </Dialog>
    }
}

/// The abilities of a model. If none is known to be there, those that are unknown are listed as such.
fn abilities(model: &ModelInfo) -> String {
    let abilities = [(model.images, "images"), (model.reasoning, "reasoning")];
    let that = |wanted: Option<bool>| {
        let those = abilities.iter().filter(|(can, _)| *can == wanted).map(|(_, name)| *name);
        those.collect::<Vec<_>>().join(", ")
    };
    match (that(Some(true)), that(None)) {
        (can, unknown) if can.is_empty() && unknown.is_empty() => "text".to_owned(),
        (can, unknown) if can.is_empty() => [&unknown, " unknown"].concat(),
        (can, _) => can,
    }
}

/// Moves the focus through the models with the arrow keys, as in any radio group.
fn walk(event: KeyboardEvent) {
    let back = match event.key().as_str() {
        "ArrowUp" | "ArrowLeft" => true,
        "ArrowDown" | "ArrowRight" => false,
        _ => return,
    };
    let Some(mut next) = document().active_element() else { return };
    loop {
        let sibling = if back { next.previous_element_sibling() } else { next.next_element_sibling() };
        match sibling {
            Some(sibling) => next = sibling,
            None => return,
        }
        if next.tag_name() == "BUTTON" {
            break;
        }
    }
    if let Some(next) = next.dyn_ref::<HtmlElement>() {
        event.prevent_default();
        // Does not fail: the element is in an open dialog.
        let _ = next.focus();
    }
}

/// The size of a context, such as `128 K`.
fn context(tokens: u32) -> String {
    if tokens >= 1000 { format!("{} K", tokens / 1000) } else { tokens.to_string() }
}
