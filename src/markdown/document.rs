//! The incremental document: text in, changes out.

use std::collections::{BTreeSet, HashMap};

use super::block::Block;
use super::boundary::{self, Cut};
use super::change::Change;
use super::definitions::Definitions;
use super::diff;
use super::lines::line_start;
use super::parse;
use super::parsed::{Kind, Parsed};
use super::repair;
use super::window::{self, Window};

mod look_back;

use look_back::Label;

/// Windows up to this size, in bytes, are parsed at each push; longer ones when they have grown by
/// a quarter. What comes in between is shown as plain text.
const WINDOW: usize = 2048;

/// A growing Markdown document.
///
/// The changes of [`Document::push`] and [`Document::finish`], applied in order to an empty tree,
/// give what [`parse`](super::parse()) gives for the whole text, whatever the chunks were.
#[derive(Debug)]
pub struct Document {
    /// See [`WINDOW`]; tests make it small.
    limit: usize,
    source: String,
    /// A `\r` whose `\n` may still come.
    carriage_return: bool,
    window: Window,
    closed: Vec<Closed>,
    definitions: Definitions,
    /// Blocks by the labels that they refer to and nothing defines: links, and `^` with footnotes.
    waiting: HashMap<Label, Vec<usize>>,
    /// Labels of the frozen part of the open block.
    open_labels: BTreeSet<Label>,
    /// A definition came for the frozen part of the open block.
    open_is_stale: bool,
    /// Blocks that were shown with a definition that may still turn out to be none.
    provisional: Vec<(usize, Label)>,
    /// Length of the source up to which lines are settled.
    settled: usize,
    /// Length of the source from which on a long window is parsed again.
    next_parse: usize,
    /// For a long paragraph: made-up lines after which a line shows whether it goes on in it.
    probe: Option<String>,
    /// Length of the source that was shown, or probed.
    seen: usize,
    expanded: usize,
    #[cfg_attr(not(test), allow(dead_code, reason = "only tests read what a text costs"))]
    work: u64,
    #[cfg_attr(not(test), allow(dead_code, reason = "only tests read what a text costs"))]
    look_backs: u64,
}

/// A block that is closed.
#[derive(Debug)]
struct Closed {
    start: usize,
    end: usize,
    /// How many definitions were known when it was shown.
    version: usize,
}

impl Default for Document {
    fn default() -> Self {
        Self::new()
    }
}

impl Document {
    /// An empty document.
    pub fn new() -> Self {
        Self::with_limit(WINDOW)
    }

    /// An empty document that takes windows beyond this size for long.
    pub(super) fn with_limit(limit: usize) -> Self {
        Self {
            limit,
            source: String::new(),
            carriage_return: false,
            window: Window::at(0, 0),
            closed: Vec::new(),
            definitions: Definitions::default(),
            waiting: HashMap::new(),
            open_labels: BTreeSet::new(),
            open_is_stale: false,
            provisional: Vec::new(),
            settled: 0,
            next_parse: 0,
            probe: None,
            seen: 0,
            expanded: 0,
            work: 0,
            look_backs: 0,
        }
    }

    /// Takes the next piece of text, cut anywhere; gives the edits that show it.
    pub fn push(&mut self, chunk: &str) -> Vec<Change> {
        self.append(chunk);
        let mut changes = Vec::new();
        if self.source.len() > self.seen {
            self.advance(false, &mut changes);
            self.seen = self.source.len();
        }
        changes
    }

    /// The text is complete: what was shown in anticipation becomes exact, and all blocks close.
    pub fn finish(&mut self) -> Vec<Change> {
        if std::mem::take(&mut self.carriage_return) {
            self.source.push('\n');
        }
        let mut changes = Vec::new();
        self.advance(true, &mut changes);
        self.seen = self.source.len();
        self.expand_exactly(&mut changes);
        changes
    }

