//! The dialogs of the workspace, which are loaded on first use: the palette together with find-in-conversation,
//! all others together.

mod leaves_panel;
mod model_picker;
mod palette;
mod rename;
mod settings;
mod shortcuts;

use leptos::prelude::*;

use self::{
    leaves_panel::LeavesPanel, model_picker::ModelPicker, palette::Palette, rename::RenameDialog,
    settings::SettingsDialog, shortcuts::Shortcuts,
};
use super::panels::{DialogName, Panels};
use crate::app::{
    store::Store,
    ui::{
        dialog::open,
        lazy::{Make, NotLoaded, Slot, lazy},
    },
};

/// The places of the dialogs in the page; loads and opens the one that is wanted.
#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let (rest, search) = (Slot::new(|| Box::pin(dialogs())), Slot::new(|| Box::pin(palette())));
    let wanted = panels.wanted();
    Effect::new(move |_| {
        let Some(name) = wanted.get() else { return };
        if panels.dialog(name).get().is_some() {
            wanted.set(None);
            open(panels.dialog(name));
            return;
        }
        let slot = if name == DialogName::Palette { search } else { rest };
        slot.fill(move |NotLoaded| {
            wanted.set(None);
            store.refuse(NotLoaded::SENTENCE);
        });
    });
    view! {
        {rest.view()}
        {search.view()}
    }
}

lazy! {
    /// Loads the function that makes all dialogs except the palette.
    in dialogs, prepared by prepare:
    pub(super) fn dialogs() -> Make { all }
}

lazy! {
    /// Loads the function that makes the palette.
    in find, prepared by prepare_palette:
    fn palette() -> Make { || view! { <Palette /> }.into_any() }
}

fn all() -> AnyView {
    view! {
        <LeavesPanel />
        <ModelPicker />
        <SettingsDialog />
        <RenameDialog />
        <Shortcuts />
    }
    .into_any()
}
