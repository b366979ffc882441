//! While a text grows, what is half-written looks like what it is going to be.

use super::html::html;
use super::mirror::Mirror;
use crate::markdown::{Block, Document, Inline, LinkPolicy};

/// What is shown after each character but the last.
fn halfway(text: &str) -> Vec<String> {
    let mut document = Document::new();
    let mut mirror = Mirror::default();
    let mut all = Vec::new();
    for (at, letter) in text.char_indices() {
        mirror.apply(document.push(&text[at..at + letter.len_utf8()]));
        all.push(html(&mirror.blocks));
    }
    all.pop();
    all
}

#[test]
fn marks_are_never_shown_as_characters_before_they_close() {
    let cases = [
        ("Some **bold words** and more", "*"),
        ("Some *quiet words* and more", "*"),
        ("Some ***loud words*** and more", "*"),
        ("Some __bold _and quiet_ words__ and more", "_"),
        ("Some ~~second thoughts~~ and more", "~"),
        ("A `code span` and ``another ` one`` here", "``"),
        ("- an item with **bold** words\n- and `code`", "**"),
        ("> a quote with **bold** words", "**"),
        ("## A heading with **bold** words", "#"),
        ("A [link](https://a.example/b) here", "["),
        ("A [link](https://a.example/b) here", "]("),
        ("A [link **bold**](https://a.example/b \"title\") here", "*"),
        ("A picture ![of it](https://a.example/b.png) here", "!"),
        ("See this[^1].\n\n[^1]: Note.", "[^1</p>"),
        ("Text\n- item\n- item", "<h2>"),
        ("Text\n* item\n* item", "*"),
        ("Text:\n1. one\n2. two", "1."),
        ("```rust\nfn main() {}\n```\n", "`"),
        ("- [ ] open\n- [x] done\n", "["),
        ("| a | b |\n|---|---|\n| 1 | **2** |\n", "|"),
        ("| a | b |\n|---|---|\n| 1 | **2** |\n", "*"),
        ("Sum $\\frac{a}{b}$ here", "$"),
        ("Sum $x^2$ here", "$"),
        ("$$\n\\sum_{k}^{n} k\n$$\n", "$"),
        ("Sum \\(\\frac{a}{b}\\) here", "("),
        ("\\[\\int_a^b x\\]", "["),
        ("AT&amp;T and &copy; 2026", "&amp;a"),
        ("Go to <https://a.example/b> now", "&lt;"),
        ("An \\*escaped\\* star", "\\"),
        ("\\[\na\n\n- b\n= c\n\\]\n", "[</p>"),
        ("\\[\na\n\n- b\n= c\n\\]\n", "<li>"),
        ("\\begin{align}\na &= b\n\\end{align}\n", "<p>\\begin{align}"),
        ("H<sub>2</sub>O and <kbd>Ctrl</kbd>", "&lt;"),
        ("> [!NOTE]\n> Some words", "!"),
        ("<!-- a comment\n\nof lines -->\n\nText", "comment"),
        ("含**「要点」**内容", "*"),
    ];
    let mut wrong = Vec::new();
    for (text, mark) in cases {
        wrong.extend(
            halfway(text).into_iter().filter(|shown| shown.contains(mark)).map(|shown| (text, shown)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_styled_stays_styled_until_its_end() {
    for text in ["**bold words go on", "*quiet **and loud** words", "`code goes on", "~~no more"] {
        let all = halfway(text);
        let styled = all.iter().position(|shown| {
            shown.contains("<strong>")
                || shown.contains("<em>")
                || shown.contains("<code>")
                || shown.contains("<del>")
        });
        let first = styled.expect("it is styled");
        assert!(first <= 3, "{text} is styled late: {all:?}");
        assert!(
            all[first..].iter().all(|shown| shown.contains("<strong>")
                || shown.contains("<em>")
                || shown.contains("<code>")
                || shown.contains("<del>")),
            "{text}: {all:#?}"
        );
    }
}

#[test]
fn what_is_no_mark_is_shown_at_once() {
    for (text, expected) in [
        ("2 * 3 is 6 and", "<p>2 * 3 is 6 an</p>\n"),
        ("snake_case_name is", "<p>snake_case_name i</p>\n"),
        ("a < b and c", "<p>a &lt; b and </p>\n"),
        ("costs $5 today", "<p>costs $5 toda</p>\n"),
        ("arr[0] is it", "<p>arr[0] is i</p>\n"),
    ] {
        let all = halfway(text);
        assert_eq!(all.last().unwrap().trim_end(), expected.trim_end().replace(" </p>", "</p>"), "{text}");
    }
}

/// The links of a paragraph, with what may be done with them.
fn policies(text: &str) -> Vec<LinkPolicy> {
    let mut document = Document::new();
    let mut mirror = Mirror::default();
    mirror.apply(document.push(text));
    let Some(Block::Paragraph(content)) = mirror.blocks.pop() else {
        panic!("no paragraph");
    };
    content
        .iter()
        .filter_map(|inline| match inline {
            Inline::Link { policy, href, .. } => {
                assert_eq!(*policy == LinkPolicy::Pending, href.is_empty());
                Some(*policy)
            }
            _ => None,
        })
        .collect()
}

#[test]
fn an_address_that_has_not_ended_leads_nowhere() {
    assert_eq!(policies("see https://a.exam"), [LinkPolicy::Pending]);
    assert_eq!(policies("see https://a.example and"), [LinkPolicy::Open]);
    assert_eq!(policies("see [words"), [LinkPolicy::Pending]);
    assert_eq!(policies("see [words](https://a.exam"), [LinkPolicy::Pending]);
    assert_eq!(policies("see [words](https://a.example)"), [LinkPolicy::Open]);
}
