//! The block being read, and where it was when the reader last scrolled.

use web_sys::Element;

/// The block at this height counts as being read: just below the bar, in pixels from the top of the window.
const EYE: f64 = 88.0;

/// A block of the transcript and its offset, in pixels from the top of the window. The blocks around it are
/// kept, too: while an answer is written, its innermost blocks may be replaced.
pub(super) struct Anchor {
    blocks: Vec<(Element, f64)>,
}

fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

impl Anchor {
    /// An element that belongs at this offset, in pixels from the top of the window.
    pub(super) fn at(element: Element, top: f64) -> Self {
        Self { blocks: vec![(element, top)] }
    }

    /// The last row of the transcript. `None` if it has no rows.
    pub(super) fn last_row(transcript: &Element) -> Option<Self> {
        let mut row = transcript.last_element_child();
        while row.as_ref().is_some_and(|row| has_class(row, "gap")) {
            row = row.and_then(|gap| gap.previous_element_sibling());
        }
        row.map(|row| Self::at(row.clone(), top(&row)))
    }

    /// The block being read now. `None` if no row is built there, or if the transcript ends above.
    pub(super) fn pick(transcript: &Element) -> Option<Self> {
        let mut blocks = Vec::new();
        let mut parent = transcript.clone();
        while let Some(child) = first_below(&parent) {
            if has_class(&child, "gap") {
                return None;
            }
            let top = top(&child);
            blocks.push((child.clone(), top));
            if top >= EYE || !holds_blocks(&child) {
                break;
            }
            parent = child;
        }
        (!blocks.is_empty()).then_some(Self { blocks })
    }

    /// How far the block has moved down, in pixels. `None` if neither it nor a block around it is in the
    /// page any more.
    pub(super) fn moved(&self) -> Option<f64> {
        let (block, was) = self.blocks.iter().rev().find(|(block, _)| block.is_connected())?;
        Some(top(block) - was)
    }

    /// Accepts the current offsets as the right ones.
    pub(super) fn accept(&mut self) {
        self.blocks.retain(|(block, _)| block.is_connected());
        for (block, was) in &mut self.blocks {
            *was = top(block);
        }
    }
}

/// Whether this is the element's class. Not `class_name`: that of an SVG element, as an attachment's icon is
/// one, is no string, and what wasm-bindgen then does with it damages the heap.
fn has_class(element: &Element, class: &str) -> bool {
    element.get_attribute("class").is_some_and(|classes| classes == class)
}

/// The first child that ends below [`EYE`]. Children are below each other, so this is a binary search.
fn first_below(parent: &Element) -> Option<Element> {
    let children = parent.children();
    let (mut low, mut high) = (0, children.length());
    while low < high {
        let middle = low.midpoint(high);
        let above =
            children.item(middle).is_some_and(|child| child.get_bounding_client_rect().bottom() <= EYE);
        if above {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    children.item(low)
}

/// Whether an element contains blocks, and not a line of text.
fn holds_blocks(element: &Element) -> bool {
    match element.tag_name().as_str() {
        "ARTICLE" | "DIV" | "FIGURE" | "PRE" | "CODE" | "UL" | "OL" | "LI" | "BLOCKQUOTE" | "ASIDE"
        | "TABLE" | "TBODY" | "DETAILS" => true,
        "SPAN" => has_class(element, "lines"),
        _ => false,
    }
}
