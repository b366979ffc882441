//! Markdown looks back: a definition that comes late changes what is closed.

use std::collections::BTreeSet;
use std::ops::Range;

use unicase::UniCase;

use super::super::boundary::Cut;
use super::super::change::{Change, Nodes};
use super::super::definitions::Definitions;
use super::super::diff;
use super::super::parse;
use super::super::parsed::Parsed;
use super::Document;

impl Document {
    /// The labels that lines before the cut refer to and that were not known, by block.
    pub(super) fn wants(
        &mut self,
        text: &str,
        lines: &Parsed,
        whole: &Parsed,
        cut: &Cut,
    ) -> Vec<(usize, Label)> {
        let made_up = self.window.prefix.len();
        let first = self.closed.len();
        let block_at =
            |at: usize| first + lines.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let mut wants = Vec::new();
        for (at, label) in lines.wanted.iter().chain(&lines.used) {
            if *at < made_up || *at >= cut.at {
                continue;
            }
            let label = link_label(label);
            let unsettled = |(range, other, _): &(Range<usize>, String, _)| {
                range.start >= cut.at && link_label(other) == label
            };
            if whole.links.iter().any(unsettled) {
                self.provisional.push((block_at(*at), label.clone()));
            }
            wants.push((block_at(*at), label));
        }
        if made_up < cut.at {
            for (at, label) in parse::footnote_labels(&text[made_up..cut.at]) {
                wants.push((block_at(made_up + at), footnote_label(label)));
            }
        }
        wants
    }

    /// Takes the definitions before the cut; gives the labels that are new.
    pub(super) fn define(&mut self, lines: &Parsed, before: usize) -> Vec<Label> {
        let mut defined = Vec::new();
        for (range, label, definition) in &lines.links {
            if range.start < before && self.definitions.add_link(label, definition.clone()) {
                defined.push(link_label(label));
            }
        }
        for (at, label) in &lines.footnotes {
            if *at < before && self.definitions.add_footnote(label) {
                defined.push(footnote_label(label));
            }
        }
        defined
    }

    /// A closed block refers to a label: unless that is defined, a definition may still come.
    pub(super) fn wait(&mut self, block: usize, label: Label) {
        if !self.is_defined(&label) {
            let blocks = self.waiting.entry(label).or_default();
            if blocks.last() != Some(&block) {
                blocks.push(block);
            }
        }
    }

    pub(super) fn is_defined(&self, label: &Label) -> bool {
        let known = self.definitions.at(self.definitions.count());
        match label.strip_prefix('^') {
            Some(footnote) => known.footnote(footnote),
            None => known.link(label.strip_prefix(' ').unwrap_or(label)).is_some(),
        }
    }

    /// Changes the closed blocks that new definitions, or ones that came to nothing, concern.
    pub(super) fn look_back(
        &mut self,
        defined: Vec<Label>,
        mut renew: BTreeSet<usize>,
        whole: &Parsed,
        cut: usize,
        changes: &mut Vec<Change>,
    ) {
        let mut concerned = BTreeSet::new();
        for label in defined {
            concerned.extend(self.waiting.remove(&label).unwrap_or_default());
        }
        for (block, label) in std::mem::take(&mut self.provisional) {
            let open = block >= self.closed.len();
            let may_come =
                whole.links.iter().any(|(range, other, _)| range.start >= cut && link_label(other) == label);
            if self.is_defined(&label) {
                // Patched as any other that waited, or shown with it.
            } else if may_come {
                self.provisional.push((block, label));
            } else if open {
                self.open_is_stale = true;
            } else {
                renew.insert(block);
            }
        }
        for block in concerned.union(&renew) {
            let Some(closed) = self.closed.get_mut(*block) else {
                continue;
            };
            let source = &self.source[closed.start..closed.end];
            let before = changes.len();
            let new = parse::read(source, self.definitions.at(self.definitions.count()));
            self.work += new.work as u64;
            let Some(node) = new.blocks.into_iter().next() else {
                continue;
            };
            if renew.contains(block) {
                let node = Nodes::Blocks(vec![node]);
                changes.push(Change::Patch { block: *block, path: Vec::new(), node });
            } else {
                let old = parse::read(source, self.definitions.at(closed.version));
                self.work += old.work as u64;
                if let Some(old) = old.blocks.first() {
                    diff::patches(*block, old, &node, changes);
                }
            }
            closed.version = self.definitions.count();
            self.look_backs += (changes.len() - before) as u64;
        }
    }

    /// pulldown-cmark stops resolving references once what they copied exceeds the text's length or
    /// 100 KB; only the whole text shows where.
    pub(super) fn expand_exactly(&mut self, changes: &mut Vec<Change>) {
        if self.expanded < 100_000 {
            return;
        }
        let none = Definitions::default();
        let exact = parse::read(&self.source, none.at(0));
        self.work += exact.work as u64;
        for (block, exact) in exact.blocks.iter().enumerate().take(self.closed.len()) {
            let closed = &self.closed[block];
            let source = &self.source[closed.start..closed.end];
            let shown = parse::read(source, self.definitions.at(self.definitions.count()));
            self.work += shown.work as u64;
            if let Some(shown) = shown.blocks.first() {
                diff::patches(block, shown, exact, changes);
            }
        }
    }
}

/// A folded label: a link's after a space, a footnote's after `^`.
pub(super) type Label = UniCase<String>;

fn link_label(label: &str) -> Label {
    UniCase::new([" ", label].concat())
}

fn footnote_label(label: &str) -> Label {
    UniCase::new(["^", label].concat())
}
