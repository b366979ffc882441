#![doc = include_str!("markdown/README.md")]
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
mod display;
mod document;
mod flanking;
mod html;
mod inline;
mod lines;
mod mask;
mod math;
mod parse;
mod parsed;
mod repair;
mod url;
mod window;

pub use block::{Alignment, Block, Callout, Cell, Item, Row};
pub use change::{Change, Nodes};
pub use document::Document;
pub use inline::{Formula, ImagePolicy, Inline, LinkPolicy, Style};
pub use parse::parse;

#[cfg(test)]
mod tests;
