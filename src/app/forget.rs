//! How a page ends that must leave nothing: 'Forget everything', signing out, another person's
//! sign-in, and the idle wipe all come through here.
//!
//! First goes everything that holds text, while this page's allocator still overwrites what is
//! freed; then a fresh document is asked for. Whatever belongs to the mounted page goes with it:
//! the store, drafts, undo, queues, attachments, what was searched and found. What does not is
//! named here: tasks that wait for something, files that are being saved, the selection.

use std::{
    any::Any,
    cell::{Cell, RefCell},
};

use futures_util::future::{AbortHandle, abortable};
use leptos::{
    prelude::{Owner, document, window},
    task::{spawn_local, tick},
};

use super::{dom, save};

/// A page that is mounted, and the root of what belongs to it.
struct Mounted {
    view: Box<dyn Any>,
    owner: Option<Owner>,
}

thread_local! {
    static PAGE: RefCell<Option<Mounted>> = const { RefCell::new(None) };
    static TASKS: RefCell<Vec<(u32, AbortHandle)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static OVER: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the mounted page until it is forgotten. `view` unmounts it when it is dropped. Call it
/// right after mounting, while the page's root is the current owner.
pub fn keep(view: impl Any) {
    let mounted = Mounted { view: Box::new(view), owner: Owner::current() };
    PAGE.set(Some(mounted));
}

/// Whether this page has forgotten: nothing of it may be used any more.
pub fn is_over() -> bool {
    OVER.get()
}

/// Runs a task of the page. Whatever it waits for, it ends when the page forgets, and what it holds
/// goes with it.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    let (task, abort) = abortable(task);
    let name = NEXT.get();
    NEXT.set(name.wrapping_add(1));
    TASKS.with_borrow_mut(|tasks| tasks.push((name, abort)));
    spawn_local(async move {
        // An abort is what the page wanted.
        let _ = task.await;
        TASKS.with_borrow_mut(|tasks| tasks.retain(|(other, _)| *other != name));
    });
}

/// Drops everything that holds text and then leaves for a fresh document. What is shown is hidden
/// before this returns, so that nothing of it is painted any more. Where that is under way already
/// it does nothing: a tab that signs out hears its own word about it, too.
pub fn forget(url: &str) {
    let Some(Mounted { view, owner }) = PAGE.take() else { return };
    let body = document().body();
    if let Some(body) = &body {
        body.set_hidden(true);
    }
    let url = url.to_owned();
    // Not here: this may be called by what is dropped.
    spawn_local(async move {
        OVER.set(true);
        for (_, abort) in TASKS.take() {
            abort.abort();
        }
        dom::deselect();
        save::revoke_all();
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
