//! Builds the page's nodes from the document tree's nodes. Each node of the tree becomes exactly one node of
//! the page, so that a path in the one is a path in the other. Nothing here parses HTML.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlAnchorElement, Node, Text};

use super::spine::{GROUP, Grouped, Level, group, level};
use crate::markdown::{Alignment, Block, Cell, Formula, ImagePolicy, Inline, Item, LinkPolicy, Nodes, Row};

/// Builds nodes of the page.
pub(super) struct NodeBuilder {
    document: Document,
}

/// Nodes that were built, and the spine of the last one.
pub(super) struct BuiltNodes {
    /// In order.
    pub(super) nodes: Vec<Node>,
    /// The levels from the last node down.
    pub(super) spine: Vec<Level>,
}

impl NodeBuilder {
    /// A builder for this document.
    pub(super) fn new() -> Self {
        Self { document: document() }
    }

    fn element(&self, name: &str) -> Option<Element> {
        self.document.create_element(name).ok()
    }

    /// Builds nodes, and the spine of the last one.
    pub(super) fn build(&self, nodes: Nodes) -> BuiltNodes {
        let mut spine = Vec::new();
        let nodes = match nodes {
            Nodes::Blocks(blocks) => self.each(blocks, &mut spine, Self::block),
            Nodes::Items(items) => self.each(items, &mut spine, Self::item),
            Nodes::Rows(rows) => {
                self.each(rows, &mut spine, |builder, row, spine| builder.row(row, "td", spine))
            }
            Nodes::Cells(cells) => {
                self.each(cells, &mut spine, |builder, cell, spine| builder.cell(cell, "td", spine))
            }
            Nodes::Lines(lines) => self.each(lines, &mut spine, Self::line),
            Nodes::Inlines(inlines) => self.each(inlines, &mut spine, Self::inline),
        };
        BuiltNodes { nodes, spine }
    }

