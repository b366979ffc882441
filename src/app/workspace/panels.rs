//! The state of sidebar, dialogs, find bar and theme. It has no views: each view reads its part of the state.

pub(super) mod finder;

use leptos::{html, prelude::*};

use self::finder::Finder;
use crate::app::{browser::dom, ui::dialog::open};

/// How long a short confirmation is shown, in milliseconds.
const FLASH: i32 = 1500;

/// The colours of the page. The choice lasts as long as the tab, like everything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Follows the system's setting.
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

/// The state of what is open beside the transcript.
#[derive(Clone, Copy)]
pub(crate) struct Panels {
    /// On wide pages: whether the sidebar is closed.
    pub(crate) closed: RwSignal<bool>,
    /// On narrow pages: whether the sidebar is open, as a drawer over the page.
    pub(crate) open: RwSignal<bool>,
    /// Whether keyboard shortcuts are on.
    pub(crate) keys: RwSignal<bool>,
    /// The colours.
    pub(crate) theme: RwSignal<Theme>,
    /// A short confirmation, shown for a moment.
    pub(crate) flash: RwSignal<Option<&'static str>>,
    /// Find-in-conversation.
    pub(crate) find: Finder,
    /// The file input for importing a saved file.
    pub(crate) import_field: NodeRef<html::Input>,
    dialogs: [NodeRef<html::Dialog>; 6],
    /// The dialog to open as soon as it is in the page.
    wanted: RwSignal<Option<DialogName>>,
}

impl Panels {
    /// Everything closed, except the sidebar of a wide page.
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

    /// The dialog to open as soon as it is in the page.
    pub(crate) fn wanted(self) -> RwSignal<Option<DialogName>> {
        self.wanted
    }

    /// Opens a dialog, unless it is open. If it is not loaded yet, it opens after loading. An open menu is closed
    /// first: when the dialog closes, the focus then returns to the menu's button and not to a hidden row.
    pub(crate) fn show(self, name: DialogName) {
        dom::close_menus();
        if !open(self.dialog(name)) {
            self.wanted.set(Some(name));
        }
    }

    /// Opens or closes the sidebar: the drawer on a narrow page, the column on a wide one.
    pub(crate) fn toggle_sidebar(self) {
        let signal = if narrow().is_some_and(|query| query.matches()) { self.open } else { self.closed };
        signal.update(|state| *state = !*state);
    }

    /// Closes the drawer of a narrow page, and focuses the button that opens it.
    pub(crate) fn close_drawer(self) {
        self.open.set(false);
        dom::before_next_frame(|| dom::focus("open-sidebar"));
    }

    /// Applies a theme to the page.
    pub(crate) fn choose_theme(self, theme: Theme) {
        self.theme.set(theme);
        let Some(root) = document().document_element() else { return };
        // Does not fail: the attribute's name is valid.
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        };
    }

    /// Shows a short confirmation for [`FLASH`].
    pub(crate) fn flash(self, text: &'static str) {
        self.flash.set(Some(text));
        dom::after(FLASH, move || {
            self.flash.try_set(None);
        });
    }
}

/// The media query that matches while the sidebar is a drawer.
pub(crate) fn narrow() -> Option<web_sys::MediaQueryList> {
    window().match_media("(max-width: 51.99rem)").ok().flatten()
}