    /// The text so far; line ends are `\n`.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How many bytes were parsed or copied so far: the measure of what a text costs.
    #[cfg(test)]
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    /// How many nodes of closed blocks changed because Markdown looked back.
    #[cfg(test)]
    pub(super) fn look_backs(&self) -> u64 {
        self.look_backs
    }

    fn append(&mut self, chunk: &str) {
        let mut chunk = chunk;
        if chunk.is_empty() {
            return;
        }
        if std::mem::take(&mut self.carriage_return) {
            chunk = chunk.strip_prefix('\n').unwrap_or(chunk);
            self.source.push('\n');
        }
        if let Some(rest) = chunk.strip_suffix('\r') {
            self.carriage_return = true;
            chunk = rest;
        }
        self.source.push_str(&parse::normalise(chunk));
    }

    fn read(&mut self, text: &str) -> Parsed {
        let parsed = parse::read(text, self.definitions.at(self.definitions.count()));
        self.work += parsed.work as u64;
        parsed
    }

    fn advance(&mut self, last: bool, changes: &mut Vec<Change>) {
        let lines_end = if last { self.source.len() } else { line_start(&self.source, self.source.len()) };
        if !last && self.source.len() < self.next_parse && !self.must_parse(lines_end) {
            self.show_plain(changes);
            return;
        }
        let text = self.window.text(&self.source);
        let made_up = self.window.prefix.len();
        let mut whole = self.read(&text);
        let mut exact = whole.blocks.clone();
        let defines = self.window.is_inside() && boundary::defines_in_first(&whole);
        if !self.window.impose(&mut exact) || defines {
            self.start_over(changes);
            return self.advance(last, changes);
        }
        if last {
            self.show(exact, changes);
            let cut = Cut::all(text.len(), whole.blocks.len());
            self.settle(&text, &whole, &whole, &cut, changes);
        } else if lines_end > self.settled {
            let complete = text.len() - (self.source.len() - lines_end.max(self.window.start));
            let mut complete = complete;
            let mut lines = if complete == text.len() { None } else { Some(self.read(&text[..complete])) };
            if let Some(open) = &lines.as_ref().unwrap_or(&whole).open {
                // Nothing from here on is certain before the formula's end has come.
                complete = line_start(&text, open.at);
                lines = Some(self.read(&text[..complete]));
            }
            self.window.impose(&mut lines.as_mut().unwrap_or(&mut whole).blocks);
            let lines = lines.as_ref().unwrap_or(&whole);
            self.settled = lines_end;
            let cut = boundary::find(&text[..complete], lines);
            self.probe = cut.as_ref().and_then(|_| probe(&text[..complete], lines));
            let cut = cut.filter(|cut| cut.at > made_up);
            let target = self.halfway(&text, &whole, exact, cut.as_ref());
            self.show(target, changes);
            if let Some(cut) = cut {
                self.settle(&text, lines, &whole, &cut, changes);
            }
        } else {
            let target = self.halfway(&text, &whole, exact, None);
            self.show(target, changes);
        }
        let size = self.window.prefix.len() + self.source.len() - self.window.start;
        self.next_parse = if size > self.limit { self.source.len() + size / 4 } else { 0 };
    }

    fn show(&mut self, target: Vec<Block>, changes: &mut Vec<Change>) {
        diff::diff(&self.window.shown, &target, &self.window.bases, changes);
        self.window.shown = target;
    }

    /// The tree with what is half-written as it is going to be. What is about to be frozen stays
    /// exact.
    fn halfway(
        &mut self,
        text: &str,
        whole: &Parsed,
        mut exact: Vec<Block>,
        cut: Option<&Cut>,
    ) -> Vec<Block> {
        let made_up = self.window.prefix.len();
        if let Some(repaired) = repair::repair(text, made_up, whole) {
            let mut blocks = self.read(&repaired.text).blocks;
            repair::mark(&mut blocks, &repaired.text, repaired.formula);
            let frozen = cut.map_or(&[0][..], |cut| &cut.dropped);
            if self.window.impose(&mut blocks) && window::agree(&blocks, &exact, frozen) {
                return blocks;
            }
        }
        if cut.is_none_or(|cut| cut.dropped.first().is_none_or(|closing| *closing < exact.len())) {
            repair::mark(&mut exact, text, None);
        }
        exact
    }

