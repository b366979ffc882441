//! What a leaf block is made of: runs of text, lines, and what is among them.

use super::super::html::{self, Tag};
use std::ops::Range;

use pulldown_cmark::Event;

use super::super::autolink;
use super::super::display::{self, Display};
use super::super::inline::{Formula, Inline};
use super::super::mask::Mask;
use super::{Builder, Frame, MAX_DEPTH, parts::Open};

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

    /// Raw inline HTML: a few tags are styles, a line break is one, comments are nothing, all else is text.
    pub(super) fn tag(&mut self, source: &str) {
        match html::read(source) {
            Some(Tag::Comment) => {}
            Some(Tag::Break) => self.add(Inline::Break),
            Some(Tag::Open(style)) if self.frames.len() < MAX_DEPTH => {
                let start = self.frames.last().map_or(0, |frame| frame.start);
                self.push(Open::Tag(style, source.to_owned()), start);
            }
            Some(Tag::Close(style))
                if matches!(self.frames.last(), Some(Frame { open: Open::Tag(open, _), inlines, .. })
                    if *open == style && !inlines.is_empty()) =>
            {
                if let Some(frame) = self.frames.pop() {
                    self.add(Inline::Styled(style, frame.inlines));
                }
            }
            _ => self.add_text(source),
        }
    }

    /// Tags that nothing closed are text.
    pub(super) fn dissolve_tags(&mut self) {
        while matches!(self.frames.last(), Some(Frame { open: Open::Tag(..), .. })) {
            let Some(Frame { open: Open::Tag(_, source), inlines, .. }) = self.frames.pop() else {
                return;
            };
            self.add_text(&source);
            for inline in inlines {
                match inline {
                    Inline::Text(text) => self.add_text(&text),
                    inline => self.add(inline),
                }
            }
        }
    }

    pub(super) fn add(&mut self, inline: Inline) {
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines.push(inline);
        }
    }

    /// Puts formulas in the place of masked bytes. True: nothing is left of the event.
    pub(super) fn masked(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        while self.masks.get(self.next_mask).is_some_and(|mask| mask.range.end <= range.start) {
            self.next_mask += 1;
        }
        let Some(mask) = self.masks.get(self.next_mask) else {
            return false;
        };
        if mask.range.start >= range.end {
            return false;
        }
        if !matches!(event, Event::Text(_)) && range.start < mask.range.start {
            // Hiding one formula made something else of what is around another.
            self.add_text(&self.source[range.clone()]);
            return true;
        }
        let mut at = range.start;
        let mut next = self.next_mask;
        while let Some(mask) = self.masks.get(next).filter(|mask| mask.range.start < range.end) {
            let (start, end, display, tex) =
                (mask.range.start, mask.range.end, mask.display, mask.tex.clone());
            // A heading's text begins behind its mark.
            let begins = range.start <= start || mask.block;
            if at < start {
                self.add_text(&self.text[at..start]);
            }
            if tex.is_empty() {
                self.add_text(&self.source[start..end]);
            } else if begins {
                self.add_math(display, tex);
            }
            at = end;
            next += 1;
        }
        if at < range.end {
            self.add_text(&self.text[at..range.end]);
        }
        true
    }

    /// The running text of a leaf block is complete.
    pub(super) fn leaf(&mut self, inlines: Vec<Inline>, range: &Range<usize>) -> Vec<Inline> {
        if let Some(scan) = &mut self.scan {
            scan.finish(self.source, range, &mut self.found);
        }
        autolink::link(inlines)
    }

    /// Whether a formula that fills lines is hidden at this place.
    pub(super) fn is_formula(&self, at: usize) -> bool {
        let index = self.masks.partition_point(|mask| mask.range.start < at);
        self.masks.get(index).is_some_and(|mask| mask.block && mask.range.start == at)
    }

    /// Looks for formulas in the lines of a paragraph.
    pub(super) fn find_displays(&mut self, range: &Range<usize>) {
        if !self.displays || self.is_formula(range.start) {
            return;
        }
        let mut at = range.start;
        let prefix = [' ', '\t', '>'];
        loop {
            let rest = &self.source[at..];
            at += rest.len() - rest.trim_start_matches(prefix).len();
            if at >= range.end {
                return;
            }
            match display::at_line(self.source, at, self.quotes()) {
                Some(Display::Closed(formula, tex)) => {
                    at = formula.end;
                    self.found.push(Mask::block(formula, tex));
                }
                Some(Display::Open(open)) => {
                    self.parsed.open.get_or_insert(open);
                    return;
                }
                None => {}
            }
            match self.source[at..].find('\n') {
                Some(line) => at += line + 1,
                None => return,
            }
        }
    }
}
