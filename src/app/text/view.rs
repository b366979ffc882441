//! Applies a document's changes to the page. The cost of an append depends on what is appended, not on what is
//! in the page already.

use wasm_bindgen::JsCast;
use web_sys::{CharacterData, Element};

use super::{
    build::NodeBuilder,
    spine::{Grouped, Level, content_of, keep_place},
};
use crate::markdown::{Change, Nodes};

/// The text of one answer in the page.
pub(super) struct TextView {
    builder: NodeBuilder,
    spine: Vec<Level>,
}

impl TextView {
    /// An empty text in `host`. Nothing else may change the host's content after that.
    pub(super) fn new(host: &Element) -> Self {
        host.replace_children_with_node_0();
        let document = Level { holder: host.clone().into(), grouped: Grouped::All, count: 0 };
        Self { builder: NodeBuilder::new(), spine: vec![document] }
    }

    /// Applies changes, in order.
    pub(super) fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            // The document makes no change that does not fit the page. If one does not, the rest of the
            // answer is still shown.
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
            level.add(&node)?;
        }
        self.spine.extend(built.spine);
        Some(())
    }

    /// Rebuilds the spine below its last level from the page's nodes.
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
