//! Exports conversations to files, and imports such files.

use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::{
    app::{
        browser::{announce::Announcer, files, lifetime},
        store::Store,
        ui::lazy::{NotLoaded, lazy},
    },
    chat::{ConversationId, Format, Workspace},
};

/// Saves one conversation as a file, or all of them if `which` is `None`.
pub(super) fn export(store: Store, announcer: Announcer, which: Option<ConversationId>, format: Format) {
    lifetime::spawn(async move {
        if write(store, announcer, which, format).await.is_err() {
            store.refuse(NotLoaded::SENTENCE);
        }
    });
}

/// Reads an exported file, adds its conversations, and shows the first of them.
pub(super) fn import(store: Store, announcer: Announcer, file: File) {
    lifetime::spawn(async move {
        let fits = store.workspace(|workspace| workspace.may_import(file.size() as usize));
        if let Some(Err(error)) = fits {
            store.refuse(&error.to_string());
            return;
        }
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        match text {
            Some(text) => {
                if read(store, announcer, text).await.is_err() {
                    store.refuse(NotLoaded::SENTENCE);
                }
            }
            None => {
                store.refuse("This file can’t be read; it may have been moved or changed.");
            }
        }
    });
}

lazy! {
    in files, prepared by prepare_export:
    fn write(store: Store, announcer: Announcer, which: Option<ConversationId>, format: Format) -> () {
        match store.workspace(|workspace| workspace.export(which, format, files::today())).flatten() {
            Some(export) => {
                files::save(&export.file_name, export.mime, &export.content);
                announcer.say("Saved as a file");
            }
            None => {
                store.refuse("There is nothing to save yet.");
            }
        }
    }
}

lazy! {
    in files, prepared by prepare_import:
    fn read(store: Store, announcer: Announcer, text: String) -> () {
        match store.workspace(|workspace: &mut Workspace| workspace.import(&text)) {
            Some(Ok(ids)) => {
                announcer.say(match ids.len() {
                    1 => "1 conversation brought back".to_owned(),
                    count => format!("{count} conversations brought back"),
                });
                store.show_added(&ids);
            }
            Some(Err(error)) => {
                store.refuse(&error.to_string());
            }
            None => {}
        }
    }
}
