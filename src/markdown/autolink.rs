//! Bare addresses in running text become links (GFM 0.29, 6.9 'Autolinks (extension)').

use std::ops::Range;

use super::flanking::is_cjk;
use super::inline::{Inline, LinkPolicy};

/// Turns bare addresses in these inlines, and in what they hold, into links.
pub(super) fn link(inlines: Vec<Inline>) -> Vec<Inline> {
    if !inlines.iter().any(may_hold) {
        return inlines;
    }
    let mut linked = Vec::with_capacity(inlines.len());
    // Emphasis marks may stand before an address, so the start of what they hold counts as one.
    let mut before = ' ';
    for inline in inlines {
        let after = match inline {
            Inline::SoftBreak | Inline::Break => ' ',
            Inline::Styled(..) => '*',
            _ => 'x',
        };
        match inline {
            Inline::Text(text) => link_text(&text, before, &mut linked),
            Inline::Styled(style, inner) => linked.push(Inline::Styled(style, link(inner))),
            other => linked.push(other),
        }
        before = after;
    }
    linked
}

fn may_hold(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => text.contains("://") || text.contains("www.") || text.contains('@'),
        Inline::Styled(_, inner) => inner.iter().any(may_hold),
        _ => false,
    }
}

fn link_text(text: &str, before: char, linked: &mut Vec<Inline>) {
    // What is before this is in `linked`.
    let mut done = 0;
    while let Some(found) =
        find(&text[done..], text.len() - done, text[..done].chars().next_back().unwrap_or(before))
    {
        let address = done + found.start..done + found.end;
        push_text(&text[done..address.start], linked);
        let shown = &text[address.clone()];
        let scheme = if shown.contains("://") {
            ""
        } else if shown.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
            "http://"
        } else {
            "mailto:"
        };
        let href = [scheme, shown].concat();
        let policy = super::url::link_policy(&href);
        let content = vec![Inline::Text(shown.to_owned())];
        if policy == LinkPolicy::Open {
            linked.push(Inline::Link { href, title: String::new(), policy, content });
        } else {
            push_text(shown, linked);
        }
        done = address.end;
    }
    push_text(&text[done..], linked);
}

/// The first address that begins before `end` of a text that follows this character.
pub(super) fn find(text: &str, end: usize, before: char) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    for at in 0..end {
        let found = match bytes[at] {
            b'h' | b'H' | b'w' | b'W' if may_start(text, at, before) => {
                address(&text[at..]).map(|length| (at, length))
            }
            b'@' => mail(text, at, 0),
            _ => None,
        };
        if let Some((start, length)) = found {
            return Some(start..start + length);
        }
    }
    None
}

fn push_text(text: &str, linked: &mut Vec<Inline>) {
    if text.is_empty() {
        return;
    }
    if let Some(Inline::Text(last)) = linked.last_mut() {
        last.push_str(text);
    } else {
        linked.push(Inline::Text(text.to_owned()));
    }
}

fn may_start(text: &str, at: usize, before: char) -> bool {
    let before = text[..at].chars().next_back().unwrap_or(before);
    before.is_whitespace()
        || is_cjk(before)
        || matches!(before, '*' | '_' | '~' | '(' | '[' | '"' | '\'' | '“' | '‘' | '«' | '…')
}

/// The length of the address that this text starts with.
fn address(text: &str) -> Option<usize> {
    let starts =
        |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let domain_at = if starts("http://") {
        7
    } else if starts("https://") {
        8
    } else if starts("www.") {
        0
    } else {
        return None;
    };
    domain(&text[domain_at..], domain_at == 0)?;
    let end = text.find(ends).unwrap_or(text.len());
    let end = end.min(host_end(&text[..end], domain_at));
    // Strong emphasis or strikethrough ends here, not an address.
    let end = ["**", "~~"].iter().filter_map(|mark| text[..end].find(mark)).min().unwrap_or(end);
    let end = trim(text, end);
    (end > domain_at).then_some(end)
}

/// What no address holds. Letters of any script may be in one as they are; punctuation that Chinese, Japanese
/// and Korean sentences put around or behind it, and quotes, may not.
fn ends(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '`' | '“' | '”' | '‘' | '’' | '«' | '»')
        || (is_cjk(c) && !c.is_alphanumeric())
}

/// Where a host ends that is written in ASCII and continues with letters of Chinese, Japanese or Korean: those are the
/// sentence's. The text's length, if there is no such place.
fn host_end(text: &str, from: usize) -> usize {
    let host = &text[from..];
    let end = host.find(['/', '?', '#', ':']).unwrap_or(host.len());
    let Some(label) = host[..end].rsplit('.').next() else {
        return text.len();
    };
    match label.find(is_cjk) {
        Some(at) if at > 0 => from + end - label.len() + at,
        _ => text.len(),
    }
}

/// GFM: segments of alphanumerics, `_` and `-` between periods, no `_` in the last two of them.
/// At least one period for `www.`; hosts such as localhost are common in answers about programming.
fn domain(text: &str, dotted: bool) -> Option<()> {
    let end =
        text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    let host = text[..end].trim_end_matches('.');
    let mut last = host.rsplit('.');
    let two = [last.next(), last.next()];
    let clean = two.iter().flatten().all(|segment| !segment.contains('_'));
    let long = if dotted { last.next().is_some() || two[1].is_some() } else { true };
    (clean && long && host.starts_with(|c: char| c.is_alphanumeric())).then_some(())
}

/// GFM 'Extended autolink path validation': what does not belong to the end of an address.
fn trim(text: &str, mut end: usize) -> usize {
    let opening = text[..end].bytes().filter(|b| *b == b'(').count();
    let mut closing = text[..end].bytes().filter(|b| *b == b')').count();
    while let Some(last) = text[..end].chars().next_back() {
        match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | ']' | '…' => {
                end -= last.len_utf8()
            }
            ')' if closing > opening => {
                closing -= 1;
                end -= 1;
            }
            ';' => {
                let name = text[..end - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                if name.len() < end - 1 && name.ends_with('&') { end = name.len() - 1 } else { end -= 1 }
            }
            _ => break,
        }
    }
    end
}

/// The mail address around the `@` at `at`, not starting before `from`: start and length.
fn mail(text: &str, at: usize, from: usize) -> Option<(usize, usize)> {
    let local = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+');
    let bytes = text.as_bytes();
    let before = bytes[from..at].iter().rev().take(64).take_while(|b| local(**b)).count();
    let after = bytes[at + 1..].iter().take(255).take_while(|b| local(**b) && **b != b'+').count();
    let mut end = at + 1 + after;
    while bytes[end - 1] == b'.' {
        end -= 1;
    }
    let domain = &text[at + 1..end.max(at + 1)];
    let valid = before > 0 && domain.contains('.') && !domain.starts_with('.') && !domain.contains("..");
    (valid && !domain.ends_with(['-', '_'])).then(|| (at - before, end - (at - before)))
}
