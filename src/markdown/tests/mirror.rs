//! A view without a screen: a tree that is changed by nothing but the changes.

use crate::markdown::*;

/// The tree, and what the changes were.
#[derive(Debug, Default)]
pub(crate) struct Mirror {
    pub blocks: Vec<Block>,
    pub closed: usize,
    pub patches: usize,
}

enum Level<'a> {
    Blocks(&'a mut Vec<Block>),
    Items(&'a mut Vec<Item>),
    Rows(&'a mut Vec<Row>),
    Cells(&'a mut Vec<Cell>),
    Lines(&'a mut Vec<String>),
    Inlines(&'a mut Vec<Inline>),
}

enum Leaf<'a> {
    Node(Level<'a>),
    List(&'a mut bool, &'a mut Vec<Item>),
    Text(&'a mut String),
}

impl Mirror {
    pub(crate) fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            self.apply_one(change);
        }
    }

    fn apply_one(&mut self, change: Change) {
        match change {
            Change::Append { depth, nodes } => match (self.spine(depth), nodes) {
                (Leaf::Node(Level::Blocks(list)), Nodes::Blocks(nodes)) => extend(list, nodes),
                (Leaf::List(_, list), Nodes::Items(nodes)) => extend(list, nodes),
                (Leaf::Node(Level::Rows(list)), Nodes::Rows(nodes)) => extend(list, nodes),
                (Leaf::Node(Level::Cells(list)), Nodes::Cells(nodes)) => extend(list, nodes),
                (Leaf::Node(Level::Lines(list)), Nodes::Lines(nodes)) => extend(list, nodes),
                (Leaf::Node(Level::Inlines(list)), Nodes::Inlines(nodes)) => extend(list, nodes),
                (_, nodes) => panic!("{nodes:?} does not fit at depth {depth}"),
            },
            Change::Truncate { depth, keep } => {
                assert!(depth > 0 || keep >= self.closed, "a closed block is dropped");
                match self.spine(depth) {
                    Leaf::Node(Level::Blocks(list)) => shorten(list, keep),
                    Leaf::List(_, list) => shorten(list, keep),
                    Leaf::Node(Level::Rows(list)) => shorten(list, keep),
                    Leaf::Node(Level::Cells(list)) => shorten(list, keep),
                    Leaf::Node(Level::Lines(list)) => shorten(list, keep),
                    Leaf::Node(Level::Inlines(list)) => shorten(list, keep),
                    _ => panic!("nothing to drop at depth {depth}"),
                }
            }
            Change::Text { depth, text } => match self.spine(depth) {
                Leaf::Text(node) => {
                    assert!(!text.is_empty());
                    node.push_str(&text);
                }
                _ => panic!("no text at depth {depth}"),
            },
            Change::Spacing { depth, tight } => match self.spine(depth) {
                Leaf::List(is_tight, _) => *is_tight = tight,
                _ => panic!("no list at depth {depth}"),
            },
            Change::Closed { blocks } => {
                assert!(blocks > self.closed && blocks <= self.blocks.len());
                self.closed = blocks;
            }
            Change::Patch { block, path, node } => {
                assert!(block < self.closed, "an open block is patched");
                self.patches += 1;
                let mut level = Level::Blocks(&mut self.blocks);
                let mut index = block;
                for next in path {
                    level = enter(level, index);
                    index = next;
                }
                match (level, node) {
                    (Level::Blocks(list), Nodes::Blocks(mut nodes)) => list[index] = nodes.pop().unwrap(),
                    (Level::Cells(list), Nodes::Cells(mut nodes)) => list[index] = nodes.pop().unwrap(),
                    (_, node) => panic!("{node:?} does not fit"),
                }
            }
        }
    }

    fn spine(&mut self, depth: usize) -> Leaf<'_> {
        let closed = self.closed;
        let mut leaf = Leaf::Node(Level::Blocks(&mut self.blocks));
        for step in 0..depth {
            let list = match leaf {
                Leaf::Node(level) => level,
                Leaf::List(_, items) => Level::Items(items),
                Leaf::Text(_) => panic!("depth {depth} is below a text"),
            };
            if step == 0
                && let Level::Blocks(blocks) = &list
            {
                assert!(blocks.len() > closed, "a closed block changes");
            }
            leaf = match list {
                Level::Blocks(list) => match list.last_mut().unwrap() {
                    Block::List { items, tight, .. } => Leaf::List(tight, items),
                    block => Leaf::Node(children(block)),
                },
                Level::Items(list) => Leaf::Node(Level::Blocks(&mut list.last_mut().unwrap().content)),
                Level::Rows(list) => Leaf::Node(Level::Cells(list.last_mut().unwrap())),
                Level::Cells(list) => Leaf::Node(Level::Inlines(list.last_mut().unwrap())),
                Level::Lines(list) => Leaf::Text(list.last_mut().unwrap()),
                Level::Inlines(list) => match list.last_mut().unwrap() {
                    Inline::Text(text) | Inline::Code(text) => Leaf::Text(text),
                    Inline::Styled(_, list) | Inline::Link { content: list, .. } => {
                        Leaf::Node(Level::Inlines(list))
                    }
                    other => panic!("{other:?} has no children"),
                },
            };
        }
        leaf
    }
}

fn enter(level: Level<'_>, index: usize) -> Level<'_> {
    match level {
        Level::Blocks(list) => children(&mut list[index]),
        Level::Items(list) => Level::Blocks(&mut list[index].content),
        Level::Rows(list) => Level::Cells(&mut list[index]),
        _ => panic!("no way down"),
    }
}

fn children(block: &mut Block) -> Level<'_> {
    match block {
        Block::Paragraph(list) | Block::Heading { content: list, .. } => Level::Inlines(list),
        Block::CodeBlock { lines, .. } | Block::Html { lines } => Level::Lines(lines),
        Block::Table { rows, .. } => Level::Rows(rows),
        Block::List { items, .. } => Level::Items(items),
        Block::Quote(list)
        | Block::Callout { content: list, .. }
        | Block::FootnoteDefinition { content: list, .. } => Level::Blocks(list),
        other => panic!("{other:?} has no children"),
    }
}

fn extend<T>(list: &mut Vec<T>, nodes: Vec<T>) {
    assert!(!nodes.is_empty());
    list.extend(nodes);
}

fn shorten<T>(list: &mut Vec<T>, keep: usize) {
    assert!(keep < list.len(), "nothing is dropped: {keep} of {}", list.len());
    list.truncate(keep);
}

/// Streams these pieces; gives the tree that a view has in the end.
pub(crate) fn stream<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (Mirror, Document) {
    stream_into(Document::new(), pieces)
}

/// As [`stream`], taking windows beyond this size for long.
pub(crate) fn stream_limited<'a>(
    limit: usize,
    pieces: impl IntoIterator<Item = &'a str>,
) -> (Mirror, Document) {
    stream_into(Document::with_limit(limit), pieces)
}

fn stream_into<'a>(mut document: Document, pieces: impl IntoIterator<Item = &'a str>) -> (Mirror, Document) {
    let mut mirror = Mirror::default();
    for piece in pieces {
        mirror.apply(document.push(piece));
    }
    mirror.apply(document.finish());
    assert_eq!(mirror.closed, mirror.blocks.len(), "all blocks are closed in the end");
    (mirror, document)
}

/// Asserts that these pieces give what the whole text gives at once.
pub(crate) fn assert_same(pieces: &[&str]) {
    let whole = pieces.concat();
    let (mirror, _) = stream(pieces.iter().copied());
    let expected = parse(&whole);
    if mirror.blocks != expected {
        panic!("{pieces:?}\n streamed {:?}\n expected {expected:?}", mirror.blocks);
    }
}
