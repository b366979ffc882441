//! Blocks: where they begin and end, and what they become in their parents.

use std::ops::Range;

use super::super::block::{Block, Item};
use super::super::inline::Inline;
use super::super::lines::blank_between;
use super::super::parsed::{Kind, Span};
use super::{Builder, Frame, parts::Open};

impl Builder<'_> {
    /// Running text directly in a container is a paragraph to us.
    pub(super) fn imply_paragraph(&mut self, range: &Range<usize>) {
        let container = self.frames.last().is_some_and(|frame| {
            matches!(
                frame.open,
                Open::Root | Open::Quote(_) | Open::Item { .. } | Open::List { .. } | Open::Footnote(_)
            )
        });
        if container {
            self.open_block(Kind::Paragraph, range);
            self.push(Open::Paragraph, range.start);
        }
        let paragraph = self.frames.iter_mut().rfind(|frame| !matches!(frame.open, Open::Tag(..)));
        if let Some(frame) = paragraph {
            frame.implied |= container;
            if frame.implied {
                frame.content_end = range.end;
            }
        }
    }

    pub(super) fn close_implied(&mut self) {
        self.dissolve_tags();
        if self.frames.last().is_some_and(|frame| frame.implied)
            && let Some(frame) = self.frames.pop()
        {
            if let Some(span) = self.parsed.spine.last_mut() {
                span.end = frame.content_end;
                if self.parsed.spine.len() == 1
                    && let Some(end) = self.parsed.ends.last_mut()
                {
                    *end = frame.content_end;
                }
            }
            self.close_paragraph(frame.inlines, frame.start..frame.content_end);
        }
    }

    pub(super) fn close_paragraph(&mut self, inlines: Vec<Inline>, range: Range<usize>) {
        self.find_displays(&range);
        let content = self.leaf(inlines, &range);
        let block = match content.as_slice() {
            [Inline::Math { display: true, formula }] => Block::MathBlock(formula.clone()),
            _ => Block::Paragraph(content),
        };
        self.add_block(block, range);
    }

    pub(super) fn open_block(&mut self, kind: Kind, range: &Range<usize>) {
        let depth = self.frames.len() - 1;
        let index = self.frames.last().map_or(0, |frame| match &frame.open {
            Open::List { items, .. } => items.len(),
            _ => frame.blocks.len(),
        });
        self.parsed.spine.truncate(depth);
        let before = self.frames.last().map_or(0, |frame| frame.content_end);
        self.parsed.spine.push(Span {
            kind,
            index,
            start: range.start,
            end: range.end,
            before,
            tabbed: false,
        });
        if depth == 0 {
            self.parsed.starts.push(range.start);
            self.parsed.ends.push(range.end);
        }
    }

    /// A block is complete; `range` goes from its start to the end of its last leaf.
    pub(super) fn add_block(&mut self, block: Block, range: Range<usize>) {
        let (text, quotes) = (self.text, self.quotes());
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let first = frame.blocks.is_empty();
        match &mut frame.open {
            // Whether pulldown-cmark gives paragraphs in an item says less: it takes a blank line of a quote
            // in the item for one of the list's.
            Open::Item { loose, .. } if !first => {
                *loose |= blank_between(text, frame.content_end, range.start, quotes)
            }
            // Only below the depth limit does a list hold anything but items.
            Open::List { items, .. } => {
                items.push(Item { task: None, content: vec![block] });
                return;
            }
            _ => {}
        }
        frame.content_end = frame.content_end.max(range.end);
        frame.blocks.push(block);
    }

    pub(super) fn quotes(&self) -> usize {
        self.frames.iter().filter(|frame| matches!(frame.open, Open::Quote(_))).count()
    }

    /// pulldown-cmark counts link definitions that follow a list into it; it ends with its last item.
    pub(super) fn end_list_at(&mut self, item_end: usize) {
        if let ([_, _], Some(end)) = (self.frames.as_slice(), self.parsed.ends.last_mut()) {
            *end = item_end;
        }
    }

    pub(super) fn add_item(&mut self, item: Item, is_loose: bool, range: Range<usize>) {
        let (text, quotes) = (self.text, self.quotes());
        if let Some(Frame { open: Open::List { items, loose, .. }, content_end, .. }) = self.frames.last_mut()
        {
            *loose |=
                is_loose || (!items.is_empty() && blank_between(text, *content_end, range.start, quotes));
            *content_end = (*content_end).max(range.end);
            items.push(item);
        }
    }
}
