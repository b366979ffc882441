//! GitHub Flavored Markdown: every example of its specification 0.29 that CommonMark's file has not,
//! which are those of the extensions and those that CommonMark has changed since; footnotes and
//! formulas, which it does not specify, by cases of our own.

use super::html::html;
use super::mirror::assert_same;
use super::splits::read;
use crate::markdown::parse;

/// Where we give other HTML than the example, by its number, and what.
const OTHERWISE: &[(u64, &str)] = &[
    // Without its extension these addresses are none.
    (616, "<p>&lt; <a href=\"http://foo.bar\">http://foo.bar</a> &gt;</p>\n"),
    (619, "<p><a href=\"http://example.com\">http://example.com</a></p>\n"),
    // What is in more cells than there are columns is not lost.
    (
        204,
        "<table>\n<thead>\n<tr>\n<th>abc</th>\n<th>def</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>bar</td>\n<td></td>\n</tr>\n<tr>\n<td>bar</td>\n<td>baz | boo</td>\n</tr>\n</tbody>\n</table>\n",
    ),
    // Links lead to http, https and mailto alone.
    (
        628,
        "<p><a href=\"http://commonmark.org\">http://commonmark.org</a></p>\n<p>(Visit <a href=\"https://encrypted.google.com/search?q=Markup+(business)\">https://encrypted.google.com/search?q=Markup+(business)</a>)</p>\n<p>Anonymous FTP is available at ftp://foo.bar.baz.</p>\n",
    ),
    // Comments show nothing; what one is, CommonMark 0.31.2 says.
    (644, "<p>foo </p>\n"),
    (645, "<p>foo </p>\n"),
    (646, "<p>foo  foo --&gt;</p>\n<p>foo </p>\n"),
    // Raw HTML is text, and not some of it.
    (
        653,
        "<p>&lt;strong&gt; &lt;title&gt; &lt;style&gt; &lt;em&gt;</p>\n<blockquote>\n  <xmp> is disallowed.  <XMP> is also disallowed.\n</blockquote>\n",
    ),
];

/// Markdown, and the HTML that we want of it.
const CASES: &[(&str, &str)] = &[
    // Beyond the specification's examples: marks around an address are not part of it.
    (
        "**https://a.example/b** and *www.b.example*.\n",
        "<p><strong><a href=\"https://a.example/b\">https://a.example/b</a></strong> and <em><a href=\"http://www.b.example\">www.b.example</a></em>.</p>\n",
    ),
    (
        "`https://a.example` [https://b.example](https://c.example)\n",
        "<p><code>https://a.example</code> <a href=\"https://c.example\">https://b.example</a></p>\n",
    ),
    ("xhttp://a.example and javascript://www.a\n", "<p>xhttp://a.example and javascript://www.a</p>\n"),
    // Dollars that are money, and dollars in code
    (
        "Between $5 and $10 there is `\\(a\\)` and `$b$`, and $c$.\n",
        "<p>Between $5 and $10 there is <code>\\(a\\)</code> and <code>$b$</code>, and <math>c</math>.</p>\n",
    ),
    // Footnotes
    (
        "Yes[^1] and no[^2].\n\n[^1]: Because.\n",
        "<p>Yes<sup>1</sup> and no[^2].</p>\n<aside id=\"1\">\n<p>Because.</p>\n</aside>\n",
    ),
];

#[test]
fn gfm_examples_give_the_html_of_the_specification() {
    let examples = read(include_str!("gfm-0.29.json"));
    assert_eq!(examples.len(), 44);
    let mut different = Vec::new();
    for (number, markdown, expected) in examples {
        let ours = html(&parse(&markdown));
        let otherwise = OTHERWISE.iter().find(|(exception, _)| *exception == number);
        if ours != otherwise.map_or(&*expected, |(_, instead)| instead)
            || otherwise.is_some() == (ours == expected)
        {
            different.push((number, markdown, expected, ours));
        }
    }
    assert!(different.is_empty(), "{different:#?}");
}

#[test]
fn what_gfm_does_not_specify_gives_the_html_that_we_want() {
    for (markdown, expected) in CASES {
        assert_eq!(html(&parse(markdown)), *expected, "{markdown}");
    }
}

#[test]
fn extensions_are_the_same_at_every_single_split() {
    let examples = read(include_str!("gfm-0.29.json"));
    let all = examples
        .iter()
        .map(|(_, markdown, _)| &**markdown)
        .chain(CASES.iter().map(|(markdown, _)| *markdown));
    for markdown in all {
        for at in (0..=markdown.len()).filter(|at| markdown.is_char_boundary(*at)) {
            assert_same(&[&markdown[..at], &markdown[at..]]);
        }
        let pieces: Vec<&str> = markdown.split_inclusive(|_| true).collect();
        assert_same(&pieces);
    }
}
