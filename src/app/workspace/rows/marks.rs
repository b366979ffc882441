//! Finds and marks hits in the page. The CSS Custom Highlight API paints ranges without changing nodes. A browser
//! without it shows a hit only by scrolling to it.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node, Range};

use crate::chat::search::find;

/// `NodeFilter.SHOW_TEXT | SHOW_ELEMENT`: the tree walker returns text nodes and elements.
const TEXT_AND_ELEMENTS: u32 = 4 | 1;
/// The elements that contain a message's text: an answer's and a question's.
const HOLDERS: &str = ".text, .said";
/// Elements within them that are not part of the text.
const ASIDE: &str = "figcaption, button, math, .tex, .elsewhere, .katex";
/// Elements that a hit must not span two of.
const BLOCKS: &str = "p, h1, h2, h3, h4, h5, h6, li, td, th, .line, pre, blockquote, aside, dt, dd";

/// The ranges of the needle in a row, in reading order. The needle is in lower case.
pub(in crate::app::workspace) fn hits(row: &Element, needle: &[char]) -> Vec<Range> {
    let mut all = Vec::new();
    let Ok(holders) = row.query_selector_all(HOLDERS) else { return all };
    for index in 0..holders.length() {
        let Some(holder) = holders.get(index) else { continue };
        let (text, nodes) = read(&holder);
        all.extend(find(&text, needle).into_iter().filter_map(|hit| {
            let range = Range::new().ok()?;
            let (node, offset) = position(&text, &nodes, hit.start, false)?;
            range.set_start(&node, offset).ok()?;
            let (node, offset) = position(&text, &nodes, hit.end, true)?;
            range.set_end(&node, offset).ok()?;
            Some(range)
        }));
    }
    all
}

/// The text of an element without [`ASIDE`], and the byte position at which each text node begins in it.
fn read(holder: &Node) -> (String, Vec<(usize, Node)>) {
    let (mut text, mut nodes) = (String::new(), Vec::new());
    let Ok(walker) = document().create_tree_walker_with_what_to_show(holder, TEXT_AND_ELEMENTS) else {
        return (text, nodes);
    };
    let mut block: Option<Element> = None;
    while let Ok(Some(node)) = walker.next_node() {
        if node.node_type() == Node::ELEMENT_NODE {
            // A line break is a space to who looks for words.
            if node.node_name() == "BR" {
                text.push(' ');
            }
            continue;
        }
        let Some(parent) = node.parent_element() else { continue };
        if parent.closest(ASIDE).ok().flatten().is_some() {
            continue;
        }
        let now = parent.closest(BLOCKS).ok().flatten();
        if now != block {
            text.push('\n');
            block = now;
        }
        nodes.push((text.len(), node.clone()));
        text.push_str(&node.text_content().unwrap_or_default());
    }
    (text, nodes)
}

/// The text node at a byte position of the text, and the offset in it in UTF-16 units. `end`: the position is the
/// end of a range, so at a boundary it belongs to the node before.
fn position(text: &str, nodes: &[(usize, Node)], at: usize, end: bool) -> Option<(Node, u32)> {
    let index = nodes.partition_point(|(start, _)| if end { *start < at } else { *start <= at });
    let (start, node) = nodes.get(index.checked_sub(1)?)?;
    // A line break behind the node is no part of it.
    let length = node.text_content().map_or(0, |own| own.len());
    let units = text.get(*start..at.min(start + length))?.encode_utf16().count();
    Some((node.clone(), u32::try_from(units).ok()?))
}

fn registry() -> Option<JsValue> {
    let css = Reflect::get(&window(), &"CSS".into()).ok()?;
    Reflect::get(&css, &"highlights".into()).ok().filter(|highlights| !highlights.is_undefined())
}

fn call(target: &JsValue, method: &str, arguments: &Array) -> Option<JsValue> {
    let method: Function = Reflect::get(target, &method.into()).ok()?.dyn_into().ok()?;
    Reflect::apply(&method, target, arguments).ok()
}

/// Marks hits, and `here` as the shown one. Replaces earlier marks.
pub(in crate::app::workspace) fn mark(hits: &[Range], here: Option<&Range>) {
    let set = |name: &str, ranges: Array, priority: i32| {
        let maker: Function = Reflect::get(&window(), &"Highlight".into()).ok()?.dyn_into().ok()?;
        let highlight = Reflect::construct(&maker, &ranges).ok()?;
        Reflect::set(&highlight, &"priority".into(), &priority.into()).ok()?;
        call(&registry()?, "set", &Array::of2(&name.into(), &highlight))
    };
    set("found", hits.iter().map(JsValue::from).collect(), 0);
    set("found-here", here.into_iter().map(JsValue::from).collect(), 1);
}

/// Removes all marks.
pub(in crate::app::workspace) fn clear() {
    if let Some(registry) = registry() {
        for name in ["found", "found-here"] {
            call(&registry, "delete", &Array::of1(&name.into()));
        }
    }
}
