//! The workspace: sidebar, bar, transcript, composer.

use leptos::{ev, prelude::*};
use web_sys::KeyboardEvent;

use super::{
    composer::Composer, dom, icon::Icon, leaves_panel::LeavesPanel, message_list::MessageList,
    model_picker::ModelPicker, sidebar::Sidebar, store::Store,
};

/// What is open beside the transcript.
#[derive(Clone, Copy)]
pub struct Panels {
    /// Wide pages: the sidebar is closed.
    pub closed: RwSignal<bool>,
    /// Narrow pages: the sidebar is open, over the page.
    pub open: RwSignal<bool>,
    /// The dialog 'What leaves this tab'.
    pub leaves: NodeRef<leptos::html::Dialog>,
    /// The dialog of models.
    pub models: NodeRef<leptos::html::Dialog>,
}

impl Panels {
    /// Opens a dialog, if it is in the page.
    pub fn show(dialog: NodeRef<leptos::html::Dialog>) {
        if let Some(dialog) = dialog.get_untracked() {
            // It fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        }
    }
}

/// The workspace.
#[component]
pub fn ChatView() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = Panels {
        closed: RwSignal::new(false),
        open: RwSignal::new(false),
        leaves: NodeRef::new(),
        models: NodeRef::new(),
    };
    provide_context(panels);
    let shortcuts = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let command = event.ctrl_key() || event.meta_key();
        if command && event.shift_key() && event.key().eq_ignore_ascii_case("o") {
            event.prevent_default();
            store.new_chat();
        } else if event.key() == "Escape" && !event.default_prevented() && !event.is_composing() {
            let dialog_open =
                document().query_selector("dialog[open], [popover]:popover-open").ok().flatten().is_some();
            if panels.open.get_untracked() {
                panels.open.set(false);
            } else if !dialog_open && store.is_busy_now() {
                store.stop();
            }
        }
    });
    on_cleanup(move || shortcuts.remove());
    let heading = move || store.shown_title();
    view! {
        <div class="workspace" class:closed=move || panels.closed.get() class:open=move || panels.open.get()>
            <Sidebar />
            <main class="stage">
                <header class="bar">
                    <button
                        class="button bare when-closed"
                        aria-label="Open sidebar"
                        on:click=move |_| {
                            panels.closed.set(false);
                            panels.open.set(true);
                            dom::before_next_frame(|| dom::focus("close-sidebar"));
                        }
                    >
                        <Icon name="sidebar" class="flip" />
                    </button>
                    <h1>{move || {
                        heading().map_or_else(
                            || view! { <span class="unseen">"New chat"</span> }.into_any(),
                            |title| view! { <span>{title}</span> }.into_any(),
                        )
                    }}</h1>
                    <div>
                        {store.page(|page| page.demo).then(|| view! { <span class="demo-mark">"Demo"</span> })}
                        <button class="button bare when-closed" aria-label="New chat" on:click=move |_| store.new_chat()>
                            <Icon name="new" />
                        </button>
                    </div>
                </header>
                <Show
                    when=move || !store.is_blank()
                    fallback=|| {
                        view! {
                            <div class="blank column">
                                <p>"Ask anything. It stays in this tab, and goes with it."</p>
                                <div class="wing" aria-hidden="true"></div>
                            </div>
                        }
                    }
                >
                    <MessageList />
                </Show>
                <Composer />
            </main>
        </div>
        <LeavesPanel />
        <ModelPicker />
        {store.guard.view()}
        {store.announcer.view()}
    }
}
