//! One parse of one text: pulldown-cmark's events become the tree.

use std::collections::BTreeSet;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag};

use super::block::Block;
use super::builder::Builder;
use super::definitions::{Definition, Definitions, Known};
use super::mask::{self, Mask};
use super::parsed::Parsed;

/// The extensions in use. GFM's bare-URL autolinks and the TeX delimiters `\(` and `\[` are unknown
/// to pulldown-cmark; [`super::autolink`] and [`super::math`] add them, and read dollars.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    // GitHub's alerts: `> [!NOTE]`.
    .union(Options::ENABLE_GFM);

/// Parses a whole text at once: what [`super::Document`] comes to in the end, whatever the chunks.
pub fn parse(text: &str) -> Vec<Block> {
    let definitions = Definitions::default();
    read(&normalise(text), definitions.at(0)).blocks
}

/// Line ends become `\n`, NUL becomes U+FFFD (CommonMark 0.31.2, 2.1 and 2.3).
pub(super) fn normalise(text: &str) -> std::borrow::Cow<'_, str> {
    if text.bytes().any(|b| b == b'\r' || b == 0) {
        text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{FFFD}").into()
    } else {
        text.into()
    }
}

/// Parses a normalised text, with definitions from elsewhere.
pub(super) fn read(text: &str, known: Known<'_>) -> Parsed {
    // pulldown-cmark resolves footnote references only within one text, so those defined elsewhere
    // are declared in front; the comment closes the last of them.
    let declared = if known.has_footnotes() { declare_footnotes(text, known) } else { String::new() };
    if declared.is_empty() {
        return read_twice(text, 0, known);
    }
    let skip = declared.len();
    let mut parsed = read_twice(&(declared + text), skip, known);
    for span in &mut parsed.spine {
        span.start -= skip;
        span.end -= skip;
        span.before = span.before.saturating_sub(skip);
    }
    parsed.starts.iter_mut().for_each(|at| *at -= skip);
    for (range, ..) in &mut parsed.links {
        *range = range.start - skip..range.end - skip;
    }
    parsed.open.iter_mut().for_each(|open| open.at -= skip);
    parsed.footnotes.iter_mut().for_each(|(at, _)| *at -= skip);
    parsed.ends.iter_mut().for_each(|at| *at -= skip);
    parsed.wanted.iter_mut().chain(&mut parsed.used).for_each(|(at, _)| *at -= skip);
    parsed
}

/// How often formulas that fill lines are looked for again. Each time hides one more of them at least, if what is
/// in them looks like other Markdown; two times do for all but made-up texts.
const MOST_PASSES: usize = 16;

/// Reads until everything that pulldown-cmark must not see is hidden: first formulas that fill lines, then
/// those in running text and what else [`super::math::Scan`] finds.
fn read_twice(text: &str, skip: usize, known: Known<'_>) -> Parsed {
    let mut hidden: Vec<Mask> = Vec::new();
    let mut work = 0;
    let (mut parsed, inline) = loop {
        let (parsed, found, seen) = if hidden.is_empty() {
            pass(text, text, Vec::new(), skip, known)
        } else {
            pass(&mask::hide(text, &hidden), text, hidden.clone(), skip, known)
        };
        work += parsed.work;
        let (blocks, inline): (Vec<_>, Vec<_>) = found.into_iter().partition(|mask| mask.block);
        let stands = |mask: &Mask| seen.contains(&mask.range.start);
        let same = blocks.is_empty() && hidden.iter().all(stands);
        if same || work > MOST_PASSES * text.len() {
            break (parsed, inline);
        }
        hidden.retain(stands);
        hidden.extend(blocks);
        hidden = mask::in_order(hidden);
    };
    if !inline.is_empty() {
        hidden.extend(inline);
        let hidden = mask::in_order(hidden);
        parsed = pass(&mask::hide(text, &hidden), text, hidden, skip, known).0;
        work += parsed.work;
    }
    parsed.work = work;
    parsed
}

/// `text` is what pulldown-cmark sees, `source` the same length without masks.
fn pass(
    text: &str,
    source: &str,
    masks: Vec<Mask>,
    skip: usize,
    known: Known<'_>,
) -> (Parsed, Vec<Mask>, BTreeSet<usize>) {
    let mut wanted = Vec::new();
    let resolve = |link: BrokenLink<'_>| match known.link(&link.reference) {
        Some(found) => Some((CowStr::from(found.href.clone()), CowStr::from(found.title.clone()))),
        None => {
            wanted.push((link.span.start, link.reference.to_string()));
            None
        }
    };
    let mut events = Parser::new_with_broken_link_callback(text, OPTIONS, Some(resolve)).into_offset_iter();
    let mut used = Vec::new();
    let mut builder = Builder::new(text, source, masks);
    for (event, range) in events.by_ref() {
        if range.start < skip {
            continue;
        }
        builder.event(first_definition(event, known, range.start, &mut used), range);
    }
    let mut links: Vec<_> = events
        .reference_definitions()
        .iter()
        .map(|(label, found)| {
            let title = found.title.as_deref().unwrap_or_default().to_owned();
            let definition = Definition { href: found.dest.to_string(), title };
            (found.span.clone(), label.to_owned(), definition)
        })
        .collect();
    links.sort_by_key(|(range, ..)| range.start);
    drop(events);
    let (mut parsed, masks, seen) = builder.finish();
    parsed.links = links;
    parsed.wanted = wanted;
    parsed.used = used;
    parsed.work = text.len();
    (parsed, masks, seen)
}

/// Within its text pulldown-cmark prefers the text's own definition of a label; if an earlier one
/// is elsewhere, that one is the first and wins.
fn first_definition<'a>(
    event: Event<'a>,
    known: Known<'_>,
    at: usize,
    used: &mut Vec<(usize, String)>,
) -> Event<'a> {
    let mut first = |link_type: LinkType, dest_url: CowStr<'a>, title: CowStr<'a>, id: &str| {
        if !matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
            return (dest_url, title);
        }
        match known.link(id) {
            Some(found) => (found.href.clone().into(), found.title.clone().into()),
            None => {
                used.push((at, id.to_owned()));
                (dest_url, title)
            }
        }
    };
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let (dest_url, title) = first(link_type, dest_url, title, &id);
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            let (dest_url, title) = first(link_type, dest_url, title, &id);
            Event::Start(Tag::Image { link_type, dest_url, title, id })
        }
        event => event,
    }
}

/// One definition for each footnote that the text may refer to and that is defined elsewhere.
fn declare_footnotes(text: &str, known: Known<'_>) -> String {
    let mut declared = String::new();
    for (_, label) in footnote_labels(text) {
        if known.footnote(label) {
            declared.push_str("[^");
            declared.push_str(label);
            declared.push_str("]: x\n");
        }
    }
    if !declared.is_empty() {
        declared.push_str("<!-- -->\n");
    }
    declared
}

/// What is in `[^…]` on one line, and where. Code is not excluded.
pub(super) fn footnote_labels(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("[^").filter_map(|(at, _)| {
        let rest = &text[at + 2..];
        let mut escaped = false;
        let end = rest.bytes().take(1000).position(|b| {
            let end = !escaped && matches!(b, b']' | b'[' | b'\n');
            escaped = b == b'\\' && !escaped;
            end
        })?;
        (rest.as_bytes()[end] == b']').then(|| (at + 2, &rest[..end]))
    })
}
