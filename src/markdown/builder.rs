//! From the library's flat events to the tree.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::autolink;
use super::block::{Block, Item};
use super::inline::{self, Inline, Style};
use super::lines::{self, blank_between};
use super::math::{self, Mask, Scan};
use super::parsed::{Kind, Parsed, Span};
use super::url::{image_policy, link_policy};

mod leaves;
mod parts;

use parts::{Open, Spacing, alignment_of};

/// How deep nodes may nest. What is nested deeper moves up to this depth: a tree of 10,000 quotes
/// within each other would overflow the stack of whatever walks it.
const MAX_DEPTH: usize = 64;

struct Frame {
    open: Open,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    text: String,
    /// A paragraph that the library leaves out, as in tight lists.
    implied: bool,
    /// Where the last leaf in it ended.
    content_end: usize,
    start: usize,
}

/// Takes events in order, gives the tree.
pub(super) struct Builder<'t> {
    text: &'t str,
    source: &'t str,
    masks: Vec<Mask>,
    next_mask: usize,
    found: Vec<Mask>,
    scan: Option<Scan>,
    /// Dollars in the text of the leaf block so far that are no delimiters.
    dollars: Vec<usize>,
    frames: Vec<Frame>,
    /// For each start without its end: whether it was not too deep.
    honoured: Vec<bool>,
    parsed: Parsed,
}

impl<'t> Builder<'t> {
    pub fn new(text: &'t str, source: &'t str, masks: Vec<Mask>) -> Self {
        let scan = (masks.is_empty() && (text.contains("\\(") || text.contains("\\["))).then(Scan::default);
        let mut builder = Self {
            text,
            source,
            masks,
            next_mask: 0,
            found: Vec::new(),
            scan,
            dollars: Vec::new(),
            frames: Vec::new(),
            honoured: Vec::new(),
            parsed: Parsed::default(),
        };
        builder.push(Open::Root, 0);
        builder
    }

    /// The tree, and the formulas for a second pass.
    pub fn finish(mut self) -> (Parsed, Vec<Mask>) {
        self.close_implied();
        if let Some(root) = self.frames.pop() {
            self.parsed.blocks = root.blocks;
        }
        (self.parsed, math::in_order(self.found))
    }

