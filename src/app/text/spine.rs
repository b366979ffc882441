//! The spine of a text in the page: its last node, the last child of that, and so on. This is where new
//! children are appended. Long documents, lists and code keep their children in groups, whose layout the
//! browser can skip.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Number of blocks, items or lines in a group: an element whose layout the browser skips while it is out of
/// view.
pub(super) const GROUP: usize = 50;

/// Which children of a node are in groups of [`GROUP`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grouped {
    /// None.
    None,
    /// All.
    All,
    /// Those after the first [`GROUP`]: a list of usual length has no group.
    Later,
}

/// A node of the spine, to which children are appended.
pub(super) struct Level {
    /// The parent of the children, or of their groups.
    pub(super) holder: Node,
    /// Which children are in groups.
    pub(super) grouped: Grouped,
    /// Number of children, without the groups themselves.
    pub(super) count: usize,
}

impl Level {
    /// The position of a child: the index of its group among the holder's children (`None` if it is in no
    /// group), and its own index in the group or the holder.
    fn place(&self, index: usize) -> (Option<usize>, usize) {
        match self.grouped {
            Grouped::All => (Some(index / GROUP), index % GROUP),
            // The first GROUP children come before the groups.
            Grouped::Later if index >= GROUP => (Some(GROUP + index / GROUP - 1), index % GROUP),
            Grouped::None | Grouped::Later => (None, index),
        }
    }

    pub(super) fn child(&self, index: usize) -> Option<Node> {
        if index >= self.count {
            return None;
        }
        let children = self.holder.child_nodes();
        match self.place(index) {
            (Some(group), index) => children.item(group as u32)?.child_nodes().item(index as u32),
            (None, index) => children.item(index as u32 + first_child(&self.holder)),
        }
    }

    /// Appends a child.
    pub(super) fn add(&mut self, node: &Node) -> Option<()> {
        let holder = match self.place(self.count) {
            (None, _) => self.holder.clone(),
            (Some(_), 0) => self.holder.append_child(&group(&self.holder)?).ok()?,
            (Some(_), _) => self.holder.last_child()?,
        };
        holder.append_child(node).ok()?;
        if self.grouped == Grouped::Later && self.count >= GROUP {
            place_item(node, self.count.is_multiple_of(GROUP).then_some(self))?;
        }
        self.count += 1;
        Some(())
    }

    pub(super) fn remove_last(&mut self) -> Option<()> {
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

/// A node whose children are not in groups.
pub(super) fn level(holder: impl Into<Node>, count: usize) -> Level {
    Level { holder: holder.into(), grouped: Grouped::None, count }
}

/// The attributes that an item of a long list has because of its position.
const ITEM_ATTRIBUTES: [&str; 2] = ["role", "value"];

/// Copies these attributes to a node that replaces an item of a list.
pub(super) fn keep_place(old: &Node, new: &Node) {
    let (Some(old), Some(new)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) else { return };
    for name in ITEM_ATTRIBUTES.into_iter().filter(|_| old.tag_name() == "LI") {
        if let Some(value) = old.get_attribute(name) {
            let _ = new.set_attribute(name, &value);
        }
    }
}

/// Number of child nodes that are not in the document's tree: 1 for a task item, which has a check box.
pub(super) fn first_child(holder: &Node) -> u32 {
    u32::from(holder.dyn_ref::<Element>().is_some_and(|element| element.class_list().contains("task")))
}

/// Number of children of an element whose first `alone` children are in no group, and all others in groups.
fn in_groups(holder: &Element, alone: usize) -> usize {
    let nodes = holder.child_nodes();
    let length = nodes.length() as usize;
    let (Some(last), true) = (holder.last_child(), length > alone) else { return length };
    alone + (length - 1 - alone) * GROUP + last.child_nodes().length() as usize
}

/// The level of a node of the page; `None` if the document's tree has no children for it.
pub(super) fn content_of(node: &Node) -> Option<Level> {
    let Some(element) = node.dyn_ref::<Element>() else { return Some(level(node.clone(), 0)) };
    let below = |selector: &str| element.query_selector(selector).ok().flatten();
    match element.tag_name().as_str() {
        "FIGURE" => {
            let code = below("code")?;
            let count = in_groups(&code, 0);
            Some(Level { holder: code.into(), grouped: Grouped::All, count })
        }
        "UL" | "OL" => {
            Some(Level { holder: node.clone(), grouped: Grouped::Later, count: in_groups(element, GROUP) })
        }
        "DIV" => {
            let body = below("tbody")?;
            let count = body.child_nodes().length() as usize;
            Some(level(body, count))
        }
        _ => {
            let all = element.child_nodes().length() - first_child(node);
            Some(level(node.clone(), all as usize))
        }
    }
}

/// Makes an empty group for the blocks, items or lines of code of `holder`.
pub(super) fn group(holder: &Node) -> Option<Node> {
    let (name, class) = match holder.node_name().as_str() {
        "CODE" => ("span", "lines"),
        "UL" | "OL" => ("div", "items"),
        _ => ("div", "section"),
    };
    let group = document().create_element(name).ok()?;
    group.set_class_name(class);
    if class == "items" {
        // Screen readers must skip the element between a list and its items; then the list needs an explicit
        // role.
        group.set_attribute("role", "none").ok()?;
        holder.dyn_ref::<Element>()?.set_attribute("role", "list").ok()?;
    }
    Some(group.into())
}

/// Sets the role of an item in a group of its list. `first`: the list, if the item is the first of its group.
/// Then it gets its number, because containment resets the counter in each group (CSS Containment, style).
fn place_item(item: &Node, first: Option<&Level>) -> Option<()> {
    let item: &Element = item.dyn_ref()?;
    item.set_attribute("role", "listitem").ok()?;
    if let Some(list) = first.filter(|list| list.holder.node_name() == "OL") {
        let start = list.holder.dyn_ref::<Element>()?.get_attribute("start");
        let start = start.and_then(|start| start.parse::<usize>().ok()).unwrap_or(1);
        item.set_attribute("value", &(start + list.count).to_string()).ok()?;
    }
    Some(())
}
