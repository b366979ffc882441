//! What a leaf block is made of: runs of text, lines, and what stands among them.

use super::super::inline::{Formula, Inline};
use super::{Builder, parts::Open};

impl Builder<'_> {
    pub(super) fn in_lines(&self) -> bool {
        self.frames.last().is_some_and(|frame| matches!(frame.open, Open::Code(_) | Open::Html))
    }

    /// Text of code and raw HTML blocks.
    pub(super) fn literal(&mut self, text: &str) {
        if let Some(frame) = self.frames.last_mut() {
            frame.text.push_str(text);
        }
    }

    pub(super) fn add_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            if let Some(Inline::Text(last)) = frame.inlines.last_mut() {
                last.push_str(text);
            } else {
                frame.inlines.push(Inline::Text(text.to_owned()));
            }
        }
    }

    pub(super) fn add_math(&mut self, display: bool, tex: String) {
        self.add(Inline::Math { display, formula: Formula { tex, pending: false } });
    }

    pub(super) fn add(&mut self, inline: Inline) {
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines.push(inline);
        }
    }
}
