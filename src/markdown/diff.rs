//! The edits at the right edge that turn one tree into another.

use super::block::{Block, Cell, Item, Row};
use super::change::{Change, Nodes};
use super::inline::Inline;

/// Appends to `changes` what turns the window's old tree into its new one.
///
/// `bases` says, for the document and each node of the frozen path below it, how many children
/// are before the window's first.
pub(super) fn diff(old: &[Block], new: &[Block], bases: &[usize], changes: &mut Vec<Change>) {
    Edge { bases, changes }.children(0, old, new, true);
}

struct Edge<'a> {
    bases: &'a [usize],
    changes: &'a mut Vec<Change>,
}

/// A node that may grow at its right edge.
trait Grow: Clone + PartialEq {
    fn nodes(list: Vec<Self>) -> Nodes;
    /// Whether `new` is this node with other children: nothing but the edge need change.
    fn grows(&self, new: &Self) -> bool;
    /// Says the change. Only called if [`Grow::grows`].
    fn grow(&self, new: &Self, edge: &mut Edge<'_>, depth: usize, on_path: bool);
}

impl Edge<'_> {
    fn children<T: Grow>(&mut self, depth: usize, old: &[T], new: &[T], on_path: bool) {
        let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let mut added = &new[same..];
        let grown = old.get(same).zip(added.first()).filter(|(last, first)| last.grows(first));
        let keep = same + usize::from(grown.is_some());
        if old.len() > keep {
            let base = if on_path { self.bases.get(depth).copied().unwrap_or(0) } else { 0 };
            self.changes.push(Change::Truncate { depth, keep: base + keep });
        }
        if let Some((last, first)) = grown {
            last.grow(first, self, depth + 1, on_path && same == 0);
            added = &added[1..];
        }
        if !added.is_empty() {
            self.changes.push(Change::Append { depth, nodes: T::nodes(added.to_vec()) });
        }
    }

    fn text(&mut self, depth: usize, old: &str, new: &str) {
        if let Some(text) = new.strip_prefix(old)
            && !text.is_empty()
        {
            self.changes.push(Change::Text { depth, text: text.to_owned() });
        }
    }
}

impl Grow for Block {
    fn nodes(list: Vec<Self>) -> Nodes {
        Nodes::Blocks(list)
    }

    fn grows(&self, new: &Self) -> bool {
        self.is_like(new)
    }

    fn grow(&self, new: &Self, edge: &mut Edge<'_>, depth: usize, on_path: bool) {
        if let (Some(old), Some(new)) = (self.content(), new.content()) {
            edge.children(depth, old, new, on_path);
        } else if let (Some(old), Some(new)) = (self.inlines(), new.inlines()) {
            edge.children(depth, old, new, on_path);
        } else if let (Some(old), Some(new)) = (self.lines(), new.lines()) {
            edge.children(depth, old, new, on_path);
        }
        match (self, new) {
            (Self::Table { rows: old, .. }, Self::Table { rows: new, .. }) => {
                edge.children(depth, old, new, on_path);
            }
            (Self::List { items: old, tight: was_tight, .. }, Self::List { items: new, tight, .. }) => {
                if was_tight != tight {
                    edge.changes.push(Change::Spacing { depth, tight: *tight });
                }
                edge.children(depth, old, new, on_path);
            }
            _ => {}
        }
    }
}

impl Grow for Item {
    fn nodes(list: Vec<Self>) -> Nodes {
        Nodes::Items(list)
    }

    fn grows(&self, new: &Self) -> bool {
        self.task == new.task
    }

    fn grow(&self, new: &Self, edge: &mut Edge<'_>, depth: usize, on_path: bool) {
        edge.children(depth, &self.content, &new.content, on_path);
    }
}

impl Grow for Row {
    fn nodes(list: Vec<Self>) -> Nodes {
        Nodes::Rows(list)
    }

    fn grows(&self, _: &Self) -> bool {
        true
    }

    fn grow(&self, new: &Self, edge: &mut Edge<'_>, depth: usize, on_path: bool) {
        edge.children(depth, self, new, on_path);
    }
}

impl Grow for Cell {
    fn nodes(list: Vec<Self>) -> Nodes {
        Nodes::Cells(list)
    }

    fn grows(&self, _: &Self) -> bool {
        true
    }

    fn grow(&self, new: &Self, edge: &mut Edge<'_>, depth: usize, on_path: bool) {
        edge.children(depth, self, new, on_path);
    }
}

impl Grow for String {
    fn nodes(list: Vec<Self>) -> Nodes {
        Nodes::Lines(list)
    }

    fn grows(&self, new: &Self) -> bool {
        new.starts_with(self.as_str())
    }

    fn grow(&self, new: &Self, edge: &mut Edge<'_>, depth: usize, _: bool) {
        edge.text(depth, self, new);
    }
}

impl Grow for Inline {
    fn nodes(list: Vec<Self>) -> Nodes {
        Nodes::Inlines(list)
    }

    fn grows(&self, new: &Self) -> bool {
        let longer = self.text().zip(new.text()).is_none_or(|(old, new)| new.starts_with(old));
        self.is_like(new) && longer
    }

    fn grow(&self, new: &Self, edge: &mut Edge<'_>, depth: usize, on_path: bool) {
        if let (Some(old), Some(new)) = (self.text(), new.text()) {
            edge.text(depth, old, new);
        } else if let (Some(old), Some(new)) = (self.content(), new.content()) {
            edge.children(depth, old, new, on_path);
        }
    }
}

/// The look-backs that turn a closed block into what it is with more definitions known: one for
/// each paragraph, heading or cell that differs, or the whole block where more than that does.
pub(super) fn patches(block: usize, old: &Block, new: &Block, changes: &mut Vec<Change>) {
    let mut path = Vec::new();
    patch_block(block, &mut path, old, new, changes);
}

fn patch_block(block: usize, path: &mut Vec<usize>, old: &Block, new: &Block, changes: &mut Vec<Change>) {
    if old == new {
        return;
    }
    if let (true, Some(old), Some(new)) = (old.is_like(new), old.content(), new.content())
        && old.len() == new.len()
    {
        return patch_all(block, path, old, new, changes);
    }
    match (old, new) {
        (
            Block::List { start: old_start, tight: old_tight, items: old },
            Block::List { start, tight, items: new },
        ) if old_start == start
            && old_tight == tight
            && old.len() == new.len()
            && old
                .iter()
                .zip(new)
                .all(|(old, new)| old.task == new.task && old.content.len() == new.content.len()) =>
        {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                path.push(index);
                patch_all(block, path, &old.content, &new.content, changes);
                path.pop();
            }
        }
        (Block::Table { head: old_head, rows: old, .. }, Block::Table { head, rows: new, .. })
            if old_head == head && old.len() == new.len() =>
        {
            for (row, (old, new)) in old.iter().zip(new).enumerate() {
                for (column, (old, new)) in old.iter().zip(new).enumerate() {
                    if old != new {
                        let path = path.iter().copied().chain([row, column]).collect();
                        let node = Nodes::Cells(vec![new.clone()]);
                        changes.push(Change::Patch { block, path, node });
                    }
                }
            }
        }
        _ => {
            let node = Nodes::Blocks(vec![new.clone()]);
            changes.push(Change::Patch { block, path: path.clone(), node });
        }
    }
}

fn patch_all(block: usize, path: &mut Vec<usize>, old: &[Block], new: &[Block], changes: &mut Vec<Change>) {
    for (index, (old, new)) in old.iter().zip(new).enumerate() {
        path.push(index);
        patch_block(block, path, old, new, changes);
        path.pop();
    }
}
