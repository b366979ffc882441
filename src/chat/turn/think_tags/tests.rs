#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{TAGS, ThinkTags};
use crate::chat::Text;

/// Thought and text of an answer that arrives in these pieces, and how often text moved.
fn read(pieces: &[&str]) -> (String, String, usize) {
    read_from(pieces, false)
}

fn read_from(pieces: &[&str], thinks_first: bool) -> (String, String, usize) {
    let (mut tags, mut text, mut thought) =
        (ThinkTags::new(false, thinks_first), Text::default(), Text::default());
    let mut moved = 0;
    for piece in pieces {
        moved += usize::from(tags.push(piece, &mut text, &mut thought));
        let kept = tags.pending.as_str().trim_start().len();
        assert!(kept <= 13, "no more than a tag is kept back: {kept} bytes");
    }
    moved += usize::from(tags.finish(&mut text, &mut thought));
    (thought.into_string(), text.into_string(), moved)
}

/// Reads an answer whole and cut at every character.
fn at_every_split(answer: &str) -> (String, String) {
    let (thought, text, moved) = read(&[answer]);
    assert!(moved <= 1, "text moves once at most");
    for (at, _) in answer.char_indices() {
        let (left, right) = answer.split_at(at);
        assert_eq!(read(&[left, right]), (thought.clone(), text.clone(), moved), "{answer:?} cut at {at}");
    }
    let characters: Vec<_> = answer.char_indices().map(|(at, c)| &answer[at..at + c.len_utf8()]).collect();
    assert_eq!(read(&characters), (thought.clone(), text.clone(), moved), "{answer:?} in characters");
    (thought, text)
}

#[test]
fn what_stands_between_tags_at_the_start_is_a_thought() {
    for (open, close) in TAGS {
        let answer = format!("{open}\nfirst\n{close}\n\n**Four**.");
        assert_eq!(at_every_split(&answer), ("first\n".to_owned(), "**Four**.".to_owned()), "{open}");
    }
    assert_eq!(at_every_split("\n <think>a</think>b"), ("a".to_owned(), "b".to_owned()));
    assert_eq!(at_every_split("<think>\n\n</think>\n\nb"), (String::new(), "b".to_owned()));
}

#[test]
fn a_thought_that_is_not_closed_is_a_thought_to_its_end() {
    assert_eq!(at_every_split("<think>\nhm, </thi"), ("hm, </thi".to_owned(), String::new()));
    assert_eq!(at_every_split("<think>"), (String::new(), String::new()));
    assert_eq!(at_every_split("<thinking>a</think>b").1, "", "another tag closes nothing");
}

#[test]
fn a_closing_tag_alone_moves_what_stands_before_it_once() {
    let expected = ("So, four.\n".to_owned(), "**Four**.".to_owned());
    assert_eq!(at_every_split("So, four.\n</think>\n\n**Four**."), expected);
    let expected = ("So, four.".to_owned(), "**Four**.".to_owned());
    assert_eq!(at_every_split("So, four.</think>\n\n**Four**."), expected);
    assert_eq!(at_every_split("a\n</think>\nb\n</think>\nc").1, "b\n</think>\nc");
    assert_eq!(at_every_split("</think>\n\nb"), (String::new(), "b".to_owned()));
    assert_eq!(at_every_split("a</think>"), ("a".to_owned(), String::new()));
}

#[test]
fn a_tag_in_code_or_in_prose_is_text() {
    for answer in [
        "Write `<think>` first.",
        "```html\n<think>\n</think>\n```\nDone.",
        "~~~\n```\n</think>\n~~~\nDone.",
        "A </think> in the middle of a line.",
        "It ends with `</think>\nand goes on`.",
        "Use <think> and </think>, please.",
        "<thin and wide>",
        "<p>text</p>",
        "[TH](https://example.org)",
        "a < b\n</thinker>\n",
    ] {
        assert_eq!(at_every_split(answer), (String::new(), answer.to_owned()));
    }
    let (thought, text) = at_every_split("<think>They ask about `</think>` itself.</think>Yes.");
    assert_eq!((thought.as_str(), text.as_str()), ("They ask about `</think>` itself.", "Yes."));
}

#[test]
fn a_model_that_thinks_first_needs_no_opening_tag() {
    for answer in [
        "So, four.\n</think>\n\n**Four**.",
        "<think>So, four.\n</think>**Four**.",
        "So, four.\n[/THINK]**Four**.",
    ] {
        let expected = ("So, four.\n".to_owned(), "**Four**.".to_owned(), 0);
        for (at, _) in answer.char_indices() {
            let (left, right) = answer.split_at(at);
            assert_eq!(read_from(&[left, right], true), expected, "{answer:?} cut at {at}");
        }
    }
    assert_eq!(read_from(&["never closed"], true), ("never closed".to_owned(), String::new(), 0));
}

#[test]
fn a_continuation_never_moves_what_was_there() {
    let (mut tags, mut text, mut thought) = (ThinkTags::new(true, true), Text::default(), Text::default());
    assert!(!tags.push("more\n</think>\nwords", &mut text, &mut thought));
    assert_eq!((text.as_str(), thought.as_str()), ("more\n</think>\nwords", ""));
}

#[test]
fn many_tags_in_a_long_answer_cost_little() {
    let answer = "a `</think>` b\n".repeat(20_000);
    assert_eq!(read(&[&answer]).1, answer);
    let open = ["<think>", &"x".repeat(1 << 20)].concat();
    assert_eq!(read(&[&open]).0.len(), 1 << 20);
}

proptest! {
    #[test]
    fn any_answer_reads_the_same_in_any_pieces(
        parts in prop::collection::vec(
            prop_oneof![
                Just("<think>"), Just("</think>"), Just("<thinking>"), Just("</thinking>"), Just("[THINK]"),
                Just("[/THINK]"), Just("\n"), Just(" "), Just("`"), Just("```"), Just("a"), Just("<"), Just("漢"),
                Just("</"), Just("think>"), Just("~~~"),
            ],
            0..16,
        ),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let answer = parts.concat();
        let mut points: Vec<_> = cuts.iter().map(|cut| answer.floor_char_boundary(cut.index(answer.len() + 1))).collect();
        points.sort_unstable();
        let mut pieces = Vec::new();
        let mut from = 0;
        for point in points.into_iter().chain([answer.len()]) {
            pieces.push(&answer[from..point]);
            from = point;
        }
        prop_assert_eq!(read(&pieces), read(&[&answer]));
    }
}
