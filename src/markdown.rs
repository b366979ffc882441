//! Incremental Markdown: text in, closed blocks and one open block out. No DOM, no I/O.
//!
//! # How a view uses it
//!
//! ```
//! use mayfly::markdown::{Change, Document};
//!
//! let mut document = Document::new();
//! for chunk in ["Some *emph", "asis*.\n\n- a", "\n- b"] {
//!     for change in document.push(chunk) {
//!         // apply it to the nodes on screen
//!         # let _: Change = change;
//!     }
//! }
//! let _last_changes = document.finish();
//! ```
//!
//! [`Document::push`] takes text at any chunk boundary (gather what came since the last frame: one
//! push a frame costs less than one a token), [`Document::finish`] says that nothing more comes.
//! Both give [`Change`]s. A view keeps a *spine*: the document, its last block, that block's last
//! child and so on, with the element that holds each one's children. Then:
//!
//! - [`Change::Append`] builds nodes and adds them to the holder at a depth,
//! - [`Change::Truncate`] removes the last children of the holder at a depth,
//! - [`Change::Text`] appends to the text node at a depth,
//! - [`Change::Spacing`] sets an attribute of the list at a depth,
//! - [`Change::Closed`] says how many blocks are final,
//! - [`Change::Patch`] replaces one paragraph, heading or cell of a closed block (rare).
//!
//! Everything but a patch touches the last, open block alone. If each child of the tree is exactly
//! one DOM node in its holder (a text node, `br`, `li`, `tr`, …), indices are the same in both.
//! A block's index in the document is its id: it never changes.
//!
//! [`parse()`] gives the whole tree of a text that is complete, for rendering on the server and for
//! answers that come back into view.
//!
//! # What it costs
//!
//! A push parses what stands since the start of the open leaf block, up to 2 KB; fenced code,
//! tables and raw HTML go line by line, lists item by item, at any depth. A longer paragraph is
//! parsed again when it has grown by a quarter, and what came since is shown as plain text.
//!
//! # What is half-written
//!
//! While a text grows, what is open at its end looks as if it were closed (`**bold` is bold, a link
//! without its address is a link that leads nowhere), and marks whose meaning the next characters
//! decide are not shown yet. [`Document::finish`] shows what the text says.
//!
//! # Safety
//!
//! Raw HTML is text. Links carry a [`LinkPolicy`], pictures an [`ImagePolicy`]; see [`LinkPolicy`]'s and [`ImagePolicy`]'s variants.

#![cfg_attr(
    not(any(feature = "ssr", feature = "hydrate")),
    allow(dead_code, reason = "without a page, only the tests use this module")
)]

mod autolink;
mod block;
mod boundary;
mod builder;
mod change;
mod definitions;
mod diff;
mod document;
mod inline;
mod lines;
mod math;
mod parse;
mod parsed;
mod repair;
mod url;
mod window;

pub use block::{Alignment, Block, Cell, Item, Row};
pub use change::{Change, Nodes};
pub use document::Document;
pub use inline::{Formula, ImagePolicy, Inline, LinkPolicy, Style};
pub use parse::parse;

#[cfg(test)]
mod tests;
