//! The demo model's answers, chosen by words of the last message.

use std::time::Duration;

use super::request::{Message, Role};

const ABOUT: &str = include_str!("about.md");
const KEEPS: &str = include_str!("keeps.md");
const WORKS: &str = include_str!("works.md");
const SIGN_IN: &str = include_str!("sign-in.md");
const HELP: &str = include_str!("help.md");
const HELLO: &str = include_str!("hello.md");
const DEFAULT: &str = include_str!("default.md");
const MARKDOWN: &str = include_str!("markdown.md");
const TABLE: &str = include_str!("table.md");
const CODE: &str = include_str!("code.md");
const MATH: &str = include_str!("math.md");
const THOUGHT: &str = include_str!("thought.md");
const THINK: &str = include_str!("think.md");
const SLOW: &str = include_str!("slow.md");
const PARAGRAPHS: &str = include_str!("paragraphs.md");

/// Paragraphs of a long answer if the question names no number, and the maximum number.
const LONG: usize = 20;
const LONGEST: usize = 5000;

/// The maximum number of words of a title.
const TITLE: usize = 5;

/// An answer, and how it is given.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ScriptedAnswer {
    /// The reasoning; often empty.
    pub(super) reasoning: &'static str,
    /// The visible text.
    pub(super) text: String,
    /// How fast.
    pub(super) pace: Pace,
}

/// How fast an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// Before the first token.
    pub(super) wait: Duration,
    /// Between two tokens, on average.
    pub(super) gap: Duration,
}

/// About 70 tokens a second, as a mid-sized model on good hardware writes.
const USUAL: Pace = Pace { wait: Duration::from_millis(120), gap: Duration::from_millis(14) };

/// For an answer that somebody wants to stop.
const WALKING: Pace = Pace { wait: Duration::from_secs(3), gap: Duration::from_millis(200) };

/// The answer to a conversation. The same conversation always has the same answer.
pub(super) fn answer(messages: &[Message]) -> ScriptedAnswer {
    let question = messages.iter().rfind(|message| message.role == Role::User).map(Message::words);
    let mut answer = reply(question.as_deref().unwrap_or_default().trim());
    // A trailing assistant message is continued: its text is not repeated.
    if let Some(begun) = messages.last().filter(|message| message.role == Role::Assistant) {
        let begun = begun.words();
        answer.reasoning = "";
        answer.text = match answer.text.strip_prefix(begun.as_str()) {
            Some(rest) => rest.to_owned(),
            None => format!("\n\nThat is where I stopped, and there is no more to say.\n\n{DEFAULT}"),
        };
    }
    answer
}

fn reply(question: &str) -> ScriptedAnswer {
    let said = |text: &str| ScriptedAnswer { reasoning: "", text: text.trim_end().to_owned(), pace: USUAL };
    if let Some(about) = asks_for_title(question) {
        return said(&title(about));
    }
    let lower = question.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    match words.next() {
        None => return said(HELLO),
        Some("echo") => {
            let words = question.get("echo".len()..).unwrap_or_default().trim_start_matches([':', ' ']);
            return said(if words.trim().is_empty() { "There was nothing after `echo`." } else { words });
        }
        Some("long") => return said(&long(words.find_map(|word| word.parse().ok()).unwrap_or(LONG))),
        _ => {}
    }
    let has = |words: &[&str]| words.iter().any(|word| contains_word(&lower, word));
    if has(&["markdown"]) {
        said(MARKDOWN)
    } else if has(&["table", "tables"]) {
        said(TABLE)
    } else if has(&["code", "program", "function"]) {
        said(CODE)
    } else if has(&["math", "maths", "mathematics", "formula", "formulas"]) {
        said(MATH)
    } else if has(&["think", "thinking", "reasoning"]) {
        ScriptedAnswer { reasoning: THOUGHT.trim_end(), ..said(THINK) }
    } else if has(&["slow", "slowly"]) {
        ScriptedAnswer { pace: WALKING, ..said(SLOW) }
    } else if has(&["help"]) {
        said(HELP)
    } else if has(&[
        "kept", "keep", "keeps", "stored", "store", "stores", "save", "saved", "privacy", "private",
    ]) {
        said(KEEPS)
    } else if has(&["sign", "login", "account", "accounts"]) {
        said(SIGN_IN)
    } else if has(&["how"]) && has(&["work", "works", "mayfly"]) {
        said(WORKS)
    } else if has(&["mayfly", "who"]) || lower.contains("what are you") || lower.contains("what is this") {
        said(ABOUT)
    } else if has(&["hello", "hi", "hey"]) {
        said(HELLO)
    } else {
        said(DEFAULT)
    }
}

fn contains_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|other| other == word)
}

/// What a title is wanted for, if that is what is asked: a short request whose first sentence says
/// so, as chat pages send it.
fn asks_for_title(question: &str) -> Option<&str> {
    let (ask, about) = question.split_once("\n\n")?;
    let ask = ask.to_lowercase();
    if !contains_word(&ask, "title") || !contains_word(&ask, "conversation") {
        return None;
    }
    Some(about.strip_prefix("The conversation begins with:").unwrap_or(about).trim())
}

/// The first words, as a title would have them.
fn title(about: &str) -> String {
    let words: Vec<&str> = about
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .take(TITLE)
        .collect();
    let line = words.join(" ");
    let mut characters = line.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => "A short conversation".to_owned(),
    }
}

/// Numbered paragraphs.
fn long(paragraphs: usize) -> String {
    let mut text = String::new();
    for (number, paragraph) in (1..=paragraphs.clamp(1, LONGEST)).zip(PARAGRAPHS.lines().cycle()) {
        if number > 1 {
            text.push_str("\n\n");
        }
        text.push_str(&format!("**{number}.** {paragraph}"));
    }
    text
}
