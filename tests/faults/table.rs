//! Holds `docs/faults.md` against the tests: every cell names tests that exist, or says why there
//! can be none.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What a cell must hold when it names no test: a reason of some words, after this.
const REASON: &str = "—";

#[test]
fn every_pair_of_row_and_moment_names_a_test_or_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/faults.md")).unwrap();
    let tests = tests(root);
    let mut faults = Vec::new();
    let mut pairs = 0;
    for table in tables(&document) {
        for row in &table.rows {
            assert_eq!(row.len(), table.head.len(), "as many cells as the head has: {row:?}");
            for (column, cell) in table.head.iter().zip(row).skip(table.described) {
                pairs += 1;
                let named = quoted(cell);
                let missing: Vec<_> = named.iter().filter(|name| !tests.contains(**name)).collect();
                if !missing.is_empty() {
                    faults.push(format!("{} / {column}: no such test: {missing:?}", row[0]));
                } else if named.is_empty() && !is_reason(cell) {
                    faults.push(format!("{} / {column}: neither a test nor a reason: ‘{cell}’", row[0]));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(pairs > 100, "the tables were read: {pairs} pairs");
}

/// A table in the document whose head names moments or 'test'.
struct Table {
    head: Vec<String>,
    /// How many columns describe a row, before those that hold tests.
    described: usize,
    rows: Vec<Vec<String>>,
}

fn tables(document: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut lines = document.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(head) = cells(line) else { continue };
        assert!(lines.next().is_some_and(|line| line.starts_with("|-")), "a line below the head: {head:?}");
        let mut rows = Vec::new();
        while let Some(row) = lines.peek().and_then(|line| cells(line)) {
            rows.push(row);
            lines.next();
        }
        let described = head.iter().position(|name| name.starts_with("before") || name == "test");
        if let Some(described) = described {
            tables.push(Table { head, described, rows });
        }
    }
    tables
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
