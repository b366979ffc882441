//! The commands of the workspace, each defined once: its label, its keys, when it is available, and what it
//! does. Shortcuts and their sheet, the palette, the menus and the sidebar read this list. A command calls the
//! store or the panels; it never clicks a button in the page.

mod copying;

use leptos::prelude::*;

use super::{
    panels::{DialogName, Panels, Theme},
    rows::Rows,
    session, take_away,
};
use crate::{
    app::{
        browser::{
            announce::Announcer,
            dom,
            leave::{Guard, LettingGo},
        },
        store::Store,
    },
    chat::Format,
};

/// What commands act on.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub(super) store: Store,
    pub(super) panels: Panels,
    pub(super) rows: Rows,
    pub(super) announcer: Announcer,
    pub(super) guard: Guard,
}

impl Scope {
    /// Takes them from the workspace's contexts.
    pub(super) fn expect() -> Self {
        Self {
            store: expect_context(),
            panels: expect_context(),
            rows: expect_context(),
            announcer: expect_context(),
            guard: expect_context(),
        }
    }

    fn export(self, all: bool, format: Format) {
        let which = (!all).then(|| untrack(move || self.store.current()));
        take_away::export(self.store, self.announcer, which, format);
    }
}

/// A command.
pub(super) struct Command {
    /// Its label in the palette, and wherever the context does not say what it acts on.
    pub(super) label: &'static str,
    /// Its label in the menu of what it acts on; if empty, `label` is used.
    pub(super) short: &'static str,
    /// Its icon in menus, by the name in the sprite; empty for none.
    pub(super) icon: &'static str,
    /// The key combinations that run it; the first one is shown beside its label.
    pub(super) keys: &'static [Keys],
    /// Whether the palette lists it.
    pub(super) in_palette: bool,
    /// Whether it can be run now. Not tracked.
    pub(super) is_available: fn(Scope) -> bool,
    /// For a choice: whether it is the chosen one. Tracked.
    pub(super) is_chosen: Option<fn(Scope) -> bool>,
    /// Runs it.
    pub(super) run: fn(Scope),
}

/// A key combination. Ctrl also matches ⌘.
pub(super) struct Keys {
    pub(super) ctrl: bool,
    /// `None`: with or without Shift.
    pub(super) shift: Option<bool>,
    pub(super) alt: bool,
    /// `KeyboardEvent.key` in lower case.
    pub(super) key: &'static str,
    /// Whether they are left to text fields when one has the focus.
    pub(super) outside_fields: bool,
    /// The text that people read.
    pub(super) text: &'static str,
}

const NO_KEYS: Keys =
    Keys { ctrl: false, shift: Some(false), alt: false, key: "", outside_fields: false, text: "" };

const fn ctrl(key: &'static str, text: &'static str) -> Keys {
    Keys { ctrl: true, key, text, ..NO_KEYS }
}

const fn ctrl_shift(key: &'static str, text: &'static str) -> Keys {
    Keys { ctrl: true, shift: Some(true), key, text, ..NO_KEYS }
}

const fn alt(key: &'static str, text: &'static str) -> Keys {
    Keys { alt: true, key, text, ..NO_KEYS }
}

fn always(_: Scope) -> bool {
    true
}

fn something_was_said(scope: Scope) -> bool {
    untrack(move || !scope.store.is_blank())
}

/// The default: no keys, in the palette, always available.
const COMMAND: Command = Command {
    label: "",
    short: "",
    icon: "",
    keys: &[],
    in_palette: true,
    is_available: always,
    is_chosen: None,
    run: |_| {},
};

