//! A turn from sending to its end.

use super::*;

fn ask() -> (Conversation, TurnId) {
    let mut conversation = Conversation::default();
    let turn = conversation.ask(words("Why?"), &model(), at(1000.0)).unwrap();
    (conversation, turn)
}

fn error() -> StreamError {
    StreamError::new(ErrorKind::UpstreamError, "The model's server failed.")
}

fn end(conversation: &Conversation) -> End {
    conversation.tree().leaf().unwrap().answer().unwrap().end.clone().unwrap()
}

#[test]
fn waits_then_streams_then_is_done() {
    let (mut conversation, turn) = ask();
    assert_eq!(conversation.turn().unwrap().phase(), &Phase::Waiting { sent_at: at(1000.0) });
    let start = ChatEvent::Start { model: "big".into(), request_id: "r1".into() };
    assert_eq!(conversation.feed(turn, start, at(1100.0)), Progress::Live(Change::Started));
    assert_eq!(conversation.turn().unwrap().request_id(), Some("r1"));
    assert_eq!(conversation.feed(turn, delta("Be"), at(1500.0)), Progress::Live(Change::Text));
    conversation.feed(turn, delta("cause"), at(2000.0));
    assert_eq!(conversation.turn().unwrap().text(), "Because");
    let usage = Usage { prompt_tokens: 5, completion_tokens: 10, reasoning_tokens: None };
    conversation.feed(turn, ChatEvent::Usage(usage), at(2000.0));
    assert!(matches!(conversation.feed(turn, done(), at(2500.0)), Progress::Ended(_)));

    let answer = conversation.tree().leaf().unwrap().answer().unwrap();
    assert_eq!((answer.text.as_str(), answer.model.as_str()), ("Because", "big"));
    assert_eq!(answer.end, Some(End::Done(FinishReason::Stop)));
    let figures = answer.figures.unwrap();
    assert_eq!((figures.first_token_ms, figures.writing_ms), (500.0, 1000.0));
    assert_eq!(figures.tokens, Tokens::Counted(usage));
    assert_eq!(figures.tokens_per_second(), Some(10.0));
}

#[test]
fn a_token_changes_neither_the_tree_nor_a_row() {
    let (mut conversation, turn) = ask();
    let (tree, path) = (conversation.tree().clone(), conversation.path());
    conversation.feed(turn, delta("a lot"), at(1.0));
    assert_eq!((conversation.tree(), conversation.path()), (&tree, path));
}

#[test]
fn an_error_before_anything_came_is_failed_and_after_it_interrupted() {
    let (mut conversation, turn) = ask();
    conversation.feed(turn, delta(""), at(1.0));
    conversation.feed(turn, ChatEvent::Error(error()), at(2.0));
    assert_eq!(end(&conversation), End::Failed(error()));

    let (mut conversation, turn) = ask();
    conversation.feed(turn, ChatEvent::Reasoning("hm".into()), at(1.0));
    conversation.feed(turn, ChatEvent::Error(error()), at(2.0));
    assert_eq!(end(&conversation), End::Interrupted(error()));
}

#[test]
fn a_body_without_a_terminal_event_was_cut_by_a_lost_connection() {
    let (mut conversation, turn) = ask();
    conversation.cut(turn, at(2.0));
    assert!(matches!(end(&conversation), End::Failed(error) if error.kind == ErrorKind::ConnectionLost));

    let (mut conversation, turn) = ask();
    conversation.feed(turn, delta("half an ans"), at(1.0));
    conversation.cut(turn, at(2.0));
    assert!(matches!(end(&conversation), End::Interrupted(error) if error.kind == ErrorKind::ConnectionLost));
    assert_eq!(shown(&conversation)[1], "half an ans");
}

#[test]
fn finish_reasons_are_kept_and_only_length_leaves_something_to_continue() {
    for (reason, continues) in [
        (FinishReason::Stop, false),
        (FinishReason::Length, true),
        (FinishReason::ContentFilter, false),
        (FinishReason::Other("odd".into()), false),
    ] {
        let (mut conversation, turn) = ask();
        conversation.feed(turn, delta("words"), at(1.0));
        conversation.feed(turn, ChatEvent::Done { finish_reason: reason.clone() }, at(2.0));
        assert_eq!(end(&conversation), End::Done(reason));
        assert_eq!(conversation.tree().leaf().unwrap().answer().unwrap().can_continue(), continues);
    }
}

#[test]
fn stopping_keeps_what_came_and_later_events_do_nothing() {
    let (mut conversation, turn) = ask();
    conversation.feed(turn, delta("partly"), at(1.0));
    assert!(matches!(conversation.stop(at(2.0)), Progress::Ended(_)));
    assert_eq!(end(&conversation), End::Stopped);
    assert_eq!(conversation.feed(turn, delta("late"), at(3.0)), Progress::Ignored);
    assert_eq!(shown(&conversation)[1], "partly");

    let answer = conversation.tree().leaf().unwrap().id();
    let again = conversation.retry(answer, &model(), at(4.0)).unwrap();
    assert_eq!(conversation.feed(turn, delta("late"), at(5.0)), Progress::Ignored);
    assert_eq!(conversation.feed(again, delta("new"), at(5.0)), Progress::Live(Change::Text));
}

