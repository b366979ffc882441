//! The part of a document that is still parsed again: its text and what of it is shown.

use super::block::{Block, Callout, Item, Row};
use super::boundary::Cut;
use super::change::{Change, Nodes};
use super::inline::Inline;

/// What a node of the frozen path is, apart from its children.
#[derive(Clone, Debug)]
enum Shell {
    List { start: Option<u64>, tight: bool },
    Item { task: Option<bool> },
    Table { head: Row },
    Callout { kind: Callout },
    Other,
}

/// The window: made-up lines, then the source from some line on.
#[derive(Debug)]
pub(super) struct Window {
    /// Made-up lines that open the frozen path.
    pub prefix: String,
    /// Where in the source the window goes on.
    pub start: usize,
    /// For the document and each node of the frozen path: how many children are before.
    pub bases: Vec<usize>,
    path: Vec<Shell>,
    /// What is shown of the window.
    pub shown: Vec<Block>,
}

impl Window {
    /// A window on the source from a line on, after so many closed blocks.
    pub(crate) fn at(start: usize, closed: usize) -> Self {
        Self { prefix: String::new(), start, bases: vec![closed], path: Vec::new(), shown: Vec::new() }
    }

    /// The window's text, as far as the source goes.
    pub(crate) fn text(&self, source: &str) -> String {
        [self.prefix.as_str(), &source[self.start..]].concat()
    }

    /// Whether a block has begun before the window and goes on in it.
    pub(crate) fn is_inside(&self) -> bool {
        !self.path.is_empty()
    }

    /// Gives made-up containers the attributes of those that they replace. False: the text
    /// does not hold them, and the window must be read from the block's start.
    pub(crate) fn impose(&self, blocks: &mut [Block]) -> bool {
        let mut level = blocks;
        let mut path = self.path.iter();
        while let Some(shell) = path.next() {
            let Some(node) = level.first_mut() else {
                return false;
            };
            match (shell, node) {
                (Shell::List { start, tight }, Block::List { start: made_up, tight: seen, items }) => {
                    *made_up = *start;
                    *seen &= tight;
                    match path.next() {
                        Some(Shell::Item { task }) => {
                            let Some(item) = items.first_mut() else {
                                return false;
                            };
                            item.task = *task;
                            level = &mut item.content;
                        }
                        Some(_) => return false,
                        None => return true,
                    }
                }
                (Shell::Table { head }, Block::Table { head: made_up, .. }) => {
                    made_up.clone_from(head);
                    return path.next().is_none();
                }
                (Shell::Callout { kind }, node) => {
                    let Block::Quote(made_up) = node else {
                        return false;
                    };
                    *node = Block::Callout { kind: *kind, content: std::mem::take(made_up) };
                    match node.content_mut() {
                        Some(content) => level = content,
                        None => return false,
                    }
                }
                (Shell::Other, Block::CodeBlock { .. } | Block::Html { .. } | Block::Comment) => {
                    return path.next().is_none();
                }
                (Shell::Other, node) => match node.content_mut() {
                    Some(content) => level = content,
                    None => return false,
                },
                _ => return false,
            }
        }
        true
    }

    /// Moves the start: what was shown before it is frozen and forgotten here. `lines` is the tree
    /// of the complete lines, from which the path's attributes are taken.
    pub(crate) fn cut(&mut self, cut: &Cut, lines: &[Block]) {
        self.path = shells(lines, cut);
        let mut bases = Vec::with_capacity(cut.dropped.len());
        let mut same = true;
        let mut level = Level::Blocks(&mut self.shown);
        for (depth, dropped) in cut.dropped.iter().enumerate() {
            let old = if same { self.bases.get(depth).copied().unwrap_or(0) } else { 0 };
            bases.push(old + dropped);
            same &= *dropped == 0;
            level = level.drop_first(*dropped, cut.keeps_line);
            if depth < cut.path {
                level = level.enter();
            }
        }
        self.start += cut.at - self.prefix.len();
        self.prefix.clone_from(&cut.prefix);
        self.bases = bases;
    }
}

/// What the nodes of a cut's path are.
fn shells(lines: &[Block], cut: &Cut) -> Vec<Shell> {
    let mut shells = Vec::with_capacity(cut.path);
    let mut level = lines;
    let mut path = cut.dropped.iter().take(cut.path);
    while let Some(block) = path.next().and_then(|index| level.get(*index)) {
        match block {
            Block::List { start, tight, items } => {
                shells.push(Shell::List { start: *start, tight: *tight });
                let Some(item) = path.next().and_then(|index| items.get(*index)) else {
                    break;
                };
                shells.push(Shell::Item { task: item.task });
                level = &item.content;
            }
            Block::Table { head, .. } => shells.push(Shell::Table { head: head.clone() }),
            Block::Callout { kind, content } => {
                shells.push(Shell::Callout { kind: *kind });
                level = content;
            }
            block => {
                shells.push(Shell::Other);
                level = block.content().map_or(&[], Vec::as_slice);
            }
        }
    }
    shells
}

