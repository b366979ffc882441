//! Applies a document's changes to the page. Closed nodes are never touched again; what an append
//! costs depends on what is appended, not on what stands there.

use wasm_bindgen::JsCast;
use web_sys::{CharacterData, Element, Node};

use super::build::{Builder, content_of, first_child};
use crate::markdown::{Change, Nodes};

/// So many blocks, or lines, share an element whose layout the browser skips while it is out of sight.
pub const GROUP: usize = 50;

/// A node of the document's right edge: where its children go.
pub struct Level {
    /// Holds the children, or the groups of them.
    pub holder: Node,
    /// Whether the children stand in groups of [`GROUP`].
    pub grouped: bool,
    /// How many children there are.
    pub count: usize,
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
        let document = Level { holder: host.clone().into(), grouped: true, count: 0 };
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
                    remove_last(level)?;
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
            let holder = if level.grouped { group(level, &self.builder)? } else { level.holder.clone() };
            holder.append_child(&node).ok()?;
            level.count += 1;
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
            let last = child_at(level, level.count - 1)?;
            match content_of(&last) {
                Some(level) => self.spine.push(level),
                None => return Some(()),
            }
        }
    }

    fn patch(&mut self, block: usize, path: &[usize], node: Nodes) -> Option<()> {
        let mut old = child_at(self.spine.first()?, block)?;
        for &index in path {
            old = child_at(&content_of(&old)?, index)?;
        }
        let new = self.builder.build(node).nodes.into_iter().next()?;
        old.parent_node()?.replace_child(&new, &old).ok()?;
        Some(())
    }
}

/// The group that takes the next child: the last one, or a new one where that is full.
fn group(level: &Level, builder: &Builder) -> Option<Node> {
    if level.count.is_multiple_of(GROUP) {
        let group = builder.group(level.holder.node_name() == "CODE")?;
        level.holder.append_child(&group).ok()
    } else {
        level.holder.last_child()
    }
}

fn child_at(level: &Level, index: usize) -> Option<Node> {
    if index >= level.count {
        return None;
    }
    if level.grouped {
        let groups = level.holder.child_nodes();
        groups.item((index / GROUP) as u32)?.child_nodes().item((index % GROUP) as u32)
    } else {
        level.holder.child_nodes().item(index as u32 + first_child(&level.holder))
    }
}

fn remove_last(level: &mut Level) -> Option<()> {
    let holder = if level.grouped { level.holder.last_child()? } else { level.holder.clone() };
    holder.remove_child(&holder.last_child()?).ok()?;
    level.count -= 1;
    if level.grouped && !holder.has_child_nodes() {
        level.holder.remove_child(&holder).ok()?;
    }
    Some(())
}
