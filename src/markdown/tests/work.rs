//! What a text costs, in bytes that are read: twice the text costs twice the work, whatever it is.
//! Nothing is timed. `cargo test work -- --nocapture` prints the table.

use super::mirror::Mirror;
use crate::markdown::Document;

type Make = fn(usize) -> String;

/// Texts that have brought Markdown readers down, by how often their piece is repeated.
const CASES: &[(&str, usize, Make)] = &[
    ("open brackets", 10_000, |n| "[".repeat(n)),
    ("nested brackets", 10_000, |n| format!("{}a{}", "[".repeat(n), "]".repeat(n))),
    ("open links", 10_000, |n| "[a](".repeat(n)),
    ("pictures", 5_000, |n| "![a](b ".repeat(n)),
    ("nested quotes", 10_000, |n| format!("{}a", "> ".repeat(n))),
    ("quotes, a line each", 3_000, |n| "> a\n".repeat(n)),
    ("nested lists in one line", 10_000, |n| format!("{}a", "- ".repeat(n))),
    ("lists, ever deeper", 150, |n| (0..n).map(|at| format!("{}- a\n", "  ".repeat(at))).collect()),
    ("open emphasis", 10_000, |n| "*a ".repeat(n)),
    ("emphasis of two kinds", 10_000, |n| "*a_ ".repeat(n)),
    ("strong that never closes", 10_000, |n| "**a **b".repeat(n)),
    ("marks alone", 10_000, |n| "*_~".repeat(n)),
    ("backticks, ever longer", 300, |n| (1..n).map(|at| format!("{} ", "`".repeat(at))).collect()),
    ("open code", 10_000, |n| "a ` b `` ".repeat(n)),
    ("dollars", 10_000, |n| "a $b ".repeat(n)),
    ("open formulas", 10_000, |n| "\\( \\[ ".repeat(n)),
    ("formulas", 5_000, |n| "\\(a\\) $b$ ".repeat(n)),
    ("formulas that fill lines", 3_000, |n| "\\[\na\n= b\n\\]\n\n".repeat(n)),
    ("open formulas that fill lines", 5_000, |n| "\\[\na\n".repeat(n)),
    ("environments that never end", 3_000, |n| "\\begin{align}\na\n\n".repeat(n)),
    ("tags", 5_000, |n| "H<sub>2</sub>O ".repeat(n)),
    ("open tags", 5_000, |n| "<sub>a ".repeat(n)),
    ("marks beside letters without spaces", 5_000, |n| "字**「a」**字".repeat(n)),
    ("amounts", 5_000, |n| "$5 **and** $6, ".repeat(n)),
    ("call-outs", 3_000, |n| "> [!NOTE]\n> a\n\n".repeat(n)),
    ("open angles", 10_000, |n| "<a ".repeat(n)),
    ("comments", 10_000, |n| "<!-- a ".repeat(n)),
    ("entities", 10_000, |n| "&amp".repeat(n)),
    ("backslashes", 10_000, |n| "\\".repeat(n)),
    ("addresses", 5_000, |n| "http://a.b/(".repeat(n)),
    ("mail addresses", 5_000, |n| "a@b.c.".repeat(n)),
    ("definitions", 2_000, |n| (0..n).map(|at| format!("[l{at}]: /a\n\n")).collect()),
    ("references without definitions", 2_000, |n| (0..n).map(|at| format!("[l{at}]\n\n")).collect()),
    ("late definitions", 3_200, |n| {
        let uses: String = (0..n).map(|at| format!("[l{at}]\n\n")).collect();
        let all: String = (0..n).map(|at| format!("[l{at}]: /a\n\n")).collect();
        uses + &all
    }),
    ("footnotes", 1_000, |n| (0..n).map(|at| format!("a[^{at}]\n\n[^{at}]: b\n\n")).collect()),
    ("one line of 1 MB", 500_000, |n| "ab".repeat(n / 2)),
    ("one line of words", 100_000, |n| "word ".repeat(n / 5)),
    ("a giant fence", 10_000, |n| format!("```\n{}", "let a = 1;\n".repeat(n))),
    ("a giant table", 4_000, |n| format!("| a | b |\n|---|---|\n{}", "| 1 | **2** |\n".repeat(n))),
    ("a giant list", 5_000, |n| "- item with `code`\n".repeat(n)),
    ("a giant loose list", 4_000, |n| "- item\n\n".repeat(n)),
    ("a giant paragraph", 5_000, |n| "Some words, *more* of them.\n".repeat(n)),
    ("a giant quote", 5_000, |n| format!("> {}", "Some words of it.\n> ".repeat(n))),
    ("raw HTML", 5_000, |n| format!("<div>\n{}", "<p>a</p>\n".repeat(n))),
    ("many paragraphs", 3_000, |n| "Some words.\n\n".repeat(n)),
    ("table rows that never were", 3_000, |n| "| a | b |\n".repeat(n)),
    ("setext lines", 5_000, |n| "a\n---\n".repeat(n)),
];

/// Bytes that were read, and changes that were made, for a text in pieces of 48 bytes.
fn cost(text: &str) -> (u64, usize) {
    let mut document = Document::new();
    let mut mirror = Mirror::default();
    let mut made = 0;
    let mut from = 0;
    while from < text.len() {
        let mut to = (from + 48).min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        let changes = document.push(&text[from..to]);
        made += changes.len();
        mirror.apply(changes);
        from = to;
    }
    let changes = document.finish();
    made += changes.len();
    mirror.apply(changes);
    (document.work(), made)
}

#[test]
fn twice_the_text_is_twice_the_work() {
    let mut steep = Vec::new();
    println!(
        "{:34} {:>9} {:>12} {:>8} {:>7} {:>9}",
        "text", "bytes", "bytes read", "per byte", "n → 2n", "changes"
    );
    for (name, n, make) in CASES {
        let (once, twice) = (make(*n), make(2 * n));
        let (work, _) = cost(&once);
        let (more, changes) = cost(&twice);
        // What the text itself grew by: nested ones grow faster than their count.
        let growth = twice.len() as f64 / once.len() as f64;
        let ratio = more as f64 / work as f64 / growth * 2.0;
        let per_byte = more as f64 / twice.len() as f64;
        println!("{name:34} {:>9} {more:>12} {per_byte:>8.1} {ratio:>7.2} {changes:>9}", twice.len());
        if ratio > 2.6 {
            steep.push((name, ratio));
        }
    }
    assert!(steep.is_empty(), "these cost more than their share: {steep:?}");
}
