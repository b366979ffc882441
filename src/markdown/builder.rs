//! From pulldown-cmark's flat events to the tree.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::block::{Block, Item};
use super::inline::{self, Inline, Style};
use super::lines;
use super::mask::Mask;
use super::math::Scan;
use super::parsed::{Kind, Parsed};
use super::url::{image_policy, link_policy};

mod blocks;
mod leaves;
mod parts;

use parts::{Open, alignment_of, callout_of};

/// How deep nodes may nest. What is nested deeper moves up to this depth: a tree of 10,000 quotes
/// within each other would overflow the stack of whatever walks it.
const MAX_DEPTH: usize = 64;

struct Frame {
    open: Open,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    text: String,
    /// A paragraph that pulldown-cmark leaves out, as in tight lists.
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
    /// Hidden formulas that fill lines, which were seen as such.
    seen: BTreeSet<usize>,
    /// What is looked for in paragraphs: whether any line can begin a formula.
    displays: bool,
    frames: Vec<Frame>,
    /// For each start without its end: whether it was not too deep.
    honoured: Vec<bool>,
    parsed: Parsed,
}

impl<'t> Builder<'t> {
    pub(crate) fn new(text: &'t str, source: &'t str, masks: Vec<Mask>) -> Self {
        let blocks_only = masks.iter().all(|mask| mask.block);
        let scan = (blocks_only && Scan::is_needed(source)).then(Scan::default);
        let mut builder = Self {
            text,
            source,
            masks,
            next_mask: 0,
            found: Vec::new(),
            scan,
            seen: BTreeSet::new(),
            displays: source.contains("\\[") || source.contains("$$") || source.contains("\\begin{"),
            frames: Vec::new(),
            honoured: Vec::new(),
            parsed: Parsed::default(),
        };
        builder.push(Open::Root, 0);
        builder
    }

    /// The tree, what to hide in another pass, and which formulas that fill lines were where they had been.
    pub(crate) fn finish(mut self) -> (Parsed, Vec<Mask>, BTreeSet<usize>) {
        self.close_implied();
        if let Some(root) = self.frames.pop() {
            self.parsed.blocks = root.blocks;
        }
        (self.parsed, self.found, self.seen)
    }

    /// One event and its place in the text.
    pub(crate) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
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
                self.add_text(&text);
            }
            Event::InlineHtml(text) => self.tag(&text),
            Event::Code(text) => self.add(Inline::Code(text.into_string())),
            Event::FootnoteReference(label) => self.add(Inline::FootnoteReference(label.into_string())),
            Event::SoftBreak => self.add(Inline::SoftBreak),
            Event::HardBreak => self.add(Inline::Break),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, mut range: Range<usize>) {
        let mut tabbed = false;
        if matches!(tag, Tag::List(_) | Tag::Item) {
            // pulldown-cmark counts an item's indentation in columns, so with tabs its start is off.
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
                if matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough) {
                    scan.run(range.start);
                    scan.run(range.end.saturating_sub(1));
                }
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
            // A formula that fills lines is hidden as a heading.
            Tag::Heading { .. } if self.is_formula(range.start) => {
                self.seen.insert(range.start);
                (Some(Kind::Heading), Open::Formula)
            }
            Tag::Heading { level, .. } => (Some(Kind::Heading), Open::Heading(level as u8)),
            Tag::BlockQuote(kind) => (Some(Kind::Quote), Open::Quote(kind.map(callout_of))),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let language = info.split_whitespace().next().unwrap_or_default().to_owned();
                (Some(Kind::Fence), Open::Code(language))
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => (Some(Kind::Indented), Open::Code(String::new())),
            Tag::HtmlBlock => (Some(Kind::Html), Open::Html),
            Tag::List(start) => (Some(Kind::List), Open::List { start, items: Vec::new(), loose: false }),
            Tag::Item => (Some(Kind::Item), Open::Item { task: None, loose: false }),
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
            // Extensions that are off. Their content becomes a paragraph.
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
        self.dissolve_tags();
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
                self.close_paragraph(inlines, own);
            }
            Open::Formula => self.close_paragraph(inlines, own),
            // Closed by its own end alone; others were dissolved above.
            Open::Tag(..) => {}
            Open::Heading(level) => {
                if !self.source[own.start..].starts_with('#') {
                    self.find_displays(&own);
                }
                let content = self.leaf(inlines, &own);
                self.add_block(Block::Heading { level, content }, own);
            }
            Open::Quote(None) => self.add_block(Block::Quote(blocks), inner),
            Open::Quote(Some(kind)) => self.add_block(Block::Callout { kind, content: blocks }, inner),
            Open::Footnote(label) => {
                self.add_block(Block::FootnoteDefinition { label, content: blocks }, inner);
            }
            Open::Item { task, loose } => {
                self.end_list_at(range.end);
                self.add_item(Item { task, content: blocks }, loose, inner);
            }
            Open::List { start, items, loose } => {
                self.add_block(Block::List { start, tight: !loose, items }, inner);
            }
            Open::Code(language) => {
                self.add_block(Block::CodeBlock { language, lines: lines::split(&text) }, own)
            }
            Open::Html => {
                // pulldown-cmark counts a blank line of spaces, which ends the block, into it. Where a mark ends
                // it, blank lines are a part of it.
                let html = &self.text[own.clone()];
                let blank = if lines::html_has_mark(html) { &[][..] } else { &[' ', '\t', '\n'] };
                let bare = html.trim_end_matches(blank).len();
                let end = own.start + (bare + 1).min(own.len());
                let bare = text.trim();
                let comment =
                    bare.starts_with("<!--") && bare.find("-->") == Some(bare.len().saturating_sub(3));
                let block = if comment { Block::Comment } else { Block::Html { lines: lines::split(&text) } };
                self.add_block(block, own.start..end);
            }
            Open::Table { alignments, head, rows } => {
                self.add_block(Block::Table { alignments, head, rows }, own);
            }
            Open::Row { head, mut cells } => {
                // pulldown-cmark drops what is in more cells than the table has columns (GFM).
                let overflow = self.source.get(content_end..range.end).unwrap_or_default().trim();
                let overflow = overflow.strip_suffix('|').unwrap_or(overflow).trim_end();
                if let (false, Some(last)) = (overflow.trim_matches(['|', ' ']).is_empty(), cells.last_mut())
                {
                    last.push(Inline::Text([" ", overflow].concat()));
                }
                if let Some(Frame { open: Open::Table { head: into, rows, .. }, .. }) = self.frames.last_mut()
                {
                    if head { *into = cells } else { rows.push(cells) }
                }
            }
            Open::Cell => {
                let cell = self.leaf(inlines, &own);
                if let Some(Frame { open: Open::Row { cells, .. }, content_end, .. }) = self.frames.last_mut()
                {
                    *content_end = range.end;
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
}
