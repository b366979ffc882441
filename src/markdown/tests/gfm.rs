//! GitHub Flavored Markdown's extensions: tables, task lists, strikethrough, autolinks, footnotes.
//! The cases follow the rules of the GFM specification 0.29.

use super::html::html;
use super::mirror::assert_same;
use crate::markdown::parse;

/// Markdown, and the HTML that GFM asks for.
const CASES: &[(&str, &str)] = &[
    // 4.10 Tables
    (
        "| foo | bar |\n| --- | --- |\n| baz | bim |\n",
        "<table>\n<thead>\n<tr>\n<th>foo</th>\n<th>bar</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>baz</td>\n<td>bim</td>\n</tr>\n</tbody>\n</table>\n",
    ),
    (
        "| abc | defghi |\n:-: | -----------:\nbar | baz\n",
        "<table>\n<thead>\n<tr>\n<th align=\"center\">abc</th>\n<th align=\"right\">defghi</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align=\"center\">bar</td>\n<td align=\"right\">baz</td>\n</tr>\n</tbody>\n</table>\n",
    ),
    (
        "| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |\n",
        "<table>\n<thead>\n<tr>\n<th>f|oo</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b <code>|</code> az</td>\n</tr>\n<tr>\n<td>b <strong>|</strong> im</td>\n</tr>\n</tbody>\n</table>\n",
    ),
    (
        "| abc | def |\n| --- | --- |\n| bar | baz |\n> bar\n",
        "<table>\n<thead>\n<tr>\n<th>abc</th>\n<th>def</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>bar</td>\n<td>baz</td>\n</tr>\n</tbody>\n</table>\n<blockquote>\n<p>bar</p>\n</blockquote>\n",
    ),
    (
        "| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar\n",
        "<table>\n<thead>\n<tr>\n<th>abc</th>\n<th>def</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>bar</td>\n<td>baz</td>\n</tr>\n<tr>\n<td>bar</td>\n<td></td>\n</tr>\n</tbody>\n</table>\n<p>bar</p>\n",
    ),
    ("| abc | def |\n| --- |\n| bar |\n", "<p>| abc | def |\n| --- |\n| bar |</p>\n"),
    (
        "| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |\n",
        "<table>\n<thead>\n<tr>\n<th>abc</th>\n<th>def</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>bar</td>\n<td></td>\n</tr>\n<tr>\n<td>bar</td>\n<td>baz</td>\n</tr>\n</tbody>\n</table>\n",
    ),
    (
        "| abc | def |\n| --- | --- |\n",
        "<table>\n<thead>\n<tr>\n<th>abc</th>\n<th>def</th>\n</tr>\n</thead>\n</table>\n",
    ),
    // 5.3 Task list items
    (
        "- [ ] foo\n- [x] bar\n",
        "<ul>\n<li><input disabled=\"\" type=\"checkbox\"> foo</li>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> bar</li>\n</ul>\n",
    ),
    (
        "- [x] foo\n  - [ ] bar\n  - [x] baz\n- [ ] bim\n",
        "<ul>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> foo\n<ul>\n<li><input disabled=\"\" type=\"checkbox\"> bar</li>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> baz</li>\n</ul>\n</li>\n<li><input disabled=\"\" type=\"checkbox\"> bim</li>\n</ul>\n",
    ),
    // 6.5 Strikethrough
    ("~~Hi~~ Hello, ~there~ world!\n", "<p><del>Hi</del> Hello, <del>there</del> world!</p>\n"),
    ("This ~~has a\n\nnew paragraph~~.\n", "<p>This ~~has a</p>\n<p>new paragraph~~.</p>\n"),
    ("This will ~~~not~~~ strike.\n", "<p>This will ~~~not~~~ strike.</p>\n"),
    // 6.9 Autolinks
    ("www.commonmark.org\n", "<p><a href=\"http://www.commonmark.org\">www.commonmark.org</a></p>\n"),
    (
        "Visit www.commonmark.org/help for more information.\n",
        "<p>Visit <a href=\"http://www.commonmark.org/help\">www.commonmark.org/help</a> for more information.</p>\n",
    ),
    (
        "Visit www.commonmark.org.\n\nVisit www.commonmark.org/a.b.\n",
        "<p>Visit <a href=\"http://www.commonmark.org\">www.commonmark.org</a>.</p>\n<p>Visit <a href=\"http://www.commonmark.org/a.b\">www.commonmark.org/a.b</a>.</p>\n",
    ),
    (
        "www.google.com/search?q=Markup+(business)\n\nwww.google.com/search?q=Markup+(business)))\n\n(www.google.com/search?q=Markup+(business))\n\n(www.google.com/search?q=Markup+(business)\n",
        "<p><a href=\"http://www.google.com/search?q=Markup+(business)\">www.google.com/search?q=Markup+(business)</a></p>\n<p><a href=\"http://www.google.com/search?q=Markup+(business)\">www.google.com/search?q=Markup+(business)</a>))</p>\n<p>(<a href=\"http://www.google.com/search?q=Markup+(business)\">www.google.com/search?q=Markup+(business)</a>)</p>\n<p>(<a href=\"http://www.google.com/search?q=Markup+(business)\">www.google.com/search?q=Markup+(business)</a></p>\n",
    ),
    (
        "www.google.com/search?q=(business))+ok\n",
        "<p><a href=\"http://www.google.com/search?q=(business))+ok\">www.google.com/search?q=(business))+ok</a></p>\n",
    ),
    (
        "www.google.com/search?q=commonmark&hl=en\n\nwww.google.com/search?q=commonmark&hl;\n",
        "<p><a href=\"http://www.google.com/search?q=commonmark&amp;hl=en\">www.google.com/search?q=commonmark&amp;hl=en</a></p>\n<p><a href=\"http://www.google.com/search?q=commonmark\">www.google.com/search?q=commonmark</a>&amp;hl;</p>\n",
    ),
    (
        "www.commonmark.org/he<lp\n",
        "<p><a href=\"http://www.commonmark.org/he\">www.commonmark.org/he</a>&lt;lp</p>\n",
    ),
    (
        "http://commonmark.org\n\n(Visit https://encrypted.google.com/search?q=Markup+(business))\n",
        "<p><a href=\"http://commonmark.org\">http://commonmark.org</a></p>\n<p>(Visit <a href=\"https://encrypted.google.com/search?q=Markup+(business)\">https://encrypted.google.com/search?q=Markup+(business)</a>)</p>\n",
    ),
    ("foo@bar.baz\n", "<p><a href=\"mailto:foo@bar.baz\">foo@bar.baz</a></p>\n"),
    (
        "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.\n",
        "<p>hello@mail+xyz.example isn't valid, but <a href=\"mailto:hello+xyz@mail.example\">hello+xyz@mail.example</a> is.</p>\n",
    ),
    (
        "a.b-c_d@a.b\n\na.b-c_d@a.b.\n\na.b-c_d@a.b-\n\na.b-c_d@a.b_\n",
        "<p><a href=\"mailto:a.b-c_d@a.b\">a.b-c_d@a.b</a></p>\n<p><a href=\"mailto:a.b-c_d@a.b\">a.b-c_d@a.b</a>.</p>\n<p>a.b-c_d@a.b-</p>\n<p>a.b-c_d@a.b_</p>\n",
    ),
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
fn extensions_give_the_html_that_gfm_asks_for() {
    for (markdown, expected) in CASES {
        assert_eq!(html(&parse(markdown)), *expected, "{markdown}");
    }
}

#[test]
fn extensions_are_the_same_at_every_single_split() {
    for (markdown, _) in CASES {
        for at in 0..=markdown.len() {
            assert_same(&[&markdown[..at], &markdown[at..]]);
        }
        let pieces: Vec<&str> = markdown.split_inclusive(|_| true).collect();
        assert_same(&pieces);
    }
}
