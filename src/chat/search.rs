//! Search in all messages of all conversations.

use std::ops::Range;

use super::message::Body;
use super::{ConversationId, MessageId, Part, Workspace};

/// The hits in one conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationHits {
    /// The conversation.
    pub conversation: ConversationId,
    /// Byte ranges in its title.
    pub title: Vec<Range<usize>>,
    /// Hits in its messages, all versions included, oldest message first.
    /// [`super::Conversation::reveal`] shows one that is not on the shown line.
    pub messages: Vec<Hit>,
}

/// The hits in one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The message.
    pub message: MessageId,
    /// The index of a question's part; 0 for an answer.
    pub part: usize,
    /// Byte ranges in that part's text, in order, never overlapping.
    pub ranges: Vec<Range<usize>>,
}

impl Workspace {
    /// Finds these words, ignoring case, in titles, questions, text files and answers; newest
    /// conversation first. Stops after `limit` hits in messages. Blank words find nothing.
    pub fn search(&self, words: &str, limit: usize) -> Vec<ConversationHits> {
        let needle: Vec<char> = words.trim().chars().flat_map(char::to_lowercase).collect();
        let mut left = limit;
        let mut all = Vec::new();
        if needle.is_empty() {
            return all;
        }
        for (conversation, content) in self.iter() {
            let title = content.title().map(|title| find(&title, &needle)).unwrap_or_default();
            let mut messages = Vec::new();
            for message in content.tree.iter() {
                let mut look = |part: usize, text: &str| {
                    let ranges = if left > 0 { find(text, &needle) } else { Vec::new() };
                    if !ranges.is_empty() {
                        left -= 1;
                        messages.push(Hit { message: message.id, part, ranges });
                    }
                };
                match &message.body {
                    Body::Answer(answer) => look(0, answer.text.as_str()),
                    Body::Question(question) => {
                        for (index, part) in question.parts.iter().enumerate() {
                            match part {
                                Part::Text(text) => look(index, text.as_str()),
                                Part::File(file) => look(index, file.text.as_str()),
                                Part::Image(_) => {}
                            }
                        }
                    }
                }
            }
            if !title.is_empty() || !messages.is_empty() {
                all.push(ConversationHits { conversation, title, messages });
            }
        }
        all
    }
}

/// The ranges of the needle (in lower case) in the text, ignoring case. Compared character by character:
/// some letters have another length in lower case, and the ranges must fit the original text.
pub(crate) fn find(text: &str, needle: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = 0;
    for (start, first) in text.char_indices() {
        if start < end || !needle.first().is_some_and(|n| first.to_lowercase().next() == Some(*n)) {
            continue;
        }
        if let Some(length) = matches(&text[start..], needle) {
            end = start + length;
            found.push(start..end);
        }
    }
    found
}

/// The length in bytes of the needle at the start of the text; `None` when the text starts with something else.
fn matches(text: &str, needle: &[char]) -> Option<usize> {
    let mut needle = needle.iter();
    for (index, c) in text.char_indices() {
        if needle.as_slice().is_empty() {
            return Some(index);
        }
        for lower in c.to_lowercase() {
            if needle.next() != Some(&lower) {
                return None;
            }
        }
    }
    needle.as_slice().is_empty().then_some(text.len())
}

/// A hit with a few words of context, about one line of text: before (from the start of a word, and
/// short, so that the hit is visible), hit, after.
pub(crate) fn excerpt<'a>(text: &'a str, hit: &Range<usize>) -> Option<[&'a str; 3]> {
    const BEFORE: usize = 20;
    const AFTER: usize = 60;
    let (before, after) = (text.get(..hit.start)?, text.get(hit.end..)?);
    let from = before.char_indices().rev().take(BEFORE).last().map_or(hit.start, |(index, _)| index);
    let word = text[from..hit.start].find(char::is_whitespace).filter(|_| from > 0);
    let from = word.map_or(from, |space| from + space);
    let to = after.char_indices().nth(AFTER).map_or(text.len(), |(index, _)| hit.end + index);
    Some([&text[from..hit.start], text.get(hit.clone())?, &text[hit.end..to]])
}
