//! The rooms, and which of them each may use.

use super::imports::Imports;

/// A room: its name, what its files' paths begin with, and the rooms that it may use.
type Room = (&'static str, &'static [&'static str], &'static [&'static str]);

/// What the rooms of the page that are not views may use.
const BELOW_STORE: &[&str] = &["scroll", "browser", "api", "chat"];
/// What a room of views may use.
const BELOW_VIEWS: &[&str] =
    &["shared", "text", "ui", "store", "scroll", "browser", "api", "markdown", "chat"];

const ROOMS: &[Room] = &[
    ("chat", &["chat"], &[]),
    ("markdown", &["markdown"], &[]),
    ("api", &["api"], &["chat"]),
    ("browser", &["app/browser"], &["api", "chat"]),
    ("scroll", &["app/scroll"], &["browser"]),
    ("store", &["app/store"], BELOW_STORE),
    ("ui", &["app/ui"], &["store", "scroll", "browser", "api", "chat"]),
    ("text", &["app/text"], &["ui", "scroll", "browser", "markdown"]),
    // What the views of the workspace share: state, commands, the rows of the transcript.
    (
        "shared",
        &[
            "app/workspace/commands",
            "app/workspace/menu_row",
            "app/workspace/panels",
            "app/workspace/rows",
            "app/workspace/session",
            "app/workspace/take_away",
        ],
        &["text", "ui", "store", "scroll", "browser", "api", "chat"],
    ),
    ("transcript", &["app/workspace/transcript"], BELOW_VIEWS),
    ("compose", &["app/workspace/compose"], BELOW_VIEWS),
    ("dialogs", &["app/workspace/dialogs"], BELOW_VIEWS),
    ("find", &["app/workspace/find"], BELOW_VIEWS),
    ("pages", &["app/workspace/pages"], &["ui", "api"]),
    (
        "workspace",
        &["app/workspace"],
        &[
            "transcript",
            "compose",
            "dialogs",
            "find",
            "pages",
            "shared",
            "text",
            "ui",
            "store",
            "scroll",
            "browser",
            "api",
            "chat",
        ],
    ),
    ("app", &["app"], &["workspace", "store", "scroll", "browser", "api"]),
    ("server", &["server"], &["api", "chat"]),
    ("root", &["lib", "main"], &["app", "browser", "server"]),
];

/// Imports that a rule does not cover, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The server renders the pages, and nothing else of it knows a view.
    ("server/pages.rs", "app"),
    ("server/pages.rs", "pages"),
    // The body of the server function is the server's.
    ("api/chat.rs", "server"),
];

/// The room of a file, by the longest beginning of its path.
pub fn room_of(file: &str) -> Option<&'static str> {
    let path = file.trim_end_matches(".rs");
    let is_in =
        |prefix: &str| path == prefix || path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    let prefixes =
        ROOMS.iter().flat_map(|(name, prefixes, _)| prefixes.iter().map(move |prefix| (name, prefix)));
    let found = prefixes.filter(|(_, prefix)| is_in(prefix)).max_by_key(|(_, prefix)| prefix.len());
    found.map(|(name, _)| *name)
}

/// The imports that the rooms do not allow, as 'file -> file'.
pub fn faults(imports: &Imports) -> Vec<String> {
    let allowed = |from: &str, to: &str| {
        let (Some(room), Some(used)) = (room_of(from), room_of(to)) else { return true };
        room == used
            || ROOMS.iter().any(|(name, _, uses)| *name == room && uses.contains(&used))
            || EXCEPTIONS.contains(&(from, used))
    };
    let arrows = imports.arrows().filter(|(from, to)| !allowed(from, to));
    arrows.map(|(from, to)| format!("{from} -> {to}")).collect()
}
