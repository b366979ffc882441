//! Link and footnote definitions of the whole document, by their folded labels.

use std::collections::HashMap;

use unicase::UniCase;

/// Where a link reference definition leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub href: String,
    pub title: String,
}

/// All definitions settled so far. The first one of a label wins (CommonMark 0.31.2, 4.7).
#[derive(Debug, Default)]
pub(super) struct Definitions {
    links: HashMap<UniCase<String>, (usize, Definition)>,
    footnotes: HashMap<UniCase<String>, usize>,
    count: usize,
}

/// The definitions as they stood at one moment: what a block was parsed with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    all: &'a Definitions,
    count: usize,
}

impl Definitions {
    /// Takes a link definition; says whether it is the first of its label.
    pub(crate) fn add_link(&mut self, label: &str, definition: Definition) -> bool {
        let key = UniCase::new(label.to_owned());
        if self.links.contains_key(&key) {
            return false;
        }
        self.links.insert(key, (self.count, definition));
        self.count += 1;
        true
    }

    /// Takes a footnote definition; says whether it is the first of its label.
    pub(crate) fn add_footnote(&mut self, label: &str) -> bool {
        let key = UniCase::new(label.to_owned());
        if self.footnotes.contains_key(&key) {
            return false;
        }
        self.footnotes.insert(key, self.count);
        self.count += 1;
        true
    }

    /// How many there are: the version of this collection.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The definitions of a version.
    pub(crate) fn at(&self, count: usize) -> Known<'_> {
        Known { all: self, count }
    }
}

impl<'a> Known<'a> {
    /// The definition of a link label.
    pub(crate) fn link(self, label: &str) -> Option<&'a Definition> {
        if self.all.links.is_empty() {
            return None;
        }
        let (at, definition) = self.all.links.get(&UniCase::new(label.to_owned()))?;
        (*at < self.count).then_some(definition)
    }

    /// Whether a footnote of this label is defined.
    pub(crate) fn footnote(self, label: &str) -> bool {
        !self.all.footnotes.is_empty()
            && self.all.footnotes.get(&UniCase::new(label.to_owned())).is_some_and(|at| *at < self.count)
    }

    /// Whether any footnote is defined.
    pub(crate) fn has_footnotes(self) -> bool {
        !self.all.footnotes.is_empty()
    }
}
