//! The dialog in which people choose who answers.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{chat_view::Panels, icon::Icon, store::Store};
use crate::api::page::ModelInfo;

/// All configured models, by the host that serves them.
#[component]
pub fn ModelPicker() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let mut hosts: BTreeMap<String, Vec<ModelInfo>> = BTreeMap::new();
    for model in store.page(|page| page.models.clone()) {
        hosts.entry(model.host.clone()).or_default().push(model);
    }
    let close = move || Panels::hide(panels.models);
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
                    close();
                }
            >
                <span>{move || chosen.get().then(|| view! { <Icon name="check" /> })}</span>
                <b>{model.title.clone()}</b>
                <small>{abilities(&model)}</small>
                <small>{model.context_size.map_or_else(|| "unknown".to_owned(), context)}</small>
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
        <dialog node_ref=panels.models aria-labelledby="models-title">
            <header>
                <h2 id="models-title">"Who answers"</h2>
                <button class="button bare" aria-label="Close" on:click=move |_| close()><Icon name="close" /></button>
            </header>
            <div class="options" role="radiogroup" aria-label="Models">{groups}</div>
        </dialog>
    }
}

fn abilities(model: &ModelInfo) -> String {
    let known = [(model.images, "images"), (model.reasoning, "reasoning")];
    let can: Vec<&str> = known.iter().filter(|(can, _)| *can == Some(true)).map(|(_, name)| *name).collect();
    can.join(", ")
}

/// As in `128 K`.
fn context(tokens: u32) -> String {
    if tokens >= 1000 { format!("{} K", tokens / 1000) } else { tokens.to_string() }
}
