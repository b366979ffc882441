//! How a page ends that must leave nothing: 'Forget everything', signing out, another person's
//! sign-in, and the idle wipe all come through here.
//!
//! First goes everything that holds text, while this page's allocator still overwrites what is
//! freed; then a fresh document is asked for. Whatever belongs to the mounted page goes with it:
//! the store, drafts, undo, queues, attachments, what was searched and found. What does not is
//! named here: tasks that wait for something, files that are being saved, the selection.

use std::{any::Any, cell::RefCell};

use leptos::{
    prelude::{Owner, document, window},
    task::{spawn_local, tick},
};

use super::{dom, files, lifetime};

/// A page that is mounted, and the root of what belongs to it.
struct Mounted {
    view: Box<dyn Any>,
    owner: Option<Owner>,
}

thread_local! {
    static PAGE: RefCell<Option<Mounted>> = const { RefCell::new(None) };
}

/// Keeps the mounted page until it is forgotten. `view` unmounts it when it is dropped. Call it
/// right after mounting, while the page's root is the current owner.
#[cfg(feature = "hydrate")]
pub(crate) fn keep(view: impl Any) {
    let mounted = Mounted { view: Box::new(view), owner: Owner::current() };
    PAGE.set(Some(mounted));
}

/// Drops everything that holds text and then leaves for a fresh document. What is shown is hidden
/// before this returns, so that nothing of it is painted any more. Where that is under way already
/// it does nothing: a tab that signs out hears its own word about it, too.
pub(crate) fn forget(url: &str) {
    let Some(Mounted { view, owner }) = PAGE.take() else { return };
    let body = document().body();
    if let Some(body) = &body {
        body.set_hidden(true);
    }
    let url = url.to_owned();
    // Not here: this may be called by what is dropped.
    spawn_local(async move {
        lifetime::end();
        dom::deselect();
        files::revoke_all();
        drop(view);
        if let Some(owner) = owner {
            owner.cleanup();
        }
        if let Some(body) = body {
            body.replace_children_with_node_0();
        }
        // What was ended above lets go of what it holds when it runs for the last time.
        tick().await;
        tick().await;
        let _ = window().location().replace(&url);
    });
}
