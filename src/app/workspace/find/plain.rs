//! The text of a message as it reads in the page, without markup. Find-in-conversation searches it, so that the
//! message need not be in the page. [`super::marks`] reads the same text from the page; both leave out formulas
//! and images.

use crate::{
    chat::{Message, Part},
    markdown::{self, Block, Inline},
};

/// The text of a message. A line end separates blocks, which a hit must not span. `growing` is the part of a
/// live answer after its settled text.
pub(super) fn text(message: &Message, growing: &str) -> String {
    let mut text = String::new();
    if let Some(answer) = message.answer() {
        let source = [answer.text.as_str(), growing].concat();
        blocks(&markdown::parse(&source), &mut text);
    } else if let Some(question) = message.question() {
        for part in &question.parts {
            if let Part::Text(words) = part {
                text.push_str(words.as_str());
                text.push('\n');
            }
        }
    }
    text
}

/// Whether a message may have a hit, without parsing it: looks for the needle's alphanumeric pieces, in any order.
/// It misses a hit only if markup interrupts one of these pieces.
pub(super) fn may_hold(message: &Message, growing: &str, needle: &[char]) -> bool {
    needle.split(|c| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).all(|piece| {
        match message.answer() {
            Some(answer) => holds(answer.text.as_str(), piece) || holds(growing, piece),
            None => message.question().is_some_and(|question| {
                question
                    .parts
                    .iter()
                    .any(|part| matches!(part, Part::Text(text) if holds(text.as_str(), piece)))
            }),
        }
    })
}

/// Whether a text contains a piece, ignoring case. The piece is in lower case.
fn holds(text: &str, piece: &[char]) -> bool {
    let ascii: Option<Vec<u8>> = piece.iter().map(|c| u8::try_from(*c).ok().filter(u8::is_ascii)).collect();
    match ascii {
        // The text is ASCII, so ignoring ASCII case is enough.
        Some(piece) if text.is_ascii() => {
            text.as_bytes().windows(piece.len()).any(|window| window.eq_ignore_ascii_case(&piece))
        }
        _ => !crate::chat::search::find(text, piece).is_empty(),
    }
}

fn blocks(all: &[Block], text: &mut String) {
    for block in all {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => inlines(content, text),
            Block::CodeBlock { lines, .. } | Block::Html { lines } => {
                for line in lines {
                    text.push_str(line);
                    text.push('\n');
                }
            }
            Block::Table { head, rows, .. } => {
                for cell in std::iter::once(head).chain(rows).flatten() {
                    inlines(cell, text);
                    text.push('\n');
                }
            }
            Block::List { items, .. } => {
                for item in items {
                    blocks(&item.content, text);
                }
            }
            Block::Callout { kind, content } => {
                text.push_str(kind.name());
                text.push('\n');
                blocks(content, text);
            }
            Block::Quote(content) | Block::FootnoteDefinition { content, .. } => blocks(content, text),
            Block::Comment | Block::Rule | Block::MathBlock(_) => {}
        }
        text.push('\n');
    }
}

fn inlines(all: &[Inline], text: &mut String) {
    for inline in all {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Styled(_, content) | Inline::Link { content, .. } => inlines(content, text),
            Inline::Break | Inline::SoftBreak => text.push(' '),
            Inline::FootnoteReference(label) => text.push_str(label),
            Inline::Image { .. } | Inline::Math { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{blocks, holds};
    use crate::markdown::parse;

    fn plain(source: &str) -> String {
        let mut text = String::new();
        blocks(&parse(source), &mut text);
        text
    }

    #[test]
    fn markup_is_no_part_of_what_is_read() {
        assert_eq!(plain("# A *b*\n\nc **d** [e](https://x.example)\nf"), "A b\nc d e f\n");
        assert_eq!(plain("```rust\nlet a;\n```"), "let a;\n\n");
        assert_eq!(plain("- a\n- b"), "a\nb\n\n");
        assert_eq!(plain("| a | b |\n|---|---|\n| c | d |"), "a\nb\nc\nd\n\n");
        assert_eq!(plain("a $x^2$ b"), "a  b\n");
    }

    #[test]
    fn pieces_are_found_whatever_their_case() {
        let piece = |words: &str| words.chars().collect::<Vec<_>>();
        assert!(holds("The Word", &piece("word")));
        assert!(holds("Ein ÄRGER", &piece("ärger")));
        assert!(!holds("The Word", &piece("words")));
        assert!(!holds("", &piece("a")));
    }
}
