//! The frame of a dialog: a heading that names it, a button that closes it, and its content.

use leptos::{html, prelude::*};

use super::icon::Icon;

/// A modal dialog. [`open`] and [`close`] take its `node_ref`.
#[component]
pub(crate) fn Dialog(
    /// The dialog's element.
    node_ref: NodeRef<html::Dialog>,
    /// The id of the heading, which names the dialog.
    id: &'static str,
    /// The heading.
    title: &'static str,
    /// A class of the dialog.
    #[prop(default = "")]
    class: &'static str,
    /// Called when the dialog was closed, in whatever way.
    #[prop(optional)]
    on_close: Option<Callback<()>>,
    /// The content below the heading.
    children: Children,
) -> impl IntoView {
    let closed = move |_: web_sys::Event| {
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    view! {
        <dialog class=class node_ref=node_ref aria-labelledby=id on:close=closed>
            <header>
                <h2 id=id>{title}</h2>
                <button class="button bare" aria-label="Close" on:click=move |_| close(node_ref)><Icon name="close" /></button>
            </header>
            {children()}
        </dialog>
    }
    .into_any()
}

/// Opens a dialog, if it is not open. Returns false if it is not in the page yet.
pub(crate) fn open(dialog: NodeRef<html::Dialog>) -> bool {
    let Some(dialog) = dialog.get_untracked() else { return false };
    if !dialog.open() {
        // Fails only for a dialog that is open already.
        let _ = dialog.show_modal();
    }
    true
}

/// Closes a dialog; the browser restores the focus.
pub(crate) fn close(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}
