//! What is open beside the transcript, and how the page looks: state alone. The views that belong to
//! it watch it.

pub(super) mod finder;

use leptos::{html, prelude::*};

use self::finder::Finder;
use crate::app::{browser::dom, ui::dialog::open};

/// How long a short confirmation is shown, in milliseconds.
const FLASH: i32 = 1500;

/// Whose colours the page has. Kept for as long as the tab, like everything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// The system's, as it changes.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The dialogs of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DialogName {
    /// 'What leaves this tab'.
    Leaves,
    /// The model of the conversation.
    Models,
    /// Settings of the conversation.
    Settings,
    /// Its name.
    Rename,
    /// Search and commands.
    Palette,
    /// The sheet of shortcuts.
    Shortcuts,
}

/// What is open beside the transcript.
#[derive(Clone, Copy)]
pub(crate) struct Panels {
    /// Wide pages: the sidebar is closed.
    pub(crate) closed: RwSignal<bool>,
    /// Narrow pages: the sidebar is open, over the page.
    pub(crate) open: RwSignal<bool>,
    /// Whether shortcuts work.
    pub(crate) keys: RwSignal<bool>,
    /// The colours.
    pub(crate) theme: RwSignal<Theme>,
    /// A short confirmation, shown for a moment.
    pub(crate) flash: RwSignal<Option<&'static str>>,
    /// Find-in-conversation.
    pub(crate) find: Finder,
    /// The field that a saved file is picked with.
    pub(crate) import_field: NodeRef<html::Input>,
    dialogs: [NodeRef<html::Dialog>; 6],
    /// The dialog that is to be opened as soon as it is in the page.
    wanted: RwSignal<Option<DialogName>>,
}

impl Panels {
    /// All closed.
    pub(crate) fn new() -> Self {
        Self {
            closed: RwSignal::new(false),
            open: RwSignal::new(false),
            keys: RwSignal::new(true),
            theme: RwSignal::new(Theme::System),
            flash: RwSignal::new(None),
            find: Finder::new(),
            import_field: NodeRef::new(),
            dialogs: std::array::from_fn(|_| NodeRef::new()),
            wanted: RwSignal::new(None),
        }
    }

    /// The element of a dialog.
    pub(crate) fn dialog(self, name: DialogName) -> NodeRef<html::Dialog> {
        self.dialogs[name as usize]
    }

    /// The dialog that waits to be in the page.
    pub(crate) fn wanted(self) -> RwSignal<Option<DialogName>> {
        self.wanted
    }

    /// Opens a dialog, if it is not open already; the first one that is asked for has to be loaded. A
    /// menu that it was chosen from closes first: then the focus comes back to the menu's button, and
    /// not to a hidden row of it.
    pub(crate) fn show(self, name: DialogName) {
        dom::close_menus();
        if !open(self.dialog(name)) {
            self.wanted.set(Some(name));
        }
    }

    /// Opens or closes the sidebar, whichever kind the page's width has.
    pub(crate) fn toggle_sidebar(self) {
        let signal = if narrow().is_some_and(|query| query.matches()) { self.open } else { self.closed };
        signal.update(|state| *state = !*state);
    }

    /// Closes the drawer of a narrow page; the focus goes back to what opened it.
    pub(crate) fn close_drawer(self) {
        self.open.set(false);
        dom::before_next_frame(|| dom::focus("open-sidebar"));
    }

    /// Gives the page these colours.
    pub(crate) fn choose_theme(self, theme: Theme) {
        self.theme.set(theme);
        let Some(root) = document().document_element() else { return };
        // Neither fails: the attribute's name is a valid one.
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        };
    }

    /// Shows a short confirmation for a moment.
    pub(crate) fn flash(self, text: &'static str) {
        self.flash.set(Some(text));
        dom::after(FLASH, move || {
            self.flash.try_set(None);
        });
    }
}

/// Whether the page is so narrow that the sidebar is a drawer.
pub(crate) fn narrow() -> Option<web_sys::MediaQueryList> {
    window().match_media("(max-width: 51.99rem)").ok().flatten()
}
