//! Finds code blocks in the source of an answer, for answers that are not in the page.

use crate::markdown::{self, Block};

/// The last code block of a Markdown text, each line with its end; `None` if there is none.
pub(super) fn last(source: &str) -> Option<String> {
    last_of(&markdown::parse(source))
}

fn last_of(blocks: &[Block]) -> Option<String> {
    blocks.iter().rev().find_map(|block| match block {
        // Raw HTML is shown as code.
        Block::CodeBlock { lines, .. } | Block::Html { lines } => {
            Some(lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect())
        }
        Block::List { items, .. } => items.iter().rev().find_map(|item| last_of(&item.content)),
        Block::Quote(content) | Block::FootnoteDefinition { content, .. } => last_of(content),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::last;

    #[test]
    fn the_last_block_is_found_at_any_depth() {
        let text = "```rust\nfirst\n```\n\n- item\n\n  > ```\n  > second\n  >\n  > third\n  > ```\n\nend";
        assert_eq!(last(text).as_deref(), Some("second\n\nthird\n"));
        assert_eq!(last("    indented").as_deref(), Some("indented\n"));
    }

    #[test]
    fn a_text_without_code_has_none() {
        assert_eq!(last("a `span` is no block"), None);
        assert_eq!(last(""), None);
    }
}
