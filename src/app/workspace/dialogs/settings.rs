//! The settings of one conversation: instructions and the model's parameters, checked against their bounds.
//! Parameters that the chosen model does not support are hidden.

use leptos::{html, prelude::*};
use web_sys::SubmitEvent;

use crate::{
    app::{
        store::Store,
        ui::dialog::{Dialog, close},
        workspace::panels::{DialogName, Panels},
    },
    chat::{Params, ReasoningEffort, Settings, Text},
};

/// The dialog. Its fields show the settings at the time it opens; nothing changes until they are saved.
#[component]
pub(super) fn SettingsDialog() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let system: NodeRef<html::Textarea> = NodeRef::new();
    let [temperature, top_p, max_tokens, seed, stop]: [NodeRef<html::Input>; 5] =
        std::array::from_fn(|_| NodeRef::new());
    let effort: NodeRef<html::Select> = NodeRef::new();
    let problems = RwSignal::new(Vec::<String>::new());
    let dialog = panels.dialog(DialogName::Settings);
    let hide = move || close(dialog);
    let value =
        |field: NodeRef<html::Input>| field.get_untracked().map(|field| field.value()).unwrap_or_default();
    let fill = move || {
        let Some(settings) = store.with_current_untracked(|conversation| conversation.settings().clone())
        else {
            return;
        };
        let put = |field: NodeRef<html::Input>, text: String| {
            if let Some(field) = field.get_untracked() {
                field.set_value(&text);
            }
        };
        let params = &settings.params;
        put(temperature, params.temperature.map(|value| value.to_string()).unwrap_or_default());
        put(top_p, params.top_p.map(|value| value.to_string()).unwrap_or_default());
        put(max_tokens, params.max_tokens.map(|value| value.to_string()).unwrap_or_default());
        put(seed, params.seed.map(|value| value.to_string()).unwrap_or_default());
        put(stop, params.stop.iter().map(Text::as_str).collect::<Vec<_>>().join(", "));
        if let Some(field) = system.get_untracked() {
            field.set_value(settings.system_prompt.as_str());
        }
        if let Some(field) = effort.get_untracked() {
            field.set_value(params.reasoning_effort.map_or("", ReasoningEffort::as_str));
        }
        problems.set(Vec::new());
    };
    // While the dialog is closed its fields follow the conversation; while it is open nothing overwrites them.
    Effect::new(move |_| {
        store.with_current(|_| ());
        if !dialog.get().is_some_and(|dialog| dialog.open()) {
            fill();
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let mut wrong = Vec::new();
        let params = Params {
            temperature: number(&value(temperature), "Temperature", &mut wrong),
            top_p: number(&value(top_p), "Top-p", &mut wrong),
            max_tokens: number(&value(max_tokens), "Longest answer", &mut wrong),
            seed: number(&value(seed), "Seed", &mut wrong),
            stop: value(stop)
                .split(',')
                .map(str::trim)
                .filter(|one| !one.is_empty())
                .map(Text::from)
                .collect(),
            reasoning_effort: effort
                .get_untracked()
                .and_then(|field| ReasoningEffort::from_name(&field.value())),
        };
        wrong.extend(params.problems().iter().map(ToString::to_string));
        if !wrong.is_empty() {
            problems.set(wrong);
            return;
        }
        let system_prompt = system.get_untracked().map(|field| field.value()).unwrap_or_default();
        let model =
            store.with_current_untracked(|conversation| conversation.settings().model.clone()).flatten();
        store.set_settings(Settings { model, system_prompt: Text::from(system_prompt), params });
        hide();
    };
    let takes = move |name: &'static str| {
        move || store.model().is_none_or(|model| !model.unsupported.iter().any(|field| field == name))
    };
    let thinks = move || {
        takes("reasoning_effort")() && store.model().is_none_or(|model| model.reasoning != Some(false))
    };
    view! {
        <Dialog node_ref=dialog id="settings-title" title="Settings of this conversation" on_close=Callback::new(move |()| fill())>
            <form on:submit=save>
                <div class="panel fields">
                    <label>
                        <span>"Instructions for the model"</span>
                        <textarea rows="4" autocomplete="off" translate="no" spellcheck=store.spellcheck() node_ref=system></textarea>
                    </label>
                    <div class="pair">
                        <label hidden=move || !takes("temperature")()><span>"Temperature" <small>"0 to 2"</small></span><input inputmode="decimal" autocomplete="off" translate="no" spellcheck="false" node_ref=temperature /></label>
                        <label hidden=move || !takes("top_p")()><span>"Top-p" <small>"above 0, at most 1"</small></span><input inputmode="decimal" autocomplete="off" translate="no" spellcheck="false" node_ref=top_p /></label>
                        <label hidden=move || !takes("max_tokens")()><span>"Longest answer" <small>"in tokens"</small></span><input inputmode="numeric" autocomplete="off" translate="no" spellcheck="false" node_ref=max_tokens /></label>
                        <label hidden=move || !takes("seed")()><span>"Seed" <small>"for the same answer again"</small></span><input inputmode="numeric" autocomplete="off" translate="no" spellcheck="false" node_ref=seed /></label>
                        <label hidden=move || !takes("stop")()><span>"Stop at" <small>"up to four, with commas"</small></span><input autocomplete="off" translate="no" spellcheck="false" node_ref=stop /></label>
                        <label hidden=move || !thinks()><span>"Thinking"</span>
                            <select autocomplete="off" translate="no" spellcheck="false" node_ref=effort>
                                <option value="">"as the model does"</option>
                                <option value="minimal">"minimal"</option>
                                <option value="low">"little"</option>
                                <option value="medium">"medium"</option>
                                <option value="high">"long"</option>
                            </select>
                        </label>
                    </div>
                    <div role="alert">{move || problems.get().into_iter().map(|one| view! { <p class="refused">{one}</p> }).collect_view()}</div>
                    <p class="aside">"What is left empty is the model’s own choice. The settings live in this tab, like all else."</p>
                </div>
                <div class="do">
                    <button type="button" class="button" on:click=move |_| hide()>"Cancel"</button>
                    <button class="button next">"Save"</button>
                </div>
            </form>
        </Dialog>
    }
}

/// Parses a field. An empty field is `None`; for anything else that is no number a sentence is added to `wrong`.
fn number<T: std::str::FromStr>(text: &str, name: &str, wrong: &mut Vec<String>) -> Option<T> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return None;
    }
    let value = text.parse().ok();
    if value.is_none() {
        wrong.push([name, " must be a number, or empty."].concat());
    }
    value
}
