//! The HTML of every example of CommonMark 0.31.2 is the specification's, but for the exceptions
//! that are listed here.

use super::html::html;
use super::splits::examples;
use crate::markdown::parse;

/// Raw inline HTML is shown as text: the same characters, escaped.
const RAW_HTML: &[u64] = &[
    148, 168, 187, 201, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 627, 628, 629,
    630, 631, 642, 643,
];

/// Comments show nothing.
const COMMENT: &[u64] = &[179, 183, 308, 309, 625, 626];

/// `\[…\]` is a formula, not an escaped bracket.
const FORMULA: &[(u64, &str)] =
    &[(12, "<p>!&quot;#$%&amp;'()*+,-./:;&lt;=&gt;?@<math display>\\\\</math>^_`{|}~</p>\n")];

/// Bare addresses are links (GFM).
const BARE_LINK: &[(u64, &str)] = &[
    (606, "<p>&lt;<a href=\"mailto:foo+@bar.example.com\">foo+@bar.example.com</a>&gt;</p>\n"),
    (608, "<p>&lt; <a href=\"https://foo.bar\">https://foo.bar</a> &gt;</p>\n"),
    (611, "<p><a href=\"https://example.com\">https://example.com</a></p>\n"),
    (612, "<p><a href=\"mailto:foo@bar.example.com\">foo@bar.example.com</a></p>\n"),
];

#[test]
fn commonmark_examples_give_the_html_of_the_specification() {
    let examples = examples();
    assert_eq!(examples.len(), 652);
    let mut different = Vec::new();
    for (number, markdown, expected) in examples {
        let ours = html(&parse(&markdown));
        let exception = FORMULA.iter().chain(BARE_LINK).find(|(exception, _)| *exception == number);
        let same = match exception {
            Some((_, instead)) => ours == *instead && ours != expected,
            None if COMMENT.contains(&number) => unescape(&ours) == unescape(&without_comments(&expected)),
            None if RAW_HTML.contains(&number) => unescape(&ours) == unescape(&expected) && ours != expected,
            None => ours == expected,
        };
        if !same {
            different.push((number, markdown, expected, ours));
        }
    }
    assert!(different.is_empty(), "{different:#?}");
}

fn unescape(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// HTML without its comments, and without the lines that held nothing else.
fn without_comments(html: &str) -> String {
    let mut rest = html;
    let mut out = String::new();
    while let Some(at) = rest.find("<!--") {
        out.push_str(&rest[..at]);
        let short = ["<!-->", "<!--->"].iter().find(|comment| rest[at..].starts_with(*comment));
        let end =
            short.map_or_else(|| at + rest[at..].find("-->").unwrap() + 3, |comment| at + comment.len());
        let bare = out.trim_end_matches(' ').len();
        let alone = (bare == 0 || out[..bare].ends_with('\n')) && rest[end..].starts_with('\n');
        if alone {
            out.truncate(bare);
        }
        rest = &rest[end + usize::from(alone)..];
    }
    out + rest
}