pub(super) static NEW_CHAT: Command = Command {
    label: "New chat",
    keys: &[ctrl_shift("o", "Ctrl Shift O")],
    run: |scope| {
        scope.panels.open.set(false);
        scope.store.new_chat();
    },
    ..COMMAND
};
pub(super) static RENAME: Command = Command {
    label: "Rename this conversation",
    short: "Rename",
    icon: "edit",
    is_available: something_was_said,
    run: |scope| scope.panels.show(DialogName::Rename),
    ..COMMAND
};
pub(super) static SETTINGS: Command = Command {
    label: "Settings of this conversation",
    icon: "settings",
    run: |scope| scope.panels.show(DialogName::Settings),
    ..COMMAND
};
pub(super) static DELETE: Command = Command {
    label: "Delete this conversation",
    short: "Delete",
    icon: "delete",
    is_available: something_was_said,
    run: |scope| scope.store.delete_conversation(untrack(move || scope.store.current())),
    ..COMMAND
};
pub(super) static LEAVES: Command = Command {
    label: "What leaves this tab",
    run: |scope| {
        scope.store.refresh_models();
        scope.panels.show(DialogName::Leaves);
    },
    ..COMMAND
};
static SIDEBAR: Command = Command {
    label: "Open or close the sidebar",
    keys: &[ctrl_shift("s", "Ctrl Shift S")],
    run: |scope| scope.panels.toggle_sidebar(),
    ..COMMAND
};
pub(super) static SHORTCUTS: Command = Command {
    label: "Shortcuts",
    keys: &[
        Keys { shift: None, ..ctrl("/", "Ctrl /") },
        Keys { shift: None, key: "?", outside_fields: true, text: "?", ..NO_KEYS },
    ],
    run: |scope| scope.panels.show(DialogName::Shortcuts),
    ..COMMAND
};
pub(super) static SAVE_ALL_MARKDOWN: Command =
    Command { label: "Save all as Markdown", run: |scope| scope.export(true, Format::Markdown), ..COMMAND };
pub(super) static SAVE_ALL_JSON: Command =
    Command { label: "Save all as JSON", run: |scope| scope.export(true, Format::Json), ..COMMAND };
pub(super) static SAVE_MARKDOWN: Command = Command {
    label: "Save this conversation as Markdown",
    short: "Save as Markdown",
    in_palette: false,
    run: |scope| scope.export(false, Format::Markdown),
    ..COMMAND
};
pub(super) static SAVE_JSON: Command = Command {
    label: "Save this conversation as JSON",
    short: "Save as JSON",
    in_palette: false,
    run: |scope| scope.export(false, Format::Json),
    ..COMMAND
};
pub(super) static OPEN_SAVED: Command = Command {
    label: "Bring back a saved JSON",
    in_palette: false,
    run: |scope| {
        if let Some(field) = scope.panels.import_field.get_untracked() {
            field.click();
        }
    },
    ..COMMAND
};
pub(super) static SIGN_OUT: Command = Command {
    label: "Sign out",
    in_palette: false,
    run: |scope| {
        let sign_out = Callback::new(move |()| session::sign_out(scope.store));
        scope.guard.ask(LettingGo::SignOut, sign_out);
    },
    ..COMMAND
};
pub(super) static FORGET: Command = Command {
    label: "Forget everything",
    icon: "forget",
    run: |scope| {
        let forget = Callback::new(move |()| session::forget_everything(scope.store));
        scope.guard.ask(LettingGo::Forget, forget);
    },
    ..COMMAND
};
pub(super) static SEARCH: Command = Command {
    label: "Search and commands",
    keys: &[ctrl("k", "Ctrl K")],
    in_palette: false,
    run: |scope| {
        scope.panels.open.set(false);
        scope.panels.show(DialogName::Palette);
    },
    ..COMMAND
};
pub(super) static FIND: Command = Command {
    label: "Find in this conversation",
    icon: "search",
    keys: &[ctrl("f", "Ctrl F; again: the browser’s find")],
    in_palette: false,
    is_available: |scope| something_was_said(scope) && !scope.panels.find.has_focus(),
    run: |scope| scope.panels.find.open(),
    ..COMMAND
};
/// The themes, in the menu's order.
pub(super) static THEMES: [Command; 3] = [
    Command {
        label: "Theme of the system",
        is_chosen: Some(|scope| scope.panels.theme.get() == Theme::System),
        run: |scope| scope.panels.choose_theme(Theme::System),
        ..COMMAND
    },
    Command {
        label: "Light theme",
        is_chosen: Some(|scope| scope.panels.theme.get() == Theme::Light),
        run: |scope| scope.panels.choose_theme(Theme::Light),
        ..COMMAND
    },
    Command {
        label: "Dark theme",
        is_chosen: Some(|scope| scope.panels.theme.get() == Theme::Dark),
        run: |scope| scope.panels.choose_theme(Theme::Dark),
        ..COMMAND
    },
];
static PREVIOUS_MESSAGE: Command = Command {
    label: "Previous message",
    keys: &[alt("pageup", "Alt PageUp")],
    in_palette: false,
    run: |scope| scope.rows.step(-1),
    ..COMMAND
};
static NEXT_MESSAGE: Command = Command {
    label: "Next message",
    keys: &[alt("pagedown", "Alt PageDown")],
    in_palette: false,
    run: |scope| scope.rows.step(1),
    ..COMMAND
};
static WRITE: Command = Command {
    label: "Write",
    keys: &[ctrl_shift("e", "Ctrl Shift E")],
    in_palette: false,
    run: |_| dom::focus("message"),
    ..COMMAND
};
static COPY_ANSWER: Command = Command {
    label: "Copy the last answer",
    keys: &[ctrl_shift("y", "Ctrl Shift Y")],
    in_palette: false,
    run: copying::last_answer,
    ..COMMAND
};
static COPY_CODE: Command = Command {
    label: "Copy the last code block",
    keys: &[ctrl_shift("u", "Ctrl Shift U")],
    in_palette: false,
    run: copying::last_code_block,
    ..COMMAND
};
static UNDO: Command = Command {
    label: "Undo a deletion",
    keys: &[Keys { outside_fields: true, ..ctrl("z", "Ctrl Z, outside a field") }],
    in_palette: false,
    is_available: |scope| scope.store.has_undo(),
    run: |scope| scope.store.undo(),
    ..COMMAND
};
static PREVIOUS_CONVERSATION: Command = Command {
    label: "Previous conversation",
    keys: &[alt("arrowup", "Alt ↑")],
    in_palette: false,
    run: |scope| scope.store.step(-1),
    ..COMMAND
};
static NEXT_CONVERSATION: Command = Command {
    label: "Next conversation",
    keys: &[alt("arrowdown", "Alt ↓")],
    in_palette: false,
    run: |scope| scope.store.step(1),
    ..COMMAND
};

