//! Applies a document's changes to the page. Closed nodes are never touched again; what an append
//! costs depends on what is appended, not on what stands there.

use wasm_bindgen::JsCast;
use web_sys::{CharacterData, Element, Node};

use super::build::{Builder, content_of, first_child, keep_place};
use crate::markdown::{Change, Nodes};

/// So many blocks, items or lines share an element whose layout the browser skips while it is out of sight.
pub const GROUP: usize = 50;

/// Which children of a node stand in groups of [`GROUP`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Grouped {
    /// None.
    None,
    /// All.
    All,
    /// Those behind the first [`GROUP`]: a list that is not of unusual length is a list and its items.
    Later,
}

/// A node of the document's right edge: where its children go.
pub struct Level {
    /// Holds the children, or the groups of them.
    pub holder: Node,
    /// Which children stand in groups.
    pub grouped: Grouped,
    /// How many children there are.
    pub count: usize,
}

impl Level {
    /// Where the child of this index stands: in which of the holder's own children (none: in none of them),
    /// and as which child there.
    fn place(&self, index: usize) -> (Option<usize>, usize) {
        match self.grouped {
            Grouped::All => (Some(index / GROUP), index % GROUP),
            // The first ones stand before the groups.
            Grouped::Later if index >= GROUP => (Some(GROUP + index / GROUP - 1), index % GROUP),
            Grouped::None | Grouped::Later => (None, index),
        }
    }

    fn child(&self, index: usize) -> Option<Node> {
        if index >= self.count {
            return None;
        }
        let children = self.holder.child_nodes();
        match self.place(index) {
            (Some(group), index) => children.item(group as u32)?.child_nodes().item(index as u32),
            (None, index) => children.item(index as u32 + first_child(&self.holder)),
        }
    }

    /// Adds a node behind the others.
    pub fn add(&mut self, node: &Node, builder: &Builder) -> Option<()> {
        let holder = match self.place(self.count) {
            (None, _) => self.holder.clone(),
            (Some(_), 0) => self.holder.append_child(&builder.group(&self.holder)?).ok()?,
            (Some(_), _) => self.holder.last_child()?,
        };
        holder.append_child(node).ok()?;
        if self.grouped == Grouped::Later && self.count >= GROUP {
            builder.place_item(node, self.count.is_multiple_of(GROUP).then_some(self))?;
        }
        self.count += 1;
        Some(())
    }

    fn remove_last(&mut self) -> Option<()> {
        let last = self.child(self.count.checked_sub(1)?)?;
        let holder = last.parent_node()?;
        holder.remove_child(&last).ok()?;
        self.count -= 1;
        if holder != self.holder && !holder.has_child_nodes() {
            self.holder.remove_child(&holder).ok()?;
        }
        Some(())
    }
}

/// The text of one answer in the page.
pub struct TextView {
    builder: Builder,
    spine: Vec<Level>,
}

impl TextView {
    /// An empty text within `host`, which belongs to it alone from now on.
    pub fn new(host: &Element) -> Self {
        host.replace_children_with_node_0();
        let document = Level { holder: host.clone().into(), grouped: Grouped::All, count: 0 };
        Self { builder: Builder::new(), spine: vec![document] }
    }

    /// Applies changes in their order.
    pub fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            // A change that does not fit the page is one that the document never makes; then the
            // rest of the answer still arrives.
            let _ = self.apply_one(change);
        }
    }

    fn apply_one(&mut self, change: Change) -> Option<()> {
        match change {
            Change::Append { depth, nodes } => {
                self.spine.truncate(depth + 1);
                self.append(nodes)
            }
            Change::Truncate { depth, keep } => {
                self.spine.truncate(depth + 1);
                let level = self.spine.last_mut()?;
                while level.count > keep {
                    level.remove_last()?;
                }
                self.descend()
            }
            Change::Text { depth, text } => {
                let holder = &self.spine.get(depth)?.holder;
                match holder.dyn_ref::<CharacterData>() {
                    Some(data) => data.append_data(&text).ok(),
                    None => self.builder.add_code(holder, &text),
                }
            }
            Change::Spacing { depth, tight } => {
                let list: &Element = self.spine.get(depth)?.holder.dyn_ref()?;
                list.class_list().toggle_with_force("tight", tight).ok()?;
                Some(())
            }
            Change::Closed { .. } => Some(()),
            Change::Patch { block, path, node } => self.patch(block, &path, node),
        }
    }

    fn append(&mut self, nodes: Nodes) -> Option<()> {
        let built = self.builder.build(nodes);
        let level = self.spine.last_mut()?;
        for node in built.nodes {
            level.add(&node, &self.builder)?;
        }
        self.spine.extend(built.spine);
        Some(())
    }

    /// Rebuilds the spine below its last level from what stands in the page.
    fn descend(&mut self) -> Option<()> {
        loop {
            let level = self.spine.last()?;
            if level.count == 0 {
                return Some(());
            }
            let last = level.child(level.count - 1)?;
            match content_of(&last) {
                Some(level) => self.spine.push(level),
                None => return Some(()),
            }
        }
    }

    fn patch(&mut self, block: usize, path: &[usize], node: Nodes) -> Option<()> {
        let mut old = self.spine.first()?.child(block)?;
        for &index in path {
            old = content_of(&old)?.child(index)?;
        }
        let new = self.builder.build(node).nodes.into_iter().next()?;
        keep_place(&old, &new);
        old.parent_node()?.replace_child(&new, &old).ok()?;
        Some(())
    }
}
