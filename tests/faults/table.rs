//! Holds `docs/faults.md` against the tests: every fault names, for every moment, tests that exist,
//! or says why there can be none.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What must follow a moment that names no test: a reason of some words, after this.
const REASON: &str = "—";

/// What the section of a fault says something about, in this order.
const MOMENTS: [&str; 4] = ["before", "middle", "last", "seen"];

#[test]
fn every_pair_of_row_and_moment_names_a_test_or_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/faults.md")).unwrap();
    let tests = tests(root);
    let claims: Vec<Claim> = sections(&document).into_iter().flat_map(Section::claims).collect();
    let mut faults = Vec::new();
    for Claim { fault, moment, shown } in &claims {
        let named = quoted(shown);
        let missing: Vec<_> = named.iter().filter(|name| !tests.contains(**name)).collect();
        if !missing.is_empty() {
            faults.push(format!("{fault} / {moment}: no such test: {missing:?}"));
        } else if named.is_empty() && !is_reason(shown) {
            faults.push(format!("{fault} / {moment}: neither a test nor a reason: ‘{shown}’"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(claims.len() > 200, "the document was read: {} pairs", claims.len());
}

/// One fault at one moment, or one row of a table, and what is said to show it.
struct Claim {
    fault: String,
    moment: String,
    shown: String,
}

/// A heading and the lines below it, up to the next one.
struct Section<'d> {
    level: usize,
    heading: &'d str,
    lines: Vec<&'d str>,
}

fn sections(document: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for line in document.lines() {
        let level = line.len() - line.trim_start_matches('#').len();
        if level > 0 {
            sections.push(Section { level, heading: line[level..].trim(), lines: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.lines.push(line);
        }
    }
    sections
}

impl Section<'_> {
    /// All that it claims. A fault, which is a section of the third level without a table, must say
    /// something of each moment, once and in order.
    fn claims(self) -> Vec<Claim> {
        let rows = self.rows();
        if self.level < 3 || !rows.is_empty() {
            return rows;
        }
        let moments = self.moments();
        let said: Vec<&str> = moments.iter().map(|claim| claim.moment.as_str()).collect();
        assert_eq!(said, MOMENTS, "the moments of ‘{}’", self.heading);
        moments
    }

    /// The items `- **before**, **middle**: …`, each for every moment that it names. What is indented
    /// below an item belongs to it.
    fn moments(&self) -> Vec<Claim> {
        let mut items: Vec<String> = Vec::new();
        for line in &self.lines {
            if let Some(item) = line.strip_prefix("- ") {
                items.push(item.to_owned());
            } else if let Some(item) = items.last_mut().filter(|_| line.starts_with("  ")) {
                item.push(' ');
                item.push_str(line.trim());
            }
        }
        let mut claims = Vec::new();
        for item in &items {
            let Some((moments, shown)) = item.split_once(':') else {
                panic!("‘{}’: an item without a moment: {item}", self.heading)
            };
            for moment in moments.split(", ") {
                claims.push(Claim {
                    fault: self.heading.to_owned(),
                    moment: moment.trim_matches('*').to_owned(),
                    shown: shown.trim().to_owned(),
                });
            }
        }
        claims
    }

    /// The rows of its tables, whose first column describes a row and whose last one is headed 'test'.
    fn rows(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut rows = self.lines.iter().filter_map(|line| cells(line)).peekable();
        while let Some(head) = rows.next() {
            let ends_in_tests = head.len() > 1 && head.last().is_some_and(|name| name == "test");
            assert!(ends_in_tests, "‘{}’: a table whose last column is 'test': {head:?}", self.heading);
            let is_rule = |row: &Vec<String>| row.iter().all(|cell| cell.starts_with('-'));
            assert!(rows.next().is_some_and(|row| is_rule(&row)), "a line below the head: {head:?}");
            for row in rows.by_ref() {
                assert_eq!(row.len(), head.len(), "as many cells as the head has: {row:?}");
                claims.push(Claim {
                    fault: self.heading.to_owned(),
                    moment: row[0].clone(),
                    shown: row[row.len() - 1].clone(),
                });
            }
        }
        claims
    }
}

fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(|cell| cell.trim().to_owned()).collect())
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn is_reason(cell: &str) -> bool {
    cell.strip_prefix(REASON).is_some_and(|reason| reason.split_whitespace().count() >= 3)
}

/// The names of all tests: functions in Rust that are marked as tests, titles in Playwright.
fn tests(root: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for path in files(&root.join("tests")).into_iter().chain(files(&root.join("src"))) {
        let text = fs::read_to_string(path).unwrap();
        let mut marked = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                marked = true;
            } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| marked) {
                names.extend(rest.split(['(', '<']).next().map(str::to_owned));
                marked = false;
            }
        }
    }
    for path in files(&root.join("end2end/tests")) {
        let text = fs::read_to_string(path).unwrap();
        for (at, _) in text.match_indices("test(") {
            let rest = text[at + "test(".len()..].trim_start();
            let quote = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"' | '`'));
            let title = quote.and_then(|quote| rest[1..].split(quote).next());
            names.extend(title.map(str::to_owned));
        }
    }
    names
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "ts") {
            found.push(path);
        }
    }
    found
}
