//! The workspace: sidebar, bar, transcript, composer.

use leptos::{html::Dialog, prelude::*};

use super::{
    auth_gate::SignedOutNotice, composer::Composer, conversation_menu::ConversationMenu, dialogs::Dialogs,
    dom, find::Finder, icon::Icon, idle::IdleNotice, later, message_list::MessageList,
    network::NetworkNotice, shortcuts, shown::Shown, sidebar::Sidebar, store::Store,
};
use crate::chat::{Format, MemoryLevel};

/// Whose colours the page has. Kept for as long as the tab, like all else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The system's, as it changes.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, as a menu lists them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "Theme of the system",
            Self::Light => "Light theme",
            Self::Dark => "Dark theme",
        }
    }
}

/// What is open beside the transcript.
#[derive(Clone, Copy)]
pub struct Panels {
    /// Wide pages: the sidebar is closed.
    pub closed: RwSignal<bool>,
    /// Narrow pages: the sidebar is open, over the page.
    pub open: RwSignal<bool>,
    /// Whether shortcuts work.
    pub keys: RwSignal<bool>,
    /// The colours.
    pub theme: RwSignal<Theme>,
    /// 'What leaves this tab'.
    pub leaves: NodeRef<Dialog>,
    /// Models.
    pub models: NodeRef<Dialog>,
    /// Settings of the conversation.
    pub settings: NodeRef<Dialog>,
    /// Its name.
    pub rename: NodeRef<Dialog>,
    /// Search and commands.
    pub palette: NodeRef<Dialog>,
    /// The sheet of shortcuts.
    pub shortcuts: NodeRef<Dialog>,
    /// Find-in-conversation.
    pub find: Finder,
    /// The dialogs that are named above, once they are loaded.
    pub dialogs: Dialogs,
}

impl Panels {
    fn new() -> Self {
        Self {
            closed: RwSignal::new(false),
            open: RwSignal::new(false),
            keys: RwSignal::new(true),
            theme: RwSignal::new(Theme::System),
            leaves: NodeRef::new(),
            models: NodeRef::new(),
            settings: NodeRef::new(),
            rename: NodeRef::new(),
            palette: NodeRef::new(),
            shortcuts: NodeRef::new(),
            find: Finder::new(),
            dialogs: Dialogs::new(),
        }
    }

    /// Opens a dialog, if it is not open already; the first one that is asked for has to be loaded. A
    /// menu that it was chosen from closes first: then the focus comes back to the menu's button, and
    /// not to a hidden line of it.
    pub fn show(self, store: Store, dialog: NodeRef<Dialog>) {
        dom::close_menus();
        self.dialogs.show(store, dialog);
    }

    /// Opens search and commands.
    pub fn show_search(self, store: Store) {
        dom::close_menus();
        self.dialogs.show_search(store, self.palette);
    }

    /// Opens 'What leaves this tab', with what is true by now.
    pub fn show_leaves(self, store: Store) {
        store.refresh_models();
        self.show(store, self.leaves);
    }

    /// Closes a dialog; the browser puts the focus back where it was.
    pub fn hide(dialog: NodeRef<Dialog>) {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    }

    /// Opens or closes the sidebar, whichever kind the page's width has.
    pub fn toggle_sidebar(self) {
        let signal = if narrow().is_some_and(|query| query.matches()) { self.open } else { self.closed };
        signal.update(|state| *state = !*state);
    }

    /// Closes the drawer of a narrow page; the focus goes back to what opened it.
    pub fn close_drawer(self) {
        self.open.set(false);
        dom::before_next_frame(|| dom::focus("open-sidebar"));
    }

    /// Gives the page these colours.
    pub fn choose_theme(self, theme: Theme) {
        self.theme.set(theme);
        let Some(root) = document().document_element() else { return };
        // Neither fails: the name of the attribute is a fair one.
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        };
    }
}

/// Whether the page is so narrow that the sidebar is a drawer.
fn narrow() -> Option<web_sys::MediaQueryList> {
    window().match_media("(max-width: 51.99rem)").ok().flatten()
}

/// The workspace.
#[component]
pub fn ChatView() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = Panels::new();
    provide_context(panels);
    shortcuts::listen(store, panels);
    later::listen();
    // The page is live by then; nobody has read an answer yet.
    Effect::new(move |_| store.texts.load());
    // A drawer that is open when the page grows wide is none any more.
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
                {panels.find.view()}
                <Shown when=move || !store.is_blank() fallback=Blank>
                    <MessageList />
                </Shown>
                <Composer />
            </main>
        </div>
        {panels.dialogs.view()}
        {store.guard.view()}
        {store.announcer.view()}
    }
}

#[component]
fn Bar() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let open = move |_| {
        panels.closed.set(false);
        panels.open.set(true);
        dom::before_next_frame(|| dom::focus("close-sidebar"));
    };
    view! {
        <header class="bar">
            <button class="button bare when-closed" id="open-sidebar" aria-label="Open sidebar" on:click=open>
                <Icon name="sidebar" class="flip" />
            </button>
            <h1>
                <span translate="no" class:unseen=move || store.is_blank()>{move || store.shown_title().unwrap_or_else(|| "New chat".to_owned())}</span>
            </h1>
            <div>
                {store.page(|page| page.demo).then(|| view! { <span class="demo-mark">"Demo"</span> })}
                <button class="button bare when-closed" aria-label="New chat" on:click=move |_| store.new_chat()>
                    <Icon name="new" />
                </button>
                <ConversationMenu />
            </div>
        </header>
    }
}

/// An empty page says one useful thing.
#[component]
fn Blank() -> impl IntoView {
    view! {
        <div class="blank column">
            <p>"Ask anything. It stays in this tab, and goes with it."</p>
            <div class="wing" aria-hidden="true"></div>
        </div>
    }
}

/// Says in time that the tab's memory fills up.
#[component]
fn MemoryNotice() -> impl IntoView {
    let store = expect_context::<Store>();
    let level = Memo::new(move |_| store.memory_level());
    let text = move || match level.get() {
        MemoryLevel::Full => "This tab’s memory is full: new attachments are refused until something goes.",
        _ => "This tab’s memory is nearly full. Save what you want to keep, and delete old conversations.",
    };
    view! {
        <Shown when=move || level.get() != MemoryLevel::Fine>
            <div class="notice" role="status">
                <span>{move || text()}</span>
                <button class="button line" data-later="files" on:click=move |_| store.export(None, Format::Json)>"Save all as JSON"</button>
            </div>
        </Shown>
    }
}
