//! The house keeps its shape: a room imports only from the rooms that it may use, and no circle of
//! imports has more than three files. docs/architecture.md draws the rooms.

#![allow(unreachable_pub, reason = "the modules of a test share their items")]

#[path = "architecture/imports.rs"]
mod imports;
#[path = "architecture/rooms.rs"]
mod rooms;

use imports::{Imports, Sources};

/// The largest circle of files that import each other.
const CIRCLE: usize = 3;

fn house() -> Imports {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    Imports::of(&Sources::read(&root))
}

#[test]
fn a_room_imports_only_from_the_rooms_that_it_may_use() {
    let faults = rooms::faults(&house());
    assert!(faults.is_empty(), "imports against the direction of the rooms:\n{}", faults.join("\n"));
}

#[test]
fn no_circle_of_imports_has_more_than_three_files() {
    let circles: Vec<_> = house().circles().into_iter().filter(|circle| circle.len() > CIRCLE).collect();
    assert!(circles.is_empty(), "circles of imports: {circles:#?}");
}

#[test]
fn every_file_belongs_to_a_room() {
    let house = house();
    let strays: Vec<_> = house.files().filter(|file| rooms::room_of(file).is_none()).collect();
    assert!(strays.is_empty(), "files outside of every room: {strays:#?}");
}

#[test]
fn an_import_against_the_direction_is_found_however_it_is_written() {
    for source in [
        "use crate::app::workspace::Panels;",
        "use crate::{chat::Message, app::{browser::dom, workspace::{Panels as Open},}};",
        "use super::workspace::Panels;",
        "fn f() { let _ = crate::app::workspace::Panels::new(); }",
        "fn f() { view! { <crate::app::workspace::Panels /> } }",
    ] {
        let sources = Sources::from([
            ("lib.rs", "mod app; mod chat;"),
            ("chat.rs", "pub struct Message;"),
            ("app.rs", "mod browser; mod store; mod workspace;"),
            ("app/browser.rs", "pub mod dom;"),
            ("app/browser/dom.rs", ""),
            ("app/store.rs", source),
            ("app/workspace.rs", "pub struct Panels;"),
        ]);
        let faults = rooms::faults(&Imports::of(&sources));
        assert_eq!(faults, ["app/store.rs -> app/workspace.rs"], "{source}");
    }
}

#[test]
fn a_circle_is_found_through_re_exports() {
    let sources = Sources::from([
        ("lib.rs", "mod chat;"),
        ("chat.rs", "mod a; mod b; mod c; mod d; pub use a::A; pub use d::D;"),
        ("chat/a.rs", "use super::b::B; pub struct A;"),
        ("chat/b.rs", "use super::c::C; pub struct B;"),
        ("chat/c.rs", "use super::D; pub struct C;"),
        ("chat/d.rs", "use crate::chat::A; pub struct D;"),
    ]);
    let circle = ["chat/a.rs", "chat/b.rs", "chat/c.rs", "chat/d.rs"];
    assert_eq!(Imports::of(&sources).circles(), [circle.map(str::to_owned)]);
}

#[test]
fn tests_and_comments_import_nothing() {
    let sources = Sources::from([
        ("lib.rs", "mod chat; mod server;"),
        ("chat.rs", "// crate::server::Server\n#[cfg(test)] mod tests { use crate::server::Server; }"),
        ("server.rs", "pub struct Server;"),
    ]);
    assert!(rooms::faults(&Imports::of(&sources)).is_empty());
}
