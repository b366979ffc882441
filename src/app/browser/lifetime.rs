//! The lifetime of the page's tasks: every task that may hold text is spawned here, and is aborted when the
//! page forgets.

use std::cell::{Cell, RefCell};

use futures_util::future::{AbortHandle, abortable};
use leptos::task::spawn_local;

thread_local! {
    static TASKS: RefCell<Vec<(u32, AbortHandle)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static OVER: Cell<bool> = const { Cell::new(false) };
}

/// Whether this page has forgotten: nothing of it may be used after that.
pub(crate) fn is_over() -> bool {
    OVER.get()
}

/// Spawns a task of the page. It is aborted when the page forgets, whatever it waits for, and what it holds
/// is dropped.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    let (task, abort) = abortable(task);
    let number = NEXT.get();
    NEXT.set(number.wrapping_add(1));
    TASKS.with_borrow_mut(|tasks| tasks.push((number, abort)));
    spawn_local(async move {
        // An abort is no fault: the page has forgotten.
        let _ = task.await;
        TASKS.with_borrow_mut(|tasks| tasks.retain(|(other, _)| *other != number));
    });
}

/// Aborts every task of the page. [`is_over`] returns true from then on.
pub(super) fn end() {
    OVER.set(true);
    for (_, abort) in TASKS.take() {
        abort.abort();
    }
}