    /// Builds each of `all`, and leaves the spine of the last one in `spine`.
    fn each<T>(
        &self,
        all: Vec<T>,
        spine: &mut Vec<Level>,
        make: impl Fn(&Self, T, &mut Vec<Level>) -> Option<Node>,
    ) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(all.len());
        for one in all {
            spine.clear();
            nodes.extend(make(self, one, spine));
        }
        nodes
    }

    /// Appends the children to an element; adds its level and the spine of its last child to `spine`.
    fn parent<T>(
        &self,
        element: Element,
        children: Vec<T>,
        spine: &mut Vec<Level>,
        make: impl Fn(&Self, T, &mut Vec<Level>) -> Option<Node>,
    ) -> Option<Node> {
        let mut below = Vec::new();
        let nodes = self.each(children, &mut below, make);
        spine.push(level(element.clone(), nodes.len()));
        spine.append(&mut below);
        for node in nodes {
            element.append_child(&node).ok()?;
        }
        Some(element.into())
    }

    fn block(&self, block: Block, spine: &mut Vec<Level>) -> Option<Node> {
        match block {
            Block::Paragraph(content) => self.parent(self.element("p")?, content, spine, Self::inline),
            // The page uses h1 and each message h2, so an answer's headings start at h3.
            Block::Heading { level, content } => {
                let name = ["h3", "h4", "h5", "h6", "h6", "h6"][usize::from(level.clamp(1, 6)) - 1];
                self.parent(self.element(name)?, content, spine, Self::inline)
            }
            Block::CodeBlock { language, lines } => self.code(&language, lines, spine),
            Block::Html { lines } => self.code("html", lines, spine),
            Block::Table { alignments, head, rows } => self.table(&alignments, head, rows, spine),
            Block::List { start, tight, items } => {
                let list = self.element(if start.is_some() { "ol" } else { "ul" })?;
                if let Some(start) = start.filter(|&start| start != 1) {
                    list.set_attribute("start", &start.to_string()).ok()?;
                }
                if tight {
                    list.set_class_name("tight");
                }
                let mut below = Vec::new();
                let nodes = self.each(items, &mut below, Self::item);
                let mut level = Level { holder: list.clone().into(), grouped: Grouped::Later, count: 0 };
                for node in nodes {
                    level.add(&node)?;
                }
                spine.push(level);
                spine.append(&mut below);
                Some(list.into())
            }
            Block::Quote(content) => self.parent(self.element("blockquote")?, content, spine, Self::block),
            Block::Callout { kind, content } => {
                let quote = self.element("blockquote")?;
                quote.set_class_name(&["callout ", kind.name()].concat());
                let label = self.element("p")?;
                label.set_class_name("label");
                label.set_text_content(Some(kind.name()));
                quote.append_child(&label).ok()?;
                self.parent(quote, content, spine, Self::block)
            }
            Block::Comment => {
                let nothing: Node = self.document.create_comment("").into();
                spine.push(level(nothing.clone(), 0));
                Some(nothing)
            }
            Block::Rule => {
                let rule = self.element("hr")?;
                spine.push(level(rule.clone(), 0));
                Some(rule.into())
            }
            Block::FootnoteDefinition { label, content } => {
                let note = self.element("aside")?;
                note.set_class_name("footnote");
                note.set_attribute("data-label", &label).ok()?;
                // A click on a reference focuses the note.
                note.set_attribute("tabindex", "-1").ok()?;
                note.set_attribute("aria-label", &["Footnote ", &label].concat()).ok()?;
                self.parent(note, content, spine, Self::block)
            }
            Block::MathBlock(formula) => {
                let math = self.math(&formula, true)?;
                spine.push(level(math.clone(), 0));
                Some(math)
            }
        }
    }

    fn item(&self, item: Item, spine: &mut Vec<Level>) -> Option<Node> {
        let element = self.element("li")?;
        if let Some(done) = item.task {
            element.set_class_name("task");
            let tick = self.element("span")?;
            tick.set_class_name(if done { "box ticked" } else { "box" });
            tick.set_attribute("role", "img").ok()?;
            tick.set_attribute("aria-label", if done { "done" } else { "to do" }).ok()?;
            element.append_child(&tick).ok()?;
        }
        self.parent(element, item.content, spine, Self::block)
    }

    fn code(&self, language: &str, lines: Vec<String>, spine: &mut Vec<Level>) -> Option<Node> {
        let figure = self.element("figure")?;
        figure.set_class_name("code");
        if !language.is_empty() {
            figure.set_attribute("data-language", language).ok()?;
            self.enrich();
        }
        let caption = self.element("figcaption")?;
        let name = self.element("span")?;
        name.set_text_content(Some(if language.is_empty() { "text" } else { language }));
        caption.append_child(&name).ok()?;
        for (label, action) in [("Wrap", "wrap"), ("Download", "download"), ("Copy", "copy")] {
            caption.append_child(self.button(label, "data-code", action)?.as_ref()).ok()?;
        }
        let pre = self.element("pre")?;
        // It scrolls sideways, so it must be reachable by keyboard.
        pre.set_attribute("tabindex", "0").ok()?;
        let code = self.element("code")?;
        code.set_attribute("translate", "no").ok()?;
        pre.append_child(&code).ok()?;
        figure.append_child(&caption).ok()?;
        figure.append_child(&pre).ok()?;
        let mut lines_group = None;
        let mut below = Vec::new();
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            if index % GROUP == 0 {
                lines_group = Some(code.append_child(&group(&code)?).ok()?);
            }
            below.clear();
            lines_group.as_ref()?.append_child(&self.line(line, &mut below)?).ok()?;
        }
        spine.push(Level { holder: code.into(), grouped: Grouped::All, count });
        spine.append(&mut below);
        Some(figure.into())
    }

    fn line(&self, line: String, spine: &mut Vec<Level>) -> Option<Node> {
        let element = self.element("span")?;
        element.set_class_name("line");
        self.add_code(&element, &line)?;
        spine.push(level(element.clone(), 1));
        Some(element.into())
    }

    /// Adds text to a line of code or a code span. Bidirectional controls are shown and have no effect:
    /// they can make code look like different code.
    pub(super) fn add_code(&self, holder: &Node, text: &str) -> Option<()> {
        for piece in text.split_inclusive(is_bidi_control) {
            let (plain, mark) = match piece.char_indices().next_back() {
                Some((at, last)) if is_bidi_control(last) => (&piece[..at], Some(last)),
                _ => (piece, None),
            };
            if !plain.is_empty() {
                let last = holder.last_child().and_then(|last| last.dyn_into::<Text>().ok());
                match last {
                    Some(last) => last.append_data(plain).ok()?,
                    None => {
                        holder.append_child(&self.document.create_text_node(plain)).ok()?;
                    }
                }
            }
            if let Some(mark) = mark {
                let shown = self.element("span")?;
                shown.set_class_name("turn-mark");
                shown.set_attribute("data-code", &format!("U+{:04X}", u32::from(mark))).ok()?;
                shown.set_text_content(Some(mark.encode_utf8(&mut [0; 4])));
                holder.append_child(&shown).ok()?;
            }
        }
        Some(())
    }

    fn table(
        &self,
        alignments: &[Alignment],
        head: Row,
        rows: Vec<Row>,
        spine: &mut Vec<Level>,
    ) -> Option<Node> {
        let wide = self.element("div")?;
        wide.set_class_name("wide");
        wide.set_attribute("tabindex", "0").ok()?;
        wide.set_attribute("role", "region").ok()?;
        wide.set_attribute("aria-label", "Table").ok()?;
        let table = self.element("table")?;
        // The alignment is a class of the table for each column, so that a cell is built without it.
        let classes: Vec<String> = alignments
            .iter()
            .take(12)
            .enumerate()
            .filter_map(|(column, alignment)| match alignment {
                Alignment::Right => Some(["end", &column.to_string()].concat()),
                Alignment::Center => Some(["center", &column.to_string()].concat()),
                Alignment::None | Alignment::Left => None,
            })
            .collect();
        table.set_class_name(&classes.join(" "));
        let top = self.element("thead")?;
        let row = self.row(head, "th", &mut Vec::new())?;
        top.append_child(&row).ok()?;
        table.append_child(&top).ok()?;
        let body = self.element("tbody")?;
        table.append_child(&body).ok()?;
        wide.append_child(&table).ok()?;
        let tools = self.element("div")?;
        tools.set_class_name("tools");
        for (label, action) in [("Copy table as CSV", "csv"), ("Copy table as Markdown", "markdown")] {
            tools.append_child(self.button(label, "data-table", action)?.as_ref()).ok()?;
        }
        let whole = self.element("div")?;
        whole.set_class_name("table");
        whole.append_child(&wide).ok()?;
        whole.append_child(&tools).ok()?;
        self.parent(body, rows, spine, |builder, row, spine| builder.row(row, "td", spine))?;
        Some(whole.into())
    }

    fn row(&self, row: Row, cell: &'static str, spine: &mut Vec<Level>) -> Option<Node> {
        self.parent(self.element("tr")?, row, spine, |builder, content, spine| {
            builder.cell(content, cell, spine)
        })
    }

    fn cell(&self, cell: Cell, name: &str, spine: &mut Vec<Level>) -> Option<Node> {
        self.parent(self.element(name)?, cell, spine, Self::inline)
    }

    fn inline(&self, inline: Inline, spine: &mut Vec<Level>) -> Option<Node> {
        match inline {
            Inline::Text(text) => {
                let node: Node = self.document.create_text_node(&text).into();
                spine.push(level(node.clone(), 0));
                Some(node)
            }
            Inline::Styled(style, content) => {
                self.parent(self.element(style.element())?, content, spine, Self::inline)
            }
            Inline::Code(text) => {
                let code = self.element("code")?;
                code.set_attribute("translate", "no").ok()?;
                self.add_code(&code, &text)?;
                spine.push(level(code.clone(), 1));
                Some(code.into())
            }
            Inline::Link { href, title, policy, content } => {
                let link = self.link(&href, &title, policy)?;
                self.parent(link, content, spine, Self::inline)
            }
            Inline::Image { src, alt, policy, .. } => {
                let node = self.image(&src, &alt, policy)?;
                spine.push(level(node.clone(), 0));
                Some(node)
            }
            // A line end in the source is one on the page, as people expect of a chat.
            Inline::Break | Inline::SoftBreak => {
                let node: Node = self.element("br")?.into();
                spine.push(level(node.clone(), 0));
                Some(node)
            }
            Inline::FootnoteReference(label) => {
                let reference = self.element("sup")?;
                let button = self.button(&label, "data-note", &label)?;
                button.set_attribute("aria-label", &["Footnote ", &label].concat()).ok()?;
                reference.append_child(&button).ok()?;
                spine.push(level(reference.clone(), 0));
                Some(reference.into())
            }
            Inline::Math { display, formula } => {
                let math = self.math(&formula, display)?;
                spine.push(level(math.clone(), 0));
                Some(math)
            }
        }
    }

    fn link(&self, href: &str, title: &str, policy: LinkPolicy) -> Option<Element> {
        let link = self.element(if policy == LinkPolicy::Open { "a" } else { "span" })?;
        match policy {
            LinkPolicy::Open => {
                link.set_attribute("href", href).ok()?;
                link.set_attribute("target", "_blank").ok()?;
                link.set_attribute("rel", "noopener noreferrer nofollow").ok()?;
                // The real address, whatever the link's text claims, in the form that the browser requests:
                // it encodes letters that only look like others.
                let real = link.dyn_ref::<HtmlAnchorElement>().map(HtmlAnchorElement::href);
                link.set_attribute("title", real.as_deref().unwrap_or(href)).ok()?;
                self.enrich();
            }
            LinkPolicy::Refused => {
                link.set_class_name("refused");
                link.set_attribute("data-address", href).ok()?;
                if !title.is_empty() {
                    link.set_attribute("title", title).ok()?;
                }
            }
            LinkPolicy::Pending => link.set_class_name("pending"),
        }
        Some(link)
    }

    fn image(&self, src: &str, alt: &str, policy: ImagePolicy) -> Option<Node> {
        let element = match policy {
            ImagePolicy::Picture => {
                let image = self.element("img")?;
                image.set_attribute("src", src).ok()?;
                image.set_attribute("alt", alt).ok()?;
                image
            }
            ImagePolicy::Foreign { host } => {
                let link = self.link(src, "", LinkPolicy::Open)?;
                link.set_class_name("elsewhere");
                let words = if alt.is_empty() { "Picture" } else { alt };
                link.set_text_content(Some(&[words, " (at ", &host, ")"].concat()));
                link
            }
            ImagePolicy::Refused => {
                let span = self.element("span")?;
                span.set_class_name("elsewhere");
                span.set_text_content(Some(if alt.is_empty() {
                    "Picture that can’t be shown"
                } else {
                    alt
                }));
                span
            }
        };
        Some(element.into())
    }

    /// A formula, as its source until `enrich.mjs` typesets it.
    fn math(&self, formula: &Formula, display: bool) -> Option<Node> {
        let element = self.element("span")?;
        element.set_class_name(match (display, formula.pending) {
            (false, false) => "tex",
            (true, false) => "tex display",
            (false, true) => "tex pending",
            (true, true) => "tex display pending",
        });
        element.set_attribute("translate", "no").ok()?;
        element.set_text_content(Some(&formula.tex));
        self.enrich();
        Some(element.into())
    }

    fn button(&self, label: &str, attribute: &str, value: &str) -> Option<Element> {
        let button = self.element("button")?;
        button.set_class_name("button");
        button.set_attribute("type", "button").ok()?;
        button.set_attribute(attribute, value).ok()?;
        button.set_text_content(Some(label));
        Some(button)
    }

    /// Loads the script that highlights code, typesets formulas and shows the addresses of links, on first use.
    /// If it can't be loaded, code stays plain and formulas stay source.
    fn enrich(&self) {
        const ID: &str = "enrich";
        if self.document.get_element_by_id(ID).is_some() {
            return;
        }
        if let (Some(script), Some(head)) = (self.element("script"), self.document.head()) {
            script.set_id(ID);
            let _ = script.set_attribute("type", "module");
            let _ = script.set_attribute("src", "/text/enrich.mjs");
            let _ = head.append_child(&script);
        }
    }
}

/// Whether a character is one of Unicode's bidirectional controls: invisible, and able to reverse the text
/// that follows.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
