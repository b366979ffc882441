//! The sheet of keyboard shortcuts.

use leptos::prelude::*;

use crate::app::{
    ui::dialog::Dialog,
    workspace::{
        commands::{ALL, KEYS_IN_PLACE},
        panels::{DialogName, Panels},
    },
};

/// The sheet: the keys and what they do, and the switch that turns them off.
#[component]
pub(super) fn Shortcuts() -> impl IntoView {
    let panels = expect_context::<Panels>();
    let commands = ALL.iter().filter(|command| !command.keys.is_empty()).map(|command| {
        let keys: Vec<_> = command.keys.iter().map(|keys| keys.text).collect();
        (command.label, keys.join(", "))
    });
    let rows = KEYS_IN_PLACE.into_iter().map(|(what, keys)| (what, keys.to_owned())).chain(commands);
    view! {
        <Dialog node_ref=panels.dialog(DialogName::Shortcuts) id="shortcuts-title" title="Shortcuts">
            <div class="panel">
                <dl class="keys">
                    {rows.map(|(what, keys)| view! { <dt>{what}</dt><dd><kbd>{keys}</kbd></dd> }).collect_view()}
                </dl>
                <p class="aside">"On a Mac, ⌘ stands for Ctrl."</p>
                <label class="switch">
                    <input
                        type="checkbox"
                        autocomplete="off"
                        translate="no"
                        spellcheck="false"
                        prop:checked=move || panels.keys.get()
                        on:change=move |event| panels.keys.set(event_target_checked(&event))
                    />
                    <span>"Use shortcuts"</span>
                </label>
            </div>
        </Dialog>
    }
}
