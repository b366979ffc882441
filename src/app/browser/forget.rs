//! Ends a page so that nothing is left: 'Forget everything', signing out, another person's sign-in, and the
//! idle wipe all use this.
//!
//! First it drops everything that holds text, while this page's allocator still overwrites freed memory;
//! then it loads a fresh document. Whatever the mounted page owns is dropped with it: the store, drafts,
//! undo, queues, attachments, searches and their results. What it does not own is dropped here one by one:
//! waiting tasks, files that are being saved, the selection.

use std::{any::Any, cell::RefCell};

use leptos::{
    prelude::{Owner, document, window},
    task::{spawn_local, tick},
};

use super::{dom, files, lifetime};

/// A mounted page, and the reactive owner of all that belongs to it.
struct Mounted {
    view: Box<dyn Any>,
    owner: Option<Owner>,
}

thread_local! {
    static PAGE: RefCell<Option<Mounted>> = const { RefCell::new(None) };
}

/// Keeps the mounted page until it is forgotten. Dropping `view` unmounts the page. Call this right after
/// mounting, while the page's root is the current owner.
#[cfg(feature = "hydrate")]
pub(crate) fn keep(view: impl Any) {
    let mounted = Mounted { view: Box::new(view), owner: Owner::current() };
    PAGE.set(Some(mounted));
}

/// Drops everything that holds text, and then loads `url`. The page is hidden before this returns, so that
/// nothing of it is painted again. Does nothing if it was called before: a tab that signs out receives its
/// own broadcast, too.
pub(crate) fn forget(url: &str) {
    let Some(Mounted { view, owner }) = PAGE.take() else { return };
    let body = document().body();
    if let Some(body) = &body {
        body.set_hidden(true);
    }
    let url = url.to_owned();
    // Not at once: the caller may be part of what is dropped.
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
        // The aborted tasks drop what they hold when they are polled for the last time.
        tick().await;
        tick().await;
        let _ = window().location().replace(&url);
    });
}
