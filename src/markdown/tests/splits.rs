//! Whatever the chunk boundaries, the document is the same.

use proptest::prelude::*;

use super::mirror::{assert_same, stream, stream_limited};
use crate::markdown::{Block, parse};

/// CommonMark's examples: number, Markdown, HTML.
pub(crate) fn examples() -> Vec<(u64, String, String)> {
    read(include_str!("commonmark-0.31.2.json"))
}

/// A file of examples: number, Markdown, HTML.
pub(crate) fn read(file: &str) -> Vec<(u64, String, String)> {
    let all: serde_json::Value = serde_json::from_str(file).unwrap();
    let text = |example: &serde_json::Value, key: &str| example[key].as_str().unwrap().to_owned();
    all.as_array()
        .unwrap()
        .iter()
        .map(|example| {
            (example["example"].as_u64().unwrap(), text(example, "markdown"), text(example, "html"))
        })
        .collect()
}

#[test]
fn every_example_is_the_same_at_every_single_split() {
    for (_, markdown, _) in examples() {
        for at in (0..=markdown.len()).filter(|at| markdown.is_char_boundary(*at)) {
            assert_same(&[&markdown[..at], &markdown[at..]]);
        }
    }
}

#[test]
fn every_example_is_the_same_character_by_character() {
    for (_, markdown, _) in examples() {
        let pieces: Vec<&str> = markdown.split_inclusive(|_| true).collect();
        assert_same(&pieces);
    }
}

#[test]
fn every_example_is_the_same_in_random_pieces() {
    // A small generator of our own: the pieces are the same in every run.
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below.max(1) as u64) as usize
    };
    for (_, markdown, _) in examples() {
        for _ in 0..20 {
            let mut pieces = Vec::new();
            let mut rest = markdown.as_str();
            while !rest.is_empty() {
                let mut at = 1 + next(rest.len().min(12));
                while !rest.is_char_boundary(at) {
                    at += 1;
                }
                let (piece, after) = rest.split_at(at);
                pieces.push(piece);
                rest = after;
            }
            assert_same(&pieces);
        }
    }
}

#[test]
fn all_examples_as_one_document_are_the_same_in_pieces() {
    let all: Vec<String> = examples().into_iter().map(|(_, markdown, _)| markdown).collect();
    for size in [1, 7, 100] {
        // Each hundred of them is long enough for every kind of neighbour, and quick.
        for some in all.chunks(100) {
            let text = some.join("\n\n");
            let letters: Vec<char> = text.chars().collect();
            let pieces: Vec<String> = letters.chunks(size).map(|piece| piece.iter().collect()).collect();
            let (mirror, document) = stream(pieces.iter().map(String::as_str));
            assert_eq!(mirror.blocks, parse(&text));
            assert_eq!(
                mirror.patches as u64,
                document.look_backs(),
                "every change of a closed block is counted"
            );
        }
    }
}

/// What random documents found.
#[test]
fn documents_that_once_came_out_differently_are_the_same_at_every_single_split() {
    for text in [
        "\\($\n\\)$http://`",
        ">   [a]: /x\n  # h\n  [a]: /u\n2. x",
        "[a]: /x\n\n---\n[a]: /u\n2. x",
        "- item\n  ```\n[c]: /late\n</pre>\n[a]\n  - - nested\n>   [a]: /x",
        "- > q\n  >\n-\n  inside",
        "[c]:\n    >\n-\n\n  x",
        "[b]: /u\n\n- nested\n  [b][]\n  # h\n",
        "**\n<!\\[$\\]\na$",
        "- \n  x\n  <div>\n   \n  ```",
        "- <!-- comment\n\n- - nested\n",
        "- <!-- comment\n  more\n\n\n- ",
        "> - <!-- comment\n>\n> - ",
        "- Setext\n  * star\n      <!-- comment\n\n- - nested",
        "- item\n  - nested\n  \n    * star\n \n \n  [a]: /x\n---\n1.  wide\n1) a\n\n   ```\n   code\n\n   ```",
        "- [ ] task\n  \\[ x\n> \\]\n",
        "-   wide\n      > - in quote\n      >\n- - nested",
        "\\(\n\\[\n[\n\\]\n\\)",
        "> - \n> [!NOTE]\n",
    ] {
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert_same(&[&text[..at], &text[at..]]);
        }
        let pieces: Vec<&str> = text.split_inclusive(|_| true).collect();
        assert_same(&pieces);
        for limit in [0, 5, 20, 40] {
            let (mirror, _) = stream_limited(limit, pieces.iter().copied());
            assert_eq!(mirror.blocks, parse(text), "{text:?} in windows of {limit} bytes");
        }
    }
}

#[test]
fn a_formula_in_angle_brackets_makes_no_tag() {
    for text in ["<\\(b\\)>", "</\\(b\\)>", "<!\\(b\\)>"] {
        let blocks = parse(text);
        assert!(matches!(blocks.as_slice(), [Block::Paragraph(_)]), "{text}: {blocks:?}");
    }
}