/// All commands, in the order in which the palette and the sheet of shortcuts list them.
pub(super) static ALL: [&Command; 27] = [
    &SEARCH,
    &FIND,
    &PREVIOUS_MESSAGE,
    &NEXT_MESSAGE,
    &NEW_CHAT,
    &RENAME,
    &SETTINGS,
    &DELETE,
    &LEAVES,
    &WRITE,
    &COPY_ANSWER,
    &COPY_CODE,
    &SIDEBAR,
    &UNDO,
    &PREVIOUS_CONVERSATION,
    &NEXT_CONVERSATION,
    &SHORTCUTS,
    &SAVE_MARKDOWN,
    &SAVE_JSON,
    &SAVE_ALL_MARKDOWN,
    &SAVE_ALL_JSON,
    &OPEN_SAVED,
    &SIGN_OUT,
    &THEMES[0],
    &THEMES[1],
    &THEMES[2],
    &FORGET,
];

/// For the sheet of shortcuts: keys that a field or an open panel handles itself, and what they do.
pub(super) const KEYS_IN_PLACE: [(&str, &str); 5] = [
    ("Send", "Enter"),
    ("New line", "Shift Enter"),
    ("Stop the answer", "Esc"),
    ("Edit the last message", "↑ in an empty field"),
    ("Save an edited answer", "Ctrl Enter"),
];

impl Command {
    /// Its label in menus.
    pub(super) fn menu_label(&self) -> &'static str {
        if self.short.is_empty() { self.label } else { self.short }
    }

    /// Its first key combination in short form, such as 'Ctrl ⇧ O'; empty if it has none.
    pub(super) fn hint(&self) -> String {
        self.keys.first().map(|keys| keys.text.replace("Shift", "⇧")).unwrap_or_default()
    }
}
