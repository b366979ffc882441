//! Finds reasoning that a model writes into its text between tags, as in `<think>…</think>`, whatever the
//! boundaries of the deltas.
//!
//! An opening tag counts only at the very start of an answer. A closing tag without an opening one counts once, on a
//! line of its own or at a line's end, outside of code: then the text before it was reasoning. Every other tag is
//! text. No more is kept back than a tag's length.

use std::mem;

use crate::chat::Text;

/// Opening and closing tags, as models and their servers write them.
const TAGS: [(&str, &str); 7] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
];
/// The longest tag, in bytes.
const LONGEST: usize = 13;
/// Closing tags in code or prose that are examined before the rest is taken as text: each costs a look at the whole
/// text before it.
const EXAMINED: u8 = 32;

/// Splits the text of one turn into reasoning and text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ThinkTags {
    state: State,
    /// What could still become a tag.
    pending: Text,
    /// Whether text without an opening tag begins as a thought.
    thinks_first: bool,
    /// Whether leading whitespace is dropped: right behind a tag.
    trims: bool,
    /// How many closing tags without an opening one are still examined.
    examined: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Start,
    /// Behind an opening tag, by its index in [`TAGS`]; without one, any closing tag ends it.
    Thought(Option<usize>),
    Text,
}

impl ThinkTags {
    /// For a new answer; for a continuation, text that was there before is never moved.
    pub(super) fn new(is_continuation: bool, thinks_first: bool) -> Self {
        let examined = if is_continuation { 0 } else { EXAMINED };
        let thinks_first = thinks_first && !is_continuation;
        Self { state: State::Start, pending: Text::default(), thinks_first, trims: false, examined }
    }

    /// Whether the model is between an opening and a closing tag.
    pub(super) fn is_in_thought(&self) -> bool {
        matches!(self.state, State::Thought(_))
    }

    /// The model's server sends reasoning separately: nothing has to be moved any more.
    pub(super) fn on_separate_reasoning(&mut self) {
        self.examined = 0;
    }

    /// Appends a delta to the text or to the thought. True when the text moved into the thought.
    pub(super) fn push(&mut self, delta: &str, text: &mut Text, thought: &mut Text) -> bool {
        let is_plain = self.state == State::Text && self.pending.is_empty() && !self.trims;
        if is_plain && (self.examined == 0 || !delta.contains(['<', '[', '◁'])) {
            text.push_str(delta);
            return false;
        }
        self.pending.push_str(delta);
        self.settle(false, text, thought)
    }

    /// Appends what was kept back: nothing more follows. True when the text moved into the thought.
    pub(super) fn finish(&mut self, text: &mut Text, thought: &mut Text) -> bool {
        self.settle(true, text, thought)
    }

    fn settle(&mut self, is_last: bool, text: &mut Text, thought: &mut Text) -> bool {
        let pending = mem::take(&mut self.pending);
        let mut rest = pending.as_str();
        let mut moved = false;
        loop {
            if self.trims {
                rest = rest.trim_start();
                self.trims = rest.is_empty();
            }
            match self.state {
                State::Start => {
                    let begin = rest.trim_start();
                    let is_near = rest.len() - begin.len() < LONGEST;
                    let index = TAGS.iter().position(|(open, _)| begin.starts_with(open));
                    if let Some(index) = index.filter(|_| is_near) {
                        self.state = State::Thought(Some(index));
                        (self.trims, self.examined) = (true, 0);
                        rest = &begin[TAGS[index].0.len()..];
                        continue;
                    }
                    let is_open = TAGS.iter().any(|(open, _)| open.starts_with(begin));
                    if !is_last && is_open && is_near {
                        break;
                    }
                    // A server that sends thoughts separately has none in the text.
                    let is_thought = self.thinks_first && self.examined > 0;
                    self.state = if is_thought { State::Thought(None) } else { State::Text };
                }
                State::Thought(index) => {
                    let closes = TAGS.map(|(_, close)| close);
                    let closes = index.map_or(&closes[..], |index| &closes[index..=index]);
                    let found = closes.iter().filter_map(|close| Some((rest.find(close)?, *close))).min();
                    let Some((at, close)) = found else {
                        let kept = if is_last { 0 } else { unfinished(rest, closes) };
                        let (done, kept) = rest.split_at(rest.len() - kept);
                        thought.push_str(done);
                        rest = kept;
                        break;
                    };
                    thought.push_str(&rest[..at]);
                    rest = &rest[at + close.len()..];
                    if thought.as_str().ends_with('`') {
                        // The thought speaks of the tag.
                        thought.push_str(close);
                    } else {
                        (self.state, self.trims, self.examined) = (State::Text, true, 0);
                    }
                }
                State::Text if self.examined == 0 => {
                    text.push_str(rest);
                    rest = "";
                    break;
                }
                State::Text => {
                    let closes = TAGS.map(|(_, close)| close);
                    let found = closes.iter().filter_map(|close| Some((rest.find(close)?, *close))).min();
                    let Some((at, close)) = found else {
                        let kept = if is_last { 0 } else { unfinished(rest, &closes) };
                        let (done, kept) = rest.split_at(rest.len() - kept);
                        text.push_str(done);
                        rest = kept;
                        break;
                    };
                    text.push_str(&rest[..at]);
                    rest = &rest[at..];
                    let after = &rest[close.len()..];
                    let begins_line = current_line(text.as_str()).trim().is_empty();
                    let ends_line = match after.chars().next() {
                        Some(c) => c == '\n' || c == '\r',
                        None if is_last || begins_line => true,
                        None => break,
                    };
                    rest = after;
                    if (begins_line || ends_line) && !is_in_code(text.as_str()) {
                        (self.trims, self.examined) = (true, 0);
                        if !text.as_str().trim().is_empty() {
                            thought.push_str(mem::take(text).as_str());
                            moved = true;
                        }
                    } else {
                        text.push_str(close);
                        self.examined -= 1;
                    }
                }
            }
        }
        self.pending = rest.into();
        moved
    }
}

/// How many bytes at the end could be the beginning of one of these tags.
fn unfinished(text: &str, tags: &[&str]) -> usize {
    let from = text.len().saturating_sub(LONGEST + 2);
    let mut ends = (from..text.len()).filter_map(|at| text.get(at..));
    ends.find(|end| tags.iter().any(|tag| tag.starts_with(end))).map_or(0, str::len)
}

fn current_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

/// Whether what follows this Markdown text is inside a fenced block or a span of code.
fn is_in_code(text: &str) -> bool {
    let mut fence: Option<(char, usize)> = None;
    for line in text.split('\n') {
        let line = line.trim_start_matches(' ');
        let Some(mark) = line.chars().next().filter(|mark| matches!(mark, '`' | '~')) else { continue };
        let length = line.chars().take_while(|c| *c == mark).count();
        match fence {
            None if length >= 3 => fence = Some((mark, length)),
            Some((open, least)) if open == mark && length >= least && line.trim_end().len() == length => {
                fence = None;
            }
            _ => {}
        }
    }
    fence.is_some() || current_line(text).matches('`').count() % 2 == 1
}

#[cfg(test)]
mod tests;
