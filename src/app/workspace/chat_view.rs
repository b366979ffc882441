//! The workspace: sidebar, bar, transcript, composer.

use leptos::prelude::*;

use super::{
    auth_gate::SignedOutNotice,
    bar::Bar,
    commands::{SAVE_ALL_JSON, Scope},
    compose::Composer,
    dialogs::Dialogs,
    find::Find,
    idle::IdleNotice,
    keys,
    network::NetworkNotice,
    panels::{Panels, narrow},
    pieces,
    rows::Rows,
    sidebar::Sidebar,
    transcript::MessageList,
};
use crate::{
    app::{
        browser::{announce::Announcer, dom, leave::Guard},
        scroll::follow::Follow,
        store::Store,
        text::Texts,
        ui::shown::Shown,
    },
    chat::MemoryLevel,
};

/// The workspace.
#[component]
pub(crate) fn ChatView() -> impl IntoView {
    let store = expect_context::<Store>();
    let (guard, announcer) = (expect_context::<Guard>(), expect_context::<Announcer>());
    let panels = Panels::new();
    let texts = Texts::new();
    provide_context(panels);
    provide_context(texts);
    provide_context(Rows::new(store, expect_context::<Follow>()));
    let scope = Scope::expect();
    keys::listen(scope);
    pieces::listen(store);
    // In an effect, so that the page becomes live first; no answer is shown before that.
    Effect::new(move |_| texts.load());
    // Close the drawer when the page becomes wide.
    Effect::new(move |_| {
        if let Some(query) = narrow() {
            dom::listen(&query, "change", true, move |_: web_sys::Event| panels.open.set(false));
        }
    });
    view! {
        <div class="workspace" class:closed=move || panels.closed.get() class:open=move || panels.open.get()>
            <Sidebar />
            <div class="veil" hidden=move || !panels.open.get() on:click=move |_| panels.close_drawer()></div>
            <main class="stage" inert=move || panels.open.get()>
                <Bar />
                <div class="notices">
                    <SignedOutNotice />
                    <NetworkNotice />
                    <IdleNotice />
                    <MemoryNotice />
                </div>
                <Find />
                <Shown when=move || !store.is_blank() fallback=Blank>
                    <MessageList />
                </Shown>
                <Composer />
            </main>
        </div>
        <Dialogs />
        {guard.view(Callback::new(move |()| (SAVE_ALL_JSON.run)(scope)))}
        {announcer.view()}
    }
}

/// The sentence on a page without messages.
#[component]
fn Blank() -> impl IntoView {
    view! {
        <div class="blank column">
            <p>"Ask anything. It stays in this tab, and goes with it."</p>
            <div class="wing" aria-hidden="true"></div>
        </div>
    }
}

/// The notice that the tab's memory is nearly full, or full.
#[component]
fn MemoryNotice() -> impl IntoView {
    let scope = Scope::expect();
    let store = scope.store;
    let level = Memo::new(move |_| store.memory_level());
    let text = move || match level.get() {
        MemoryLevel::Full => "This tab’s memory is full: new attachments are refused until something goes.",
        _ => "This tab’s memory is nearly full. Save what you want to keep, and delete old conversations.",
    };
    view! {
        <Shown when=move || level.get() != MemoryLevel::Fine>
            <div class="notice" role="status">
                <span>{move || text()}</span>
                <button class="button line" data-later="files" on:click=move |_| (SAVE_ALL_JSON.run)(scope)>{SAVE_ALL_JSON.label}</button>
            </div>
        </Shown>
    }
}
