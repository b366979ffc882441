//! A command as a menu row.

use leptos::prelude::*;

use super::commands::{Command, Scope};
use crate::app::ui::{icon::Icon, shown::Shown};

/// The row: the command's label, and its icon or, for the chosen one of several, a tick.
#[component]
pub(super) fn MenuRow(
    /// The command that it runs.
    command: &'static Command,
    /// A class in addition to `row`.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    let scope = Scope::expect();
    let label = view! { <span>{command.menu_label()}</span> };
    let run = move |_| (command.run)(scope);
    match command.is_chosen {
        Some(is_chosen) => {
            let chosen = move || is_chosen(scope);
            view! {
                <button class="row" role="menuitemradio" aria-checked=move || if chosen() { "true" } else { "false" } on:click=run>
                    {label}
                    <Shown when=chosen><Icon name="check" class="small" /></Shown>
                </button>
            }
            .into_any()
        }
        None => {
            let icon = (!command.icon.is_empty()).then(|| view! { <Icon name=command.icon class="small" /> });
            view! { <button class=format!("row {class}") role="menuitem" on:click=run>{label}{icon}</button> }
                .into_any()
        }
    }
}
