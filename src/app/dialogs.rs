//! The dialogs of the workspace. They are loaded when one of them is first opened: those that belong to a
//! conversation together, and search with find-in-conversation.

use leptos::{html::Dialog, prelude::*};

use super::{
    conversation_menu::RenameDialog,
    find,
    later::{Make, Place, later},
    leaves_panel::LeavesPanel,
    model_picker::ModelPicker,
    settings::SettingsDialog,
    shortcuts::Shortcuts,
    store::Store,
};

/// Where the dialogs stand in the page.
#[derive(Clone, Copy)]
pub struct Dialogs {
    rest: Place,
    search: Place,
    /// The one that is to be opened as soon as it is in the page.
    wanted: RwSignal<Option<NodeRef<Dialog>>>,
}

impl Dialogs {
    /// None is loaded yet.
    #[allow(clippy::new_without_default, reason = "its signals belong to an owner: no default may make them")]
    pub fn new() -> Self {
        Self {
            rest: Place::new(|| Box::pin(dialogs())),
            search: Place::new(|| Box::pin(find::palette())),
            wanted: RwSignal::new(None),
        }
    }

    /// Opens search and commands.
    pub fn show_search(self, store: Store, dialog: NodeRef<Dialog>) {
        self.open(store, dialog, self.search);
    }

    /// Opens another of them.
    pub fn show(self, store: Store, dialog: NodeRef<Dialog>) {
        self.open(store, dialog, self.rest);
    }

    fn open(self, store: Store, dialog: NodeRef<Dialog>, place: Place) {
        if let Some(dialog) = dialog.get_untracked() {
            open(&dialog);
            return;
        }
        self.wanted.set(Some(dialog));
        place.fill(store, move || self.wanted.set(None));
    }

    /// Where they stand.
    pub fn view(self) -> AnyView {
        Effect::new(move |_| {
            let Some(dialog) = self.wanted.get().and_then(|wanted| wanted.get()) else { return };
            self.wanted.set(None);
            open(&dialog);
        });
        view! {
            {self.rest.view()}
            {self.search.view()}
        }
        .into_any()
    }
}

fn open(dialog: &web_sys::HtmlDialogElement) {
    if !dialog.open() {
        // It fails only for one that is open already.
        let _ = dialog.show_modal();
    }
}

later! {
    /// What makes the dialogs.
    in dialogs, prepared by prepare:
    pub fn dialogs() -> Make { all }
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