    /// One event and its place in the text.
    pub fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.end(end, range),
            Event::TaskListMarker(done) => {
                if let Some(Frame { open: Open::Item { task, .. }, .. }) =
                    self.frames.iter_mut().rev().find(|frame| !matches!(frame.open, Open::Paragraph))
                {
                    *task = Some(done);
                }
            }
            Event::Rule => {
                self.close_implied();
                self.open_block(Kind::Rule, &range);
                self.add_block(Block::Rule, range);
            }
            Event::Html(text) => self.literal(&text),
            Event::Text(text) if self.in_lines() => self.literal(&text),
            event => self.inline(event, range),
        }
    }

    fn inline(&mut self, event: Event<'_>, range: Range<usize>) {
        self.imply_paragraph(&range);
        if self.masked(&event, &range) {
            return;
        }
        if let Some(scan) = &mut self.scan {
            match event {
                Event::Text(_) => scan.text(self.text, &range),
                Event::SoftBreak | Event::HardBreak => scan.line_end(self.text, &range),
                _ => scan.place(&range),
            }
        }
        match event {
            Event::Text(text) => {
                let bytes = self.text.as_bytes();
                let dollars = self.text[range.clone()].match_indices('$').map(|(at, _)| range.start + at);
                self.dollars.extend(dollars.filter(|at| *at == 0 || bytes[at - 1] != b'\\'));
                self.add_text(&text);
            }
            Event::InlineHtml(text) => self.add_text(&text),
            Event::Code(text) => self.add(Inline::Code(text.into_string())),
            // '$5-$10' is money, not a formula: a closing dollar stands before no digit.
            Event::InlineMath(_) if self.text.as_bytes().get(range.end).is_some_and(u8::is_ascii_digit) => {
                self.add_text(&self.source[range]);
            }
            // A dollar that would pair with one in a code span is none that opens, and none before it
            // is; the second pass sees the code.
            Event::InlineMath(tex) if tex.contains('`') => {
                if self.masks.is_empty() {
                    self.dollars.push(range.start);
                    self.found.extend(self.dollars.drain(..).map(Mask::literal));
                }
                self.add_text(&self.source[range]);
            }
            Event::InlineMath(tex) => self.add_math(false, tex.into_string()),
            Event::DisplayMath(tex) => self.add_math(true, tex.trim().to_owned()),
            Event::FootnoteReference(label) => self.add(Inline::FootnoteReference(label.into_string())),
            Event::SoftBreak => self.add(Inline::SoftBreak),
            Event::HardBreak => self.add(Inline::Break),
            _ => {}
        }
    }

    /// Puts formulas in the place of masked bytes. True: nothing is left of the event.
    fn masked(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
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
            // Hiding one formula made something else of what stands around another.
            self.add_text(&self.source[range.clone()]);
            return true;
        }
        let mut at = range.start;
        let mut next = self.next_mask;
        while let Some(mask) = self.masks.get(next).filter(|mask| mask.range.start < range.end) {
            let (start, end, display, tex) =
                (mask.range.start, mask.range.end, mask.display, mask.tex.clone());
            if at < start {
                self.add_text(&self.text[at..start]);
            }
            if tex.is_empty() {
                self.add_text(&self.source[start..end]);
            } else if range.start <= start {
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

    fn start(&mut self, tag: Tag<'_>, mut range: Range<usize>) {
        let mut tabbed = false;
        if matches!(tag, Tag::List(_) | Tag::Item) {
            // The library counts an item's indentation in columns, so with tabs its start is off.
            let text = &self.text[range.clone()];
            let indent = text.len() - text.trim_start().len();
            if text[..indent].bytes().any(|b| b != b' ') {
                range.start += indent;
                tabbed = true;
            }
        }
        let inline = matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        );
        if inline {
            self.imply_paragraph(&range);
            if let Some(scan) = &mut self.scan {
                scan.place(&range);
            }
        } else {
            self.close_implied();
        }
        let nests = inline || matches!(tag, Tag::BlockQuote(_) | Tag::List(_) | Tag::Item);
        let deep = nests && self.frames.len() >= MAX_DEPTH;
        self.honoured.push(!deep);
        if deep {
            self.parsed.capped |= !inline;
            return;
        }
        let (kind, open) = match tag {
            Tag::Paragraph => (Some(Kind::Paragraph), Open::Paragraph),
            Tag::Heading { level, .. } => (Some(Kind::Heading), Open::Heading(level as u8)),
            Tag::BlockQuote(_) => (Some(Kind::Quote), Open::Quote),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let language = info.split_whitespace().next().unwrap_or_default().to_owned();
                (Some(Kind::Fence), Open::Code(language))
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => (Some(Kind::Indented), Open::Code(String::new())),
            Tag::HtmlBlock => (Some(Kind::Html), Open::Html),
            Tag::List(start) => {
                (Some(Kind::List), Open::List { start, items: Vec::new(), list: Spacing::default() })
            }
            Tag::Item => (Some(Kind::Item), Open::Item { task: None, list: Spacing::default() }),
            Tag::FootnoteDefinition(label) => {
                self.parsed.footnotes.push((range.start, label.to_string()));
                (Some(Kind::Footnote), Open::Footnote(label.into_string()))
            }
            Tag::Table(alignments) => {
                let alignments = alignments.iter().map(|alignment| alignment_of(*alignment)).collect();
                (Some(Kind::Table), Open::Table { alignments, head: Vec::new(), rows: Vec::new() })
            }
            Tag::TableHead => (None, Open::Row { head: true, cells: Vec::new() }),
            Tag::TableRow => (None, Open::Row { head: false, cells: Vec::new() }),
            Tag::TableCell => (None, Open::Cell),
            Tag::Emphasis => (None, Open::Styled(Style::Emphasis)),
            Tag::Strong => (None, Open::Styled(Style::Strong)),
            Tag::Strikethrough => (None, Open::Styled(Style::Strikethrough)),
            Tag::Link { link_type, dest_url, title, id } => {
                if !id.is_empty() {
                    self.parsed.expanded += dest_url.len() + title.len();
                }
                let mail = link_type == pulldown_cmark::LinkType::Email;
                let href = if mail { ["mailto:", &dest_url].concat() } else { dest_url.into_string() };
                (None, Open::Link { href, title: title.into_string() })
            }
            Tag::Image { dest_url, title, id, .. } => {
                if !id.is_empty() {
                    self.parsed.expanded += dest_url.len() + title.len();
                }
                (None, Open::Image { src: dest_url.into_string(), title: title.into_string() })
            }
            // Extensions that are off. Their content stands as a paragraph.
            _ => (None, Open::Paragraph),
        };
        if let Some(kind) = kind {
            self.open_block(kind, &range);
            if let Some(span) = self.parsed.spine.last_mut() {
                span.tabbed = tabbed;
            }
        }
        self.push(open, range.start);
    }

    fn end(&mut self, end: TagEnd, range: Range<usize>) {
        if !self.honoured.pop().unwrap_or(false) {
            if matches!(end, TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) {
                self.close_implied();
            }
            return;
        }
        self.close_implied();
        let Some(Frame { open, blocks, inlines, text, content_end, start, .. }) = self.frames.pop() else {
            return;
        };
        let own = start..range.end;
        // An empty container ends with its line.
        let line_end = || self.text[start..range.end].find('\n').map_or(range.end, |at| start + at + 1);
        let inner = start..if blocks.is_empty() { line_end().max(content_end) } else { content_end };
        match open {
            Open::Root => {}
            Open::Paragraph => {
                if let Some(Frame { open: Open::Item { list, .. }, .. }) = self.frames.last_mut() {
                    list.wrapped = true;
                }
                self.close_paragraph(inlines, own);
            }
            Open::Heading(level) => {
                let content = self.leaf(inlines);
                self.add_block(Block::Heading { level, content }, own);
            }
            Open::Quote => self.add_block(Block::Quote(blocks), inner),
            Open::Footnote(label) => {
                self.add_block(Block::FootnoteDefinition { label, content: blocks }, inner);
            }
            Open::Item { task, list } => {
                self.end_list_at(range.end);
                self.add_item(Item { task, content: blocks }, list, inner);
            }
            Open::List { start, items, list } => {
                self.add_block(Block::List { start, tight: list.is_tight(), items }, inner);
            }
            Open::Code(language) => {
                self.add_block(Block::CodeBlock { language, lines: lines::split(&text) }, own)
            }
            Open::Html => {
                // The library counts a blank line of spaces, which ends the block, into it. Where a mark ends
                // it, blank lines are a part of it.
                let html = &self.text[own.clone()];
                let blank = if lines::html_has_mark(html) { &[][..] } else { &[' ', '\t', '\n'] };
                let bare = html.trim_end_matches(blank).len();
                let end = own.start + (bare + 1).min(own.len());
                self.add_block(Block::Html { lines: lines::split(&text) }, own.start..end);
            }
            Open::Table { alignments, head, rows } => {
                self.add_block(Block::Table { alignments, head, rows }, own);
            }
            Open::Row { head, cells } => {
                if let Some(Frame { open: Open::Table { head: into, rows, .. }, .. }) = self.frames.last_mut()
                {
                    if head { *into = cells } else { rows.push(cells) }
                }
            }
            Open::Cell => {
                let cell = self.leaf(inlines);
                if let Some(Frame { open: Open::Row { cells, .. }, .. }) = self.frames.last_mut() {
                    cells.push(cell);
                }
            }
            Open::Styled(style) => self.add(Inline::Styled(style, inlines)),
            Open::Link { href, title } => {
                let policy = link_policy(&href);
                self.add(Inline::Link { href, title, policy, content: inlines });
            }
            Open::Image { src, title } => {
                let mut alt = String::new();
                inline::plain_text(&inlines, &mut alt);
                let policy = image_policy(&src);
                self.add(Inline::Image { src, title, alt, policy });
            }
        }
    }

    fn push(&mut self, open: Open, start: usize) {
        self.frames.push(Frame {
            open,
            blocks: Vec::new(),
            inlines: Vec::new(),
            text: String::new(),
            implied: false,
            content_end: start,
            start,
        });
    }

    /// Running text directly in a container is a paragraph to us.
    fn imply_paragraph(&mut self, range: &Range<usize>) {
        let container = self.frames.last().is_some_and(|frame| {
            matches!(
                frame.open,
                Open::Root | Open::Quote | Open::Item { .. } | Open::List { .. } | Open::Footnote(_)
            )
        });
        if container {
            self.open_block(Kind::Paragraph, range);
            self.push(Open::Paragraph, range.start);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.implied |= container;
            if frame.implied {
                frame.content_end = range.end;
            }
        }
    }

    fn close_implied(&mut self) {
        if self.frames.last().is_some_and(|frame| frame.implied)
            && let Some(frame) = self.frames.pop()
        {
            if let Some(Frame { open: Open::Item { list, .. }, .. }) = self.frames.last_mut() {
                list.unwrapped = true;
            }
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

    fn close_paragraph(&mut self, inlines: Vec<Inline>, range: Range<usize>) {
        let content = self.leaf(inlines);
        let block = match content.as_slice() {
            [Inline::Math { display: true, formula }] => Block::MathBlock(formula.clone()),
            _ => Block::Paragraph(content),
        };
        self.add_block(block, range);
    }

    /// The running text of a leaf block is complete.
    fn leaf(&mut self, inlines: Vec<Inline>) -> Vec<Inline> {
        self.dollars.clear();
        if let Some(scan) = &mut self.scan {
            scan.finish(self.source, &mut self.found);
        }
        autolink::link(inlines)
    }

    fn open_block(&mut self, kind: Kind, range: &Range<usize>) {
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
    fn add_block(&mut self, block: Block, range: Range<usize>) {
        let (text, quotes) = (self.text, self.quotes());
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let first = frame.blocks.is_empty();
        match &mut frame.open {
            Open::Item { list, .. } if !first => {
                list.loose |= blank_between(text, frame.content_end, range.start, quotes)
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

    fn quotes(&self) -> usize {
        self.frames.iter().filter(|frame| matches!(frame.open, Open::Quote)).count()
    }

    /// The library counts link definitions that follow a list into it; it ends with its last item.
    fn end_list_at(&mut self, item_end: usize) {
        if let ([_, _], Some(end)) = (self.frames.as_slice(), self.parsed.ends.last_mut()) {
            *end = item_end;
        }
    }

    fn add_item(&mut self, item: Item, inner: Spacing, range: Range<usize>) {
        let (text, quotes) = (self.text, self.quotes());
        if let Some(Frame { open: Open::List { items, list, .. }, content_end, .. }) = self.frames.last_mut()
        {
            list.wrapped |= inner.wrapped;
            list.unwrapped |= inner.unwrapped;
            list.loose |=
                inner.loose || (!items.is_empty() && blank_between(text, *content_end, range.start, quotes));
            *content_end = (*content_end).max(range.end);
            items.push(item);
        }
    }
}
