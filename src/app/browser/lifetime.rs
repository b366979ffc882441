//! How long the page's work lives: every task that may hold text is spawned here, and ends when the
//! page forgets.

use std::cell::{Cell, RefCell};

use futures_util::future::{AbortHandle, abortable};
use leptos::task::spawn_local;

thread_local! {
    static TASKS: RefCell<Vec<(u32, AbortHandle)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static OVER: Cell<bool> = const { Cell::new(false) };
}

/// Whether this page has forgotten: nothing of it may be used any more.
pub(crate) fn is_over() -> bool {
    OVER.get()
}

/// Runs a task of the page. Whatever the task waits for, it ends when the page forgets, and what it
/// holds is dropped.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    let (task, abort) = abortable(task);
    let number = NEXT.get();
    NEXT.set(number.wrapping_add(1));
    TASKS.with_borrow_mut(|tasks| tasks.push((number, abort)));
    spawn_local(async move {
        // An abort is what the page wanted.
        let _ = task.await;
        TASKS.with_borrow_mut(|tasks| tasks.retain(|(other, _)| *other != number));
    });
}

/// Ends every task of the page. From now on [`is_over`].
pub(super) fn end() {
    OVER.set(true);
    for (_, abort) in TASKS.take() {
        abort.abort();
    }
}
