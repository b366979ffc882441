//! Reads running text for what is open at its end. It need not be exact, only steady: pulldown-cmark
//! reads what comes of it, and the whole text in the end.

use super::super::flanking::{flanking, is_cjk};
use super::super::html::{self, Tag};
use super::super::inline::Style;
use super::super::math;
use super::PENDING;

/// The longest text, in bytes, between an opening mark and the end; marks further back are shown as
/// they are.
const LONGEST_MARK: usize = 1000;
const LONGEST_LINK: usize = 200;
/// More open marks than anybody means.
const MOST_OPEN: usize = 32;

/// How a text is shown to its end.
#[derive(Debug, Default)]
pub(super) struct End {
    /// Bytes from the start that are shown.
    pub keep: usize,
    /// A character within them that is not.
    pub remove: Option<usize>,
    /// What closes them.
    pub close: String,
    /// See [`super::Repaired`].
    pub formula: Option<String>,
}

#[derive(Clone, Copy)]
enum Open {
    Mark {
        mark: u8,
        count: usize,
        at: usize,
    },
    Bracket {
        at: usize,
        image: bool,
    },
    /// An HTML tag that means a style: where it ends, and the tag that closes it.
    Tag {
        at: usize,
        end: usize,
        style: Style,
    },
}

/// None: nothing is open.
pub(super) fn end(text: &str) -> Option<End> {
    let mut scan = Scan { text, open: Vec::new(), no_angle: false, no_dollar: false };
    let mut end = End { keep: text.len(), ..End::default() };
    let mut at = 0;
    while at < text.len() && scan.open.len() <= MOST_OPEN {
        match scan.step(at, &mut end) {
            Some(next) => at = next,
            None => break,
        }
    }
    if scan.open.len() > MOST_OPEN {
        return None;
    }
    scan.close(&mut end);
    let changed = end.keep < text.len() || !end.close.is_empty() || end.remove.is_some();
    changed.then_some(end)
}

struct Scan<'t> {
    text: &'t str,
    open: Vec<Open>,
    /// No `>` comes from here on.
    no_angle: bool,
    /// No `$` closes from here on.
    no_dollar: bool,
}