/// The children of some node.
enum Level<'a> {
    Blocks(&'a mut Vec<Block>),
    Items(&'a mut Vec<Item>),
    Rows(&'a mut Vec<Row>),
    Lines(&'a mut Vec<String>),
    Nothing,
}

impl Level<'_> {
    /// Drops the first children. If the first line represents all, it stays.
    fn drop_first(self, count: usize, keeps_line: bool) -> Self {
        match self {
            Self::Blocks(list) => Self::Blocks(drop_first(list, count)),
            Self::Items(list) => Self::Items(drop_first(list, count)),
            Self::Rows(list) => Self::Rows(drop_first(list, count)),
            Self::Lines(list) if keeps_line && count > 0 => {
                list.drain(1..=count.min(list.len().saturating_sub(1)));
                Self::Lines(list)
            }
            Self::Lines(list) => Self::Lines(drop_first(list, count)),
            Self::Nothing => Self::Nothing,
        }
    }

    /// The children of the first child.
    fn enter(self) -> Self {
        match self {
            Self::Blocks(list) => match list.first_mut() {
                Some(Block::List { items, .. }) => Self::Items(items),
                Some(Block::CodeBlock { lines, .. } | Block::Html { lines }) => Self::Lines(lines),
                Some(Block::Table { rows, .. }) => Self::Rows(rows),
                Some(block) => block.content_mut().map_or(Self::Nothing, Self::Blocks),
                None => Self::Nothing,
            },
            Self::Items(list) => {
                list.first_mut().map_or(Self::Nothing, |item| Self::Blocks(&mut item.content))
            }
            _ => Self::Nothing,
        }
    }
}

fn drop_first<T>(list: &mut Vec<T>, count: usize) -> &mut Vec<T> {
    list.drain(..count.min(list.len()));
    list
}

/// Whether two trees are the same in what a cut freezes: so many children of the document, and of
/// the first child that stays open, and so on.
pub(super) fn agree(shown: &[Block], exact: &[Block], dropped: &[usize]) -> bool {
    let Some((first, rest)) = dropped.split_first() else {
        return true;
    };
    if shown.get(..*first) != exact.get(..*first) {
        return false;
    }
    let Some(next) = rest.first() else {
        return true;
    };
    match (shown.get(*first), exact.get(*first)) {
        (Some(Block::List { items: shown, .. }), Some(Block::List { items: exact, .. })) => {
            shown.get(..*next) == exact.get(..*next)
                && match (shown.get(*next), exact.get(*next)) {
                    (Some(shown), Some(exact)) => agree(&shown.content, &exact.content, &rest[1..]),
                    (None, None) => true,
                    _ => rest.len() == 1,
                }
        }
        (Some(Block::Table { rows: shown, .. }), Some(Block::Table { rows: exact, .. })) => {
            shown.get(..*next) == exact.get(..*next)
        }
        (Some(Block::CodeBlock { lines: shown, .. }), Some(Block::CodeBlock { lines: exact, .. })) => {
            shown.get(..*next) == exact.get(..*next)
        }
        (Some(shown), Some(exact)) => match (shown.content(), exact.content()) {
            (Some(within), Some(exactly)) if shown.is_like(exact) => agree(within, exactly, rest),
            _ => shown == exact,
        },
        (shown, exact) => shown.is_none() && exact.is_none(),
    }
}

/// Adds text to the end of what is shown, without parsing it.
pub(super) fn add_plain(shown: &mut [Block], text: &str, changes: &mut Vec<Change>) {
    let mut level = shown;
    let mut depth = 1;
    loop {
        match level.last_mut() {
            Some(Block::List { items, .. }) => {
                let Some(item) = items.last_mut() else {
                    return;
                };
                level = &mut item.content;
                depth += 2;
            }
            Some(Block::Paragraph(content) | Block::Heading { content, .. }) => {
                return add_inlines(content, text, depth, changes);
            }
            Some(Block::CodeBlock { lines, .. }) => return add_lines(lines, text, depth, changes),
            // Tables, raw HTML and formulas wait until they are parsed again.
            Some(block) => match block.content_mut() {
                Some(content) => {
                    level = content;
                    depth += 1;
                }
                None => return,
            },
            None => return,
        }
    }
}

fn add_inlines(content: &mut Vec<Inline>, text: &str, depth: usize, changes: &mut Vec<Change>) {
    let old = content.len();
    for (at, piece) in text.split('\n').enumerate() {
        if at > 0 {
            content.push(Inline::SoftBreak);
        }
        if piece.is_empty() {
            continue;
        }
        match content.last_mut() {
            Some(Inline::Text(last)) => {
                last.push_str(piece);
                changes.push(Change::Text { depth: depth + 1, text: piece.to_owned() });
            }
            _ => content.push(Inline::Text(piece.to_owned())),
        }
    }
    if content.len() > old {
        changes.push(Change::Append { depth, nodes: Nodes::Inlines(content[old..].to_vec()) });
    }
}

fn add_lines(lines: &mut Vec<String>, text: &str, depth: usize, changes: &mut Vec<Change>) {
    let mut pieces = text.split('\n');
    if let Some(last) = lines.last_mut()
        && let Some(piece) = pieces.next()
        && !piece.is_empty()
    {
        last.push_str(piece);
        changes.push(Change::Text { depth: depth + 1, text: piece.to_owned() });
    }
    let old = lines.len();
    lines.extend(pieces.map(str::to_owned));
    if lines.len() > old {
        changes.push(Change::Append { depth, nodes: Nodes::Lines(lines[old..].to_vec()) });
    }
}