#[test]
fn thinking_is_timed_until_the_first_word_and_again_when_it_goes_on() {
    let (mut conversation, turn) = ask();
    conversation.feed(turn, ChatEvent::Reasoning("Let me".into()), at(2000.0));
    conversation.feed(turn, ChatEvent::Reasoning(" see.".into()), at(2600.0));
    let streaming = conversation.turn().unwrap().streaming().unwrap().clone();
    assert!(streaming.is_thinking());
    assert_eq!(streaming.thought_ms(at(2900.0)), 900.0);
    conversation.feed(turn, delta("So"), at(3000.0));
    assert!(!conversation.turn().unwrap().streaming().unwrap().is_thinking());
    conversation.feed(turn, ChatEvent::Reasoning(" Wait.".into()), at(5000.0));
    conversation.feed(turn, done(), at(5500.0));
    let reasoning = conversation.tree().leaf().unwrap().answer().unwrap().reasoning.clone().unwrap();
    assert_eq!((reasoning.text.as_str(), reasoning.ms), ("Let me see.\n\n Wait.", 1500.0));
}

#[test]
fn tokens_are_estimated_from_bytes_and_marked_where_the_server_is_silent() {
    let (mut conversation, turn) = ask();
    conversation.feed(turn, delta("twelve bytes"), at(2000.0));
    conversation.feed(turn, done(), at(3000.0));
    let figures = conversation.tree().leaf().unwrap().answer().unwrap().figures.unwrap();
    assert_eq!((figures.tokens, figures.tokens.is_estimate()), (Tokens::Estimated(3), true));
}

#[test]
fn hidden_thoughts_do_not_make_the_writing_look_fast() {
    let (mut conversation, turn) = ask();
    conversation.feed(turn, delta("short"), at(9000.0));
    let usage = Usage { prompt_tokens: 1, completion_tokens: 110, reasoning_tokens: Some(100) };
    conversation.feed(turn, ChatEvent::Usage(usage), at(9500.0));
    conversation.feed(turn, done(), at(10_000.0));
    let figures = conversation.tree().leaf().unwrap().answer().unwrap().figures.unwrap();
    assert_eq!(figures.tokens_per_second(), Some(10.0));
}

#[test]
fn a_held_turn_counts_from_when_it_is_sent() {
    let (mut conversation, turn) = ask();
    conversation.postpone(turn);
    assert_eq!(conversation.turn().unwrap().phase(), &Phase::Pending);
    conversation.mark_sent(turn, at(5000.0));
    conversation.feed(turn, delta("here"), at(5300.0));
    conversation.feed(turn, done(), at(5400.0));
    assert_eq!(conversation.tree().leaf().unwrap().answer().unwrap().figures.unwrap().first_token_ms, 300.0);
}

#[test]
fn a_thought_between_tags_is_no_part_of_the_answer_and_never_sent_back() {
    let (mut conversation, turn) = ask();
    assert_eq!(conversation.feed(turn, delta("<th"), at(2000.0)), Progress::Live(Change::Nothing));
    assert_eq!(
        conversation.feed(turn, delta("ink>\nTwo and"), at(2000.0)),
        Progress::Live(Change::Reasoning)
    );
    assert!(conversation.turn().unwrap().streaming().unwrap().is_thinking());
    assert_eq!(
        conversation.feed(turn, delta(" two.\n</think>\n\n**Fo"), at(3500.0)),
        Progress::Live(Change::Text)
    );
    assert!(!conversation.turn().unwrap().streaming().unwrap().is_thinking());
    conversation.feed(turn, delta("ur**."), at(4000.0));
    conversation.feed(turn, done(), at(4000.0));
    let answer = conversation.tree().leaf().unwrap().answer().unwrap();
    let reasoning = answer.reasoning.as_ref().unwrap();
    assert_eq!(
        (answer.text.as_str(), reasoning.text.as_str(), reasoning.ms),
        ("**Four**.", "Two and two.\n", 1500.0)
    );
    let sent: Vec<_> = conversation.prompt().iter().flat_map(|message| message.parts.clone()).collect();
    assert_eq!(sent, [PromptPart::Text(&"Why?".into()), PromptPart::Text(&"**Four**.".into())]);
}

#[test]
fn a_closing_tag_alone_moves_the_text_into_the_thought_and_changes_the_row_once() {
    let (mut conversation, turn) = ask();
    conversation.feed(turn, delta("Two and two."), at(2000.0));
    let row = |conversation: &Conversation| {
        let id = conversation.turn().unwrap().answer();
        conversation.tree().entry(id).unwrap().revision
    };
    let before = row(&conversation);
    assert_eq!(
        conversation.feed(turn, delta("\n</think>\n\nFour"), at(3000.0)),
        Progress::Live(Change::Moved)
    );
    assert_eq!(row(&conversation), before + 1);
    assert_eq!(conversation.feed(turn, delta("."), at(3000.0)), Progress::Live(Change::Text));
    assert_eq!((conversation.turn().unwrap().text(), row(&conversation)), ("Four.", before + 1));
    assert_eq!(conversation.turn().unwrap().streaming().unwrap().thought_ms(at(9000.0)), 1000.0);
}

#[test]
fn a_thought_that_is_never_closed_stays_a_thought_when_the_stream_ends() {
    let (mut conversation, turn) = ask();
    conversation.feed(turn, delta("<think>hm </thi"), at(2000.0));
    conversation.cut(turn, at(3000.0));
    let answer = conversation.tree().leaf().unwrap().answer().unwrap();
    assert_eq!((answer.text.as_str(), answer.reasoning.as_ref().unwrap().text.as_str()), ("", "hm </thi"));
    assert!(matches!(end(&conversation), End::Interrupted(_)));
}

#[test]
fn the_text_of_a_model_that_thinks_first_is_a_thought_until_its_closing_tag() {
    let (mut conversation, turn) = ask();
    conversation.think_first(turn);
    assert_eq!(conversation.feed(turn, delta("Two and two."), at(2000.0)), Progress::Live(Change::Reasoning));
    assert_eq!(conversation.feed(turn, delta("</think>Four."), at(3000.0)), Progress::Live(Change::Text));
    assert_eq!(conversation.turn().unwrap().text(), "Four.");
}
