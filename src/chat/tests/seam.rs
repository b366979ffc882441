//! Words that a model repeats where it should go on.

use super::*;
use crate::chat::seam::Seam;

fn join(before: &str, pieces: &[&str]) -> String {
    let mut seam = Some(Seam::new(before));
    let mut text = before.to_owned();
    for piece in pieces {
        match &mut seam {
            None => text.push_str(piece),
            Some(open) => {
                if let Some(decided) = open.push(piece) {
                    text.push_str(decided.as_str());
                    seam = None;
                }
            }
        }
    }
    if let Some(mut open) = seam {
        text.push_str(open.take().as_str());
    }
    text
}

#[test]
fn takes_out_what_is_repeated_however_it_is_cut() {
    let before = "It was a dark night and the inter";
    let after = "and the international crowd";
    for at in 0..=after.len() {
        let joined = join(before, &[&after[..at], &after[at..]]);
        assert_eq!(joined, "It was a dark night and the international crowd", "cut at {at}");
    }
    let bytewise: Vec<_> = after.split_inclusive(|_| true).collect();
    assert_eq!(join(before, &bytewise), "It was a dark night and the international crowd");
}

#[test]
fn leaves_what_is_meant() {
    assert_eq!(join("one two", &[" three"]), "one two three");
    assert_eq!(join("I said no", &[" no"]), "I said no no");
    assert_eq!(join("hel", &["lo"]), "hello");
    assert_eq!(join("<div><div></div>", &["\n</div>"]), "<div><div></div>\n</div>");
    assert_eq!(join("", &["first"]), "first");
}

#[test]
fn knows_scripts_without_spaces() {
    assert_eq!(join("今天天气很好我们", &["天气很好我们去公园"]), "今天天气很好我们去公园");
}

#[test]
fn keeps_what_was_held_back_when_the_stream_breaks() {
    assert_eq!(join("the cat sat", &["the c"]), "the cat satthe c");
}

#[test]
fn a_continuation_is_appended_to_the_same_message() {
    let mut conversation = Conversation::default();
    let turn = conversation.ask(words("Tell."), &model(), at(0.0)).unwrap();
    conversation.feed(turn, delta("Once upon a"), at(1000.0));
    conversation.stop(at(2000.0));
    let id = conversation.tree().leaf().unwrap().id();

    let turn = conversation.continue_answer(id, &model(), true, at(5000.0)).unwrap();
    assert!(conversation.turn().unwrap().is_continuation());
    assert_eq!(conversation.feed(turn, delta("upon a"), at(5100.0)), Progress::Live(Change::Nothing));
    assert_eq!(conversation.feed(turn, delta(" time"), at(6100.0)), Progress::Live(Change::Text));
    assert_eq!(conversation.turn().unwrap().text(), " time");
    conversation.feed(turn, done(), at(6100.0));

    assert_eq!(shown(&conversation), ["Tell.", "Once upon a time"]);
    let figures = answer(&conversation, id).figures.unwrap();
    assert_eq!((figures.first_token_ms, figures.writing_ms), (1000.0, 2000.0));
    assert_eq!(conversation.continue_answer(id, &model(), true, at(9.0)), Err(ChatError::NothingToContinue));
}

#[test]
fn a_continuation_that_fails_leaves_the_words_and_says_that_they_are_not_all() {
    let mut conversation = Conversation::default();
    let turn = conversation.ask(words("Tell."), &model(), at(0.0)).unwrap();
    conversation.feed(turn, delta("Once"), at(1.0));
    conversation.feed(turn, ChatEvent::Done { finish_reason: FinishReason::Length }, at(2.0));
    let id = conversation.tree().leaf().unwrap().id();
    let turn = conversation.continue_answer(id, &model(), false, at(3.0)).unwrap();
    conversation.fail(turn, StreamError::new(ErrorKind::Unreachable, "The model can't be reached."), at(4.0));
    let answer = answer(&conversation, id);
    assert_eq!(answer.text.as_str(), "Once");
    assert!(matches!(answer.end, Some(End::Interrupted(_))) && answer.can_continue());
}