/// Lines that open, continue, close and break whatever there is.
const LINES: &[&str] = &[
    "",
    "",
    "",
    " ",
    "text",
    "more text",
    "  indented",
    "    code",
    "\tcode",
    "     deep",
    "- item",
    "- ",
    "-",
    "* star",
    "+ plus",
    "  - nested",
    "    - deeper",
    "   - three",
    "1. one",
    "2. two",
    "7) paren",
    "10. ten",
    "   inside",
    "      inside two",
    "- [ ] task",
    "- [x] done",
    "1.  wide",
    "-   wide",
    "-    code in item",
    "-      code in item",
    "> quote",
    ">",
    "> - in quote",
    ">   cont",
    "> > nested",
    "> ```",
    "> | a | b |",
    "> |---|---|",
    "> | 1 | 2 |",
    "```",
    "```rust",
    "~~~",
    "  ```",
    "   ```",
    "`````",
    "# heading",
    "## two ##",
    "Setext",
    "===",
    "---",
    "***",
    "_ _ _",
    "| a | b |",
    "|---|:-:|",
    "| 1 | 2 |",
    "| 1 |",
    "a | b",
    "--- | ---",
    "[a]: /a",
    "[b]: <http://b> 'title'",
    "[c]:",
    "/c",
    "'title",
    "[a]",
    "[b][]",
    "[text][c]",
    "![img][a]",
    "[^1]",
    "[^1]: note",
    "[^2]: other",
    "see [^2] and [a]",
    "    more note",
    "<div>",
    "</div>",
    "<!-- comment",
    "-->",
    "<pre>",
    "</pre>",
    "<span>x</span> y",
    "<?php",
    "?>",
    "**bold",
    "bold**",
    "*em* **st** `c`",
    "`code",
    "code`",
    "[link](http://x.y",
    "[l](http://x.y)",
    "\\[",
    "x^2",
    "\\]",
    "\\(a_b_c\\) \\(d",
    "$x$ and $$y$$",
    "$$",
    "a\\",
    "hard  ",
    "www.example.com and a@b.cd.",
    "https://x.y/z_a_b",
    "~~s~~",
    "&amp; &lt",
    "- - nested",
    "- > q",
    "1. - x",
    "> 1. y",
    "  > in item",
    "   ```js",
    "  | a | b |",
    "  |---|---|",
    "  | 1 | 2 |",
    "  [a]: /x",
    "  # h",
    "  ---",
    "[c]: /late",
    "\u{e9}\u{4e16}\u{1F600}",
    "- a\n\n  b",
    "- a\n- b\n\n- c",
    "> a\nlazy",
    "1) a\n\n   ```\n   code\n\n   ```",
    "[a]: /u\n2. x",
    "-\n\n  x",
    "- \n  x",
    "\\begin{align}",
    "\\end{align}",
    "= b",
    "> \\[",
    "> \\]",
    "  \\[ x",
    "  $$",
    "\\[ y \\].",
    "**「x」**字 *（y）*z",
    "<sub>a",
    "b</sub> <br> c",
    "$5 **and** $6 or $x$",
    "> [!NOTE]",
    "https://a.b/_x_/y，字_z_",
    "| a | `b|c` | d |",
    "<!-- note -->",
];

fn document() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => prop::sample::select(LINES).prop_map(str::to_owned),
        1 => (prop::sample::select(&["  ", "   ", "    ", "> ", "- ", "1. ", "      "][..]), prop::sample::select(LINES))
            .prop_map(|(before, line)| format!("{before}{line}")),
    ];
    prop::collection::vec(line, 0..14).prop_map(|lines| lines.join("\n"))
}

/// Marks and letters in any order.
fn noise() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            "*",
            "**",
            "_",
            "`",
            "``",
            "[",
            "]",
            "(",
            ")",
            "!",
            "\\",
            "$",
            "$$",
            "~",
            "|",
            "\n",
            "\n\n",
            " ",
            "  ",
            "a",
            "b c",
            "-",
            "1.",
            ">",
            "#",
            "<",
            "&",
            ":",
            "http://",
            "x@y.z",
            "[^1]",
            "\t",
            "\r\n",
            "\r",
            "\\(",
            "\\)",
            "\\[",
            "\\]",
            "^",
            "é",
            "字",
            "「",
            "」",
            "<sub>",
            "</sub>",
            "<br>",
            "$5",
            "$x$",
            "~~",
            "https://a.b/_c_",
            "\n\\[\n",
            "\n\\]\n",
            "\n$$\n",
            "> [!TIP]\n",
            "<!-- ",
            "[^1]: ",
            "[a]: /b",
            "[a]",
            "```",
            "    ",
            "- ",
        ][..],
    );
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn cut(text: &str, cuts: &[prop::sample::Index]) -> Vec<String> {
    let boundaries: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    let mut at: Vec<usize> = cuts.iter().map(|cut| boundaries[cut.index(boundaries.len())]).collect();
    at.extend([0, text.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| text[pair[0]..pair[1]].to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nasty_documents_are_the_same_however_they_are_cut(text in document(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..30)) {
        let pieces = cut(&text, &cuts);
        let (mirror, document) = stream(pieces.iter().map(String::as_str));
        prop_assert_eq!(mirror.blocks, parse(&text));
        // The mirror takes no other change of a closed block than these.
        prop_assert_eq!(mirror.patches as u64, document.look_backs());
    }

    #[test]
    fn nasty_documents_are_the_same_character_by_character(text in document()) {
        let (mirror, _) = stream(text.split_inclusive(|_| true));
        prop_assert_eq!(mirror.blocks, parse(&text));
    }

    #[test]
    fn long_windows_come_to_the_same(text in document(), limit in 0usize..60) {
        let (mirror, _) = stream_limited(limit, text.split_inclusive(|_| true));
        prop_assert_eq!(mirror.blocks, parse(&text));
    }

    #[test]
    fn long_windows_of_noise_come_to_the_same(text in noise(), limit in 0usize..60) {
        let (mirror, _) = stream_limited(limit, text.split_inclusive(|_| true));
        prop_assert_eq!(mirror.blocks, parse(&text));
    }

    #[test]
    fn noise_is_the_same_however_it_is_cut(text in noise(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..30)) {
        let pieces = cut(&text, &cuts);
        let (mirror, _) = stream(pieces.iter().map(String::as_str));
        prop_assert_eq!(mirror.blocks, parse(&text));
    }
}

/// How many random documents: some by default, more where `PROPTEST_CASES` says so.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1000)
}
