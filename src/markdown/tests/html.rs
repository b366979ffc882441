//! The tree as the specification writes it: an oracle outside our own code. For tests alone; the
//! product makes DOM nodes.

use std::fmt::Write;

use crate::markdown::*;

/// The HTML of these blocks as in the examples of the specification.
pub(crate) fn html(blocks: &[Block]) -> String {
    let mut out = String::new();
    write_blocks(blocks, false, &mut out);
    out
}

fn write_blocks(blocks: &[Block], tight: bool, out: &mut String) {
    for block in blocks {
        write_block(block, tight, out);
    }
}

fn write_block(block: &Block, tight: bool, out: &mut String) {
    if !(out.is_empty() || out.ends_with('\n') || tight && matches!(block, Block::Paragraph(_))) {
        out.push('\n');
    }
    match block {
        Block::Paragraph(content) if tight => write_inlines(content, out),
        Block::Paragraph(content) => {
            out.push_str("<p>");
            write_inlines(content, out);
            out.push_str("</p>\n");
        }
        Block::Heading { level, content } => {
            write!(out, "<h{level}>").unwrap();
            write_inlines(content, out);
            writeln!(out, "</h{level}>").unwrap();
        }
        Block::CodeBlock { language, lines } => {
            out.push_str("<pre><code");
            if !language.is_empty() {
                write!(out, " class=\"language-{}\"", escape(language)).unwrap();
            }
            out.push('>');
            for line in lines {
                out.push_str(&escape(line));
                out.push('\n');
            }
            out.push_str("</code></pre>\n");
        }
        // The product shows raw HTML as text; the oracle checks that it is found.
        Block::Html { lines } => {
            for line in lines {
                writeln!(out, "{line}").unwrap();
            }
        }
        Block::Table { alignments, head, rows } => {
            out.push_str("<table>\n<thead>\n");
            write_row(head, alignments, "th", out);
            out.push_str("</thead>\n");
            if !rows.is_empty() {
                out.push_str("<tbody>\n");
                rows.iter().for_each(|row| write_row(row, alignments, "td", out));
                out.push_str("</tbody>\n");
            }
            out.push_str("</table>\n");
        }
        Block::List { start, tight, items } => {
            match start {
                None => out.push_str("<ul>\n"),
                Some(1) => out.push_str("<ol>\n"),
                Some(start) => writeln!(out, "<ol start=\"{start}\">").unwrap(),
            }
            for item in items {
                out.push_str("<li>");
                if let Some(done) = item.task {
                    let checked = if done { "checked=\"\" " } else { "" };
                    write!(out, "<input {checked}disabled=\"\" type=\"checkbox\"> ").unwrap();
                }
                write_blocks(&item.content, *tight, out);
                out.push_str("</li>\n");
            }
            out.push_str(if start.is_none() { "</ul>\n" } else { "</ol>\n" });
        }
        Block::Quote(content) => {
            out.push_str("<blockquote>\n");
            write_blocks(content, false, out);
            out.push_str("</blockquote>\n");
        }
        Block::Callout { kind, content } => {
            writeln!(out, "<blockquote class=\"{}\">", kind.name()).unwrap();
            write_blocks(content, false, out);
            out.push_str("</blockquote>\n");
        }
        Block::Comment => {}
        Block::Rule => out.push_str("<hr />\n"),
        Block::FootnoteDefinition { label, content } => {
            writeln!(out, "<aside id=\"{}\">", escape(label)).unwrap();
            write_blocks(content, false, out);
            out.push_str("</aside>\n");
        }
        Block::MathBlock(formula) => writeln!(out, "<math display>{}</math>", escape(&formula.tex)).unwrap(),
    }
}

fn write_row(row: &Row, alignments: &[Alignment], tag: &str, out: &mut String) {
    out.push_str("<tr>\n");
    for (cell, alignment) in row.iter().zip(alignments) {
        let align = match alignment {
            Alignment::None => "",
            Alignment::Left => " align=\"left\"",
            Alignment::Center => " align=\"center\"",
            Alignment::Right => " align=\"right\"",
        };
        write!(out, "<{tag}{align}>").unwrap();
        write_inlines(cell, out);
        writeln!(out, "</{tag}>").unwrap();
    }
    out.push_str("</tr>\n");
}

fn write_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&escape(text)),
            Inline::Styled(style, content) => wrap(style.element(), content, out),
            Inline::Code(code) => write!(out, "<code>{}</code>", escape(code)).unwrap(),
            Inline::Link { href, title, content, .. } => {
                write!(out, "<a href=\"{}\"{}>", escape(&percent(href)), title_attribute(title)).unwrap();
                write_inlines(content, out);
                out.push_str("</a>");
            }
            Inline::Image { src, title, alt, .. } => {
                let (src, title) = (escape(&percent(src)), title_attribute(title));
                write!(out, "<img src=\"{src}\" alt=\"{}\"{title} />", escape(alt)).unwrap();
            }
            Inline::Break => out.push_str("<br />\n"),
            Inline::SoftBreak => out.push('\n'),
            Inline::FootnoteReference(label) => write!(out, "<sup>{}</sup>", escape(label)).unwrap(),
            Inline::Math { display, formula } => {
                let display = if *display { " display" } else { "" };
                write!(out, "<math{display}>{}</math>", escape(&formula.tex)).unwrap();
            }
        }
    }
}

fn wrap(tag: &str, content: &[Inline], out: &mut String) {
    write!(out, "<{tag}>").unwrap();
    write_inlines(content, out);
    write!(out, "</{tag}>").unwrap();
}

fn title_attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// As cmark writes addresses.
fn percent(address: &str) -> String {
    let mut out = String::new();
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.+!*'(),%#@?=;:/,+&$~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
    }
    out
}
