//! What models write in answers, of the kinds that people report: each is the same at every split, too.

use super::html::html;
use super::mirror::{assert_same, stream_limited};
use crate::markdown::parse;

/// Markdown, and the HTML that we want of it.
const CASES: &[(&str, &str)] = &[
    // Amounts are text, and what is between them is read as Markdown.
    (
        "It costs $20 **for each of us** and $24 more ($240/year).",
        "<p>It costs $20 <strong>for each of us</strong> and $24 more ($240/year).</p>",
    ),
    ("**$1.50** or **$2.50**", "<p><strong>$1.50</strong> or <strong>$2.50</strong></p>"),
    (
        "[$5](https://a.example) or [$6](https://b.example)",
        "<p><a href=\"https://a.example\">$5</a> or <a href=\"https://b.example\">$6</a></p>",
    ),
    ("$5 (see `cmd`) or **$6**", "<p>$5 (see <code>cmd</code>) or <strong>$6</strong></p>"),
    ("$x$ costs $5 and $y$ costs $10", "<p><math>x</math> costs $5 and <math>y</math> costs $10</p>"),
    ("US$5 to US$6, or 5$ and 6$", "<p>US$5 to US$6, or 5$ and 6$</p>"),
    ("$5 for *one*, or 9$", "<p>$5 for <em>one</em>, or 9$</p>"),
    ("$5 和 *6*$", "<p>$5 和 <em>6</em>$</p>"),
    ("$5M–$10M, $-20 *and* -$", "<p>$5M–$10M, $-20 <em>and</em> -$</p>"),
    (
        "$2^n$, $10$, $3x + 4 = 0$, $5 \\text{ apples}$",
        "<p><math>2^n</math>, <math>10</math>, <math>3x + 4 = 0</math>, <math>5 \\text{ apples}</math></p>",
    ),
    ("the $n$th of $k$s, 设$x$为", "<p>the <math>n</math>th of <math>k</math>s, 设<math>x</math>为</p>"),
    ("$x^{2} \\text{\\$5}$", "<p><math>x^{2} \\text{\\$5}</math></p>"),
    // What a shell reads is text.
    ("$HOME/bin:$PATH", "<p>$HOME/bin:$PATH</p>"),
    ("$(this) and $1, $2 in the replacement; ^foo$", "<p>$(this) and $1, $2 in the replacement; ^foo$</p>"),
    ("Set $HOME and *also* $", "<p>Set $HOME and <em>also</em> $</p>"),
    ("${A}/x with *${B}*", "<p>${A}/x with <em>${B}</em></p>"),
    // Two backslashes are an escaped one.
    ("a \\\\[4pt] b", "<p>a \\[4pt] b</p>"),
    ("\\\\(a) *b*", "<p>\\(a) <em>b</em></p>"),
    // Formulas that fill lines are formulas, whatever their lines look like.
    ("\\[\na\n=\nb\n\\]", "<math display>a\n=\nb</math>"),
    ("\\[\na\n+ b\n- c\n> d\n1. e\n\\]\n", "<math display>a\n+ b\n- c\n&gt; d\n1. e</math>"),
    ("\\[\na\n\n# b\n\\]\n\nText", "<math display>a\n\n# b</math>\n<p>Text</p>"),
    ("$$\na\n---\nb\n$$", "<math display>a\n---\nb</math>"),
    ("So:\n$$a$$\nand *more*", "<p>So:</p>\n<math display>a</math>\n<p>and <em>more</em></p>"),
    (
        "1. A:\n   \\[\n   a\n   = b\n   \\]\n2. B",
        "<ol>\n<li>A:\n<math display>a\n= b</math>\n</li>\n<li>B</li>\n</ol>",
    ),
    (
        "> \\[\n> a\n>\n> - b\n> \\]\n\nc",
        "<blockquote>\n<math display>a\n\n- b</math>\n</blockquote>\n<p>c</p>",
    ),
    ("> \\[\n> a\n\nb *c* \\]", "<blockquote>\n<p>[\na</p>\n</blockquote>\n<p>b <em>c</em> ]</p>"),
    ("\\[ a \\].\n\n*b*", "<p><math display>a</math>.</p>\n<p><em>b</em></p>"),
    ("\\[ a, and *this* never ends", "<p>[ a, and <em>this</em> never ends</p>"),
    ("```\n\\[\n- a\n\\]\n```", "<pre><code>\\[\n- a\n\\]\n</code></pre>"),
    (
        "\\begin{align}\na &= b \\\\\n- c &= d\n\\end{align}",
        "<math display>\\begin{align}\na &amp;= b \\\\\n- c &amp;= d\n\\end{align}</math>",
    ),
    ("\\begin{document}\n*a*\n\\end{document}", "<p>\\begin{document}\n<em>a</em>\n\\end{document}</p>"),
    (
        "\\[\na\n- b\n\\]\n\n\\[\n# c\n\\]\n\nand \\(d\\)",
        "<math display>a\n- b</math>\n<math display># c</math>\n<p>and <math>d</math></p>",
    ),
    // Emphasis beside the letters and marks of Chinese, Japanese and Korean.
    ("含**「要点」**内容", "<p>含<strong>「要点」</strong>内容</p>"),
    ("**真，**她", "<p><strong>真，</strong>她</p>"),
    ("**注意：**正文", "<p><strong>注意：</strong>正文</p>"),
    ("**함수(function)**를", "<p><strong>함수(function)</strong>를</p>"),
    ("*斜体（括号）。*继续", "<p><em>斜体（括号）。</em>继续</p>"),
    ("~~删除（括号）。~~继续", "<p><del>删除（括号）。</del>继续</p>"),
    (
        "これは**「重要」**です。彼は**走る（はしる）**。",
        "<p>これは<strong>「重要」</strong>です。彼は<strong>走る（はしる）</strong>。</p>",
    ),
    (
        "字**`code`**字和**[a](https://a.example)**字",
        "<p>字<strong><code>code</code></strong>字和<strong><a href=\"https://a.example\">a</a></strong>字</p>",
    ),
    (
        "- 「**A**」と**「B」**\n- 价格**$5**元",
        "<ul>\n<li>「<strong>A</strong>」と<strong>「B」</strong></li>\n<li>价格<strong>$5</strong>元</li>\n</ul>",
    ),
    ("a**(b)**c stays", "<p>a**(b)**c stays</p>"),
    // Addresses end where the sentence goes on, and hold what they may hold.
    (
        "见：https://example.com/477，涵盖",
        "<p>见：<a href=\"https://example.com/477\">https://example.com/477</a>，涵盖</p>",
    ),
    (
        "https://example.com/docs（说明）",
        "<p><a href=\"https://example.com/docs\">https://example.com/docs</a>（说明）</p>",
    ),
    (
        "中文https://example.com 英文",
        "<p>中文<a href=\"https://example.com\">https://example.com</a> 英文</p>",
    ),
    ("看https://example.com吧", "<p>看<a href=\"https://example.com\">https://example.com</a>吧</p>"),
    (
        "https://zh.example.org/wiki/北京",
        "<p><a href=\"https://zh.example.org/wiki/%E5%8C%97%E4%BA%AC\">https://zh.example.org/wiki/北京</a></p>",
    ),
    (
        "**https://a.example/b**字和「https://c.example」",
        "<p><strong><a href=\"https://a.example/b\">https://a.example/b</a></strong>字和「<a href=\"https://c.example\">https://c.example</a>」</p>",
    ),
    (
        "https://example.com/_foo_/bar",
        "<p><a href=\"https://example.com/_foo_/bar\">https://example.com/_foo_/bar</a></p>",
    ),
    (
        "_so_ https://a.example/~u/ and https://b.example/~v/",
        "<p><em>so</em> <a href=\"https://a.example/~u/\">https://a.example/~u/</a> and <a href=\"https://b.example/~v/\">https://b.example/~v/</a></p>",
    ),
    (
        "https://a.example/?$top=1&x=2$",
        "<p><a href=\"https://a.example/?$top=1&amp;x=2$\">https://a.example/?$top=1&amp;x=2$</a></p>",
    ),
    // No word of a row is lost.
    (
        "| a | b |\n|---|---|\n| `x|y` | z |\n| $|v|$ | w |\n",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>`x</td>\n<td>y` | z</td>\n</tr>\n<tr>\n<td>$</td>\n<td>v |$ | w</td>\n</tr>\n</tbody>\n</table>",
    ),
    (
        "| a |\n|---|\n| b | | |\n",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
    ),
    // A few tags are styles; all others are text.
    ("a<br>b<br/>c<BR />d", "<p>a<br />\nb<br />\nc<br />\nd</p>"),
    ("H<sub>2</sub>O, x<sup>*2*</sup>", "<p>H<sub>2</sub>O, x<sup><em>2</em></sup></p>"),
    (
        "<kbd>Ctrl</kbd> <mark>m</mark> <u>u</u> <s>s</s>",
        "<p><kbd>Ctrl</kbd> <mark>m</mark> <u>u</u> <del>s</del></p>",
    ),
    (
        "| a<br>b |\n|---|\n| c<sub>1</sub> |\n",
        "<table>\n<thead>\n<tr>\n<th>a<br />\nb</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c<sub>1</sub></td>\n</tr>\n</tbody>\n</table>",
    ),
    ("<sub>a *b</sub> c*", "<p>&lt;sub&gt;a <em>b&lt;/sub&gt; c</em></p>"),
    ("*<sub>a* b</sub>", "<p><em>&lt;sub&gt;a</em> b&lt;/sub&gt;</p>"),
    (
        "<sub class=\"x\">a</sub> <script>b</script>",
        "<p>&lt;sub class=&quot;x&quot;&gt;a&lt;/sub&gt; &lt;script&gt;b&lt;/script&gt;</p>",
    ),
    ("a <!-- b --> c", "<p>a  c</p>"),
    ("<!-- a\n\nb -->\n\nc", "<p>c</p>"),
    ("- a\n  <sup>1\n- b</sup>", "<ul>\n<li>a\n&lt;sup&gt;1</li>\n<li>b&lt;/sup&gt;</li>\n</ul>"),
    // Call-outs
    (
        "> [!NOTE]\n> a\n>\n> - b",
        "<blockquote class=\"note\">\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</blockquote>",
    ),
    (
        "> [!warning]\n> a\n\n> [!other]\n> b",
        "<blockquote class=\"warning\">\n<p>a</p>\n</blockquote>\n<blockquote>\n<p>[!other]\nb</p>\n</blockquote>",
    ),
];

#[test]
fn what_models_write_gives_what_people_expect() {
    let mut wrong = Vec::new();
    for (markdown, expected) in CASES {
        let ours = html(&parse(markdown));
        if ours.trim_end() != *expected {
            wrong.push((markdown, expected, ours));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_models_write_is_the_same_at_every_single_split() {
    let all: String = CASES.iter().map(|(markdown, _)| format!("{markdown}\n\n")).collect();
    for (markdown, _) in CASES {
        for at in (0..=markdown.len()).filter(|at| markdown.is_char_boundary(*at)) {
            assert_same(&[&markdown[..at], &markdown[at..]]);
        }
    }
    for text in CASES.iter().map(|(markdown, _)| *markdown).chain([all.as_str()]) {
        assert_same(&text.split_inclusive(|_| true).collect::<Vec<_>>());
        let (mirror, _) = stream_limited(20, text.split_inclusive(|_| true));
        assert_eq!(mirror.blocks, parse(text), "{text}");
    }
}