impl Scan<'_> {
    /// Reads what is at `at`; returns where to go on. None: what is open here goes to the end.
    fn step(&mut self, at: usize, end: &mut End) -> Option<usize> {
        let rest = &self.text[at..];
        let bytes = rest.as_bytes();
        match bytes[0] {
            b'\\' => match bytes.get(1) {
                None => self.stop(at, end),
                Some(b'(') => self.formula(at, "\\(", "\\)", end),
                Some(b'[') => self.formula(at, "\\[", "\\]", end),
                Some(_) => Some(at + 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
            },
            b'`' => self.code(at, end),
            b'$' if rest.starts_with("$$") => self.formula(at, "$$", "$$", end),
            b'$' => self.dollar(at, end),
            mark @ (b'*' | b'_' | b'~') => self.marks(at, mark, end),
            b'!' if rest.len() == 1 => self.stop(at, end),
            b'!' if bytes[1] == b'[' => {
                self.open.push(Open::Bracket { at, image: true });
                Some(at + 2)
            }
            b'[' => {
                self.open.push(Open::Bracket { at, image: false });
                Some(at + 1)
            }
            b']' => self.bracket(at, end),
            b'<' => self.angle(at, end),
            b'&' => {
                let name = &rest[1..];
                let entity = name.len() < 10 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
                if entity { self.stop(at, end) } else { Some(at + 1) }
            }
            _ => Some(
                at + rest
                    .find(['\\', '`', '$', '*', '_', '~', '!', '[', ']', '<', '&'])
                    .unwrap_or(rest.len())
                    .max(rest.chars().next().map_or(1, char::len_utf8)),
            ),
        }
    }

    /// What starts here is not shown until more is known.
    fn stop(&self, at: usize, end: &mut End) -> Option<usize> {
        end.keep = at;
        None
    }

    fn code(&self, at: usize, end: &mut End) -> Option<usize> {
        let rest = &self.text[at..];
        let count = run(rest, b'`');
        let mut from = count;
        while let Some(found) = rest[from..].find('`') {
            let length = run(&rest[from + found..], b'`');
            from += found + length;
            if length == count {
                return Some(at + from);
            }
        }
        let shown = rest.trim_end_matches(['`', ' ', '\n']);
        end.keep = at;
        if shown.len() > count {
            end.keep = at + shown.len();
            end.close.push_str(&rest[..count]);
        }
        None
    }

    fn formula(&self, at: usize, opening: &str, closing: &str, end: &mut End) -> Option<usize> {
        let rest = &self.text[at + opening.len()..];
        if let Some(found) = rest.find(closing) {
            return Some(at + opening.len() + found + closing.len());
        }
        let shown = rest.trim_end_matches(['\\', '$', ' ', '\n']);
        end.keep = at;
        if !shown.trim().is_empty() {
            end.keep = at + opening.len() + shown.len();
            end.formula = Some(shown.trim().to_owned());
            end.close.push_str(closing);
        }
        None
    }

    /// One dollar: money, or a formula where it touches a letter or a command.
    fn dollar(&mut self, at: usize, end: &mut End) -> Option<usize> {
        let rest = &self.text[at + 1..];
        if rest.is_empty() {
            return self.stop(at, end);
        }
        let found = if self.no_dollar { None } else { rest.find('$') };
        if let Some(found) = found {
            let closes = math::is_formula(self.text, &(at..at + found + 2), 1);
            return Some(at + 1 + if closes { found + 1 } else { 0 });
        }
        self.no_dollar = true;
        let before = self.text[..at].chars().next_back();
        let apart = before.is_none_or(|c| !c.is_alphanumeric());
        let begins = rest.starts_with(|c: char| c == '\\' || c.is_alphabetic()) && !math::is_variable(rest);
        if apart && begins && rest.len() < LONGEST_LINK {
            return self.formula(at, "$", "$", end);
        }
        Some(at + 1)
    }

    fn marks(&mut self, at: usize, mark: u8, end: &mut End) -> Option<usize> {
        let mut count = run(&self.text[at..], mark);
        let after = at + count;
        if after == self.text.len() {
            return self.stop(at, end);
        }
        let before = self.text[..at].chars().next_back().unwrap_or(' ');
        let next = self.text[after..].chars().next().unwrap_or(' ');
        let punctuation = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
        let (left, right) = flanking(before, next);
        let (opens, closes) = match mark {
            b'_' => (left && (!right || punctuation(before)), right && (!left || punctuation(next))),
            _ => (left, right),
        };
        while closes && count > 0 {
            let Some(index) = self
                .open
                .iter()
                .rposition(|open| matches!(open, Open::Mark { mark: other, .. } if *other == mark))
            else {
                break;
            };
            self.open.truncate(index + 1);
            if let Some(Open::Mark { count: opened, .. }) = self.open.last_mut() {
                let used = if count >= 2 && *opened >= 2 { 2 } else { 1 };
                count -= used;
                *opened -= used;
                if *opened == 0 {
                    self.open.pop();
                }
            }
        }
        // Within a word it is more often a product than emphasis.
        if opens && count > 0 && !(right && before.is_alphanumeric() && !is_cjk(before)) {
            self.open.push(Open::Mark { mark, count, at });
        }
        Some(after)
    }

    fn bracket(&mut self, at: usize, end: &mut End) -> Option<usize> {
        let Some(index) = self.open.iter().rposition(|open| matches!(open, Open::Bracket { .. })) else {
            return Some(at + 1);
        };
        let rest = &self.text[at + 1..];
        let whole = if rest.starts_with('(') { destination(rest) } else { None };
        if let Some(length) = whole {
            self.open.truncate(index);
            return Some(at + 1 + length);
        }
        if rest.is_empty() || rest.starts_with('(') {
            // Closed below as if its address had come.
            end.keep = at;
            return None;
        }
        self.open.remove(index);
        Some(at + 1)
    }

    fn angle(&mut self, at: usize, end: &mut End) -> Option<usize> {
        let rest = &self.text[at + 1..];
        let found = if self.no_angle { None } else { rest.find('>') };
        if let Some(found) = found {
            let end_of_tag = at + 2 + found;
            match html::read(&self.text[at..end_of_tag]) {
                Some(Tag::Open(style)) => self.open.push(Open::Tag { at, end: end_of_tag, style }),
                Some(Tag::Close(style)) => {
                    let opened =
                        |open: &Open| matches!(open, Open::Tag { style: other, .. } if *other == style);
                    if let Some(index) = self.open.iter().rposition(opened) {
                        self.open.truncate(index);
                    }
                }
                _ => {}
            }
            return Some(end_of_tag);
        }
        if html::may_begin(rest) {
            return self.stop(at, end);
        }
        self.no_angle = true;
        let address = ["http:", "https:", "mailto:"].iter().any(|scheme| {
            let length = scheme.len().min(rest.len());
            rest.is_char_boundary(length) && scheme.starts_with(&rest[..length])
        });
        if address && !rest.contains(char::is_whitespace) {
            if rest.is_empty() {
                return self.stop(at, end);
            }
            end.remove = Some(at);
        }
        Some(at + 1)
    }

    /// Closes what is open, the last opened first.
    fn close(&self, end: &mut End) {
        if end.close.is_empty() {
            end.keep = self.text[..end.keep].trim_end().len();
        }
        let mut linked = false;
        for open in self.open.iter().rev() {
            match *open {
                Open::Mark { mark, count, at } => {
                    if at + count < end.keep && end.keep - at < LONGEST_MARK {
                        end.close.extend(std::iter::repeat_n(char::from(mark), count));
                    } else if at < end.keep && at + count >= end.keep {
                        end.keep = self.text[..at].trim_end().len();
                    }
                }
                Open::Tag { end: shown, style, .. } if shown < end.keep => {
                    end.close.push_str(html::closing(style));
                }
                Open::Tag { at, .. } => end.keep = end.keep.min(self.text[..at].trim_end().len()),
                Open::Bracket { at, image } => {
                    let text = &self.text[at.min(end.keep)..end.keep];
                    if image || text.starts_with("[^") {
                        if at < end.keep {
                            *end = End { keep: self.text[..at].trim_end().len(), ..End::default() };
                        }
                    } else if !linked && at < end.keep && text.len() < LONGEST_LINK && !text.contains('\n') {
                        end.close.push_str("](");
                        end.close.push_str(PENDING);
                        end.close.push(')');
                        linked = true;
                    }
                }
            }
        }
    }
}

fn run(text: &str, byte: u8) -> usize {
    text.bytes().take_while(|b| *b == byte).count()
}

/// The length of a link's `(…)` if it is whole.
fn destination(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => {
                escaped = false;
                continue;
            }
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