    /// Whether new complete lines may end what a long window shows as plain text.
    fn must_parse(&mut self, lines_end: usize) -> bool {
        if lines_end <= self.seen.max(self.settled) {
            return false;
        }
        let Some(probe) = &self.probe else {
            // What is long is a line that has just ended; or lines that can't be frozen.
            return self.settled.saturating_sub(self.window.start) <= self.limit;
        };
        // The line before is needed to see a table's header.
        let from = line_start(&self.source, self.seen.max(self.settled));
        let from = line_start(&self.source, from.saturating_sub(1)).max(self.settled.min(from));
        let text = [probe.as_str(), &self.source[from..lines_end]].concat();
        let parsed = self.read(&text);
        let goes_on =
            parsed.spine.last().is_some_and(|leaf| leaf.kind == Kind::Paragraph && leaf.end == text.len())
                && parsed.spine.iter().all(|span| span.index == 0);
        !goes_on
    }

    fn show_plain(&mut self, changes: &mut Vec<Change>) {
        let text = &self.source[self.seen..];
        self.work += text.len() as u64;
        window::add_plain(&mut self.window.shown, text, changes);
    }

    /// Reads the open block from its start again. Nothing known leads here; it keeps a fault in
    /// the made-up lines from being more than slow.
    fn start_over(&mut self, changes: &mut Vec<Change>) {
        changes.push(Change::Truncate { depth: 0, keep: self.closed.len() });
        let start = self.closed.last().map_or(0, |closed| closed.end);
        self.window = Window::at(start, self.closed.len());
    }

    /// Freezes what is before the cut, and looks back if that defines anything.
    fn settle(&mut self, text: &str, lines: &Parsed, whole: &Parsed, cut: &Cut, changes: &mut Vec<Change>) {
        let made_up = self.window.prefix.len();
        let first = self.closed.len();
        let start = self.window.start;
        let to_source = |at: usize| (at.max(made_up) - made_up) + start;

        let wants = self.wants(text, lines, whole, cut);
        let defined = self.define(lines, cut.at.max(made_up));
        let stale = defined.iter().any(|label| self.open_labels.contains(label));
        self.open_is_stale |= stale;

        let closing = cut.dropped.first().copied().unwrap_or(0);
        for end in &lines.ends[..closing] {
            let start = self.closed.last().map_or(0, |closed| closed.end);
            self.closed.push(Closed { start, end: to_source(*end), version: self.definitions.count() });
        }
        let mut renew = BTreeSet::new();
        if closing > 0 {
            for label in std::mem::take(&mut self.open_labels) {
                self.wait(first, label);
            }
            if std::mem::take(&mut self.open_is_stale) {
                renew.insert(first);
            }
            changes.push(Change::Closed { blocks: self.closed.len() });
        }
        for (block, label) in wants {
            if block < self.closed.len() {
                self.wait(block, label);
            } else {
                self.open_labels.insert(label);
            }
        }
        self.expanded += lines.expanded;
        self.window.cut(cut, &lines.blocks);
        self.look_back(defined, renew, whole, cut.at, changes);
    }
}

/// Made-up lines after which a line shows whether it goes on in the paragraph that is open.
fn probe(text: &str, lines: &Parsed) -> Option<String> {
    let (leaf, outer) = lines.spine.split_last()?;
    if leaf.kind != Kind::Paragraph || lines.capped {
        return None;
    }
    let (mut probe, before) = boundary::containers(text, outer)?;
    probe.push_str(&before);
    probe.push_str("x\n");
    Some(probe)
}
