//! The block that is being read, and where it was when the reader last moved.

use web_sys::Element;

/// Below the bar, in pixels from the top of the window: here is what counts as being read.
const EYE: f64 = 88.0;

/// A block of the transcript and its place, in pixels from the top of the window. Blocks around it
/// are kept, too: while an answer is written, its innermost ones may be replaced.
pub(super) struct Anchor {
    blocks: Vec<(Element, f64)>,
}

fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

impl Anchor {
    /// This element, which belongs at this place.
    pub(super) fn at(element: Element, top: f64) -> Self {
        Self { blocks: vec![(element, top)] }
    }

    /// What is read now. `None` where nothing is built there, or where the transcript ends above.
    pub(super) fn pick(transcript: &Element) -> Option<Self> {
        let mut blocks = Vec::new();
        let mut parent = transcript.clone();
        while let Some(child) = first_below(&parent) {
            if child.class_name() == "gap" {
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

    /// How far down what was read stands from where it stood, in pixels. `None` when nothing of it is
    /// in the page any more.
    pub(super) fn moved(&self) -> Option<f64> {
        let (block, was) = self.blocks.iter().rev().find(|(block, _)| block.is_connected())?;
        Some(top(block) - was)
    }

    /// Takes the places as they are now.
    pub(super) fn accept(&mut self) {
        self.blocks.retain(|(block, _)| block.is_connected());
        for (block, was) in &mut self.blocks {
            *was = top(block);
        }
    }
}

/// The first child that ends below the eye. Children stand below each other, so few are looked at.
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

/// Whether blocks stand in it, and not a line of text.
fn holds_blocks(element: &Element) -> bool {
    match element.tag_name().as_str() {
        "ARTICLE" | "DIV" | "FIGURE" | "PRE" | "CODE" | "UL" | "OL" | "LI" | "BLOCKQUOTE" | "ASIDE"
        | "TABLE" | "TBODY" | "DETAILS" => true,
        "SPAN" => element.class_name() == "lines",
        _ => false,
    }
}
