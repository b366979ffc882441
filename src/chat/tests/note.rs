//! The note below an answer, and its buttons.

use super::*;

/// The note after a turn that ends with these events.
fn note_after(events: impl IntoIterator<Item = ChatEvent>) -> (Conversation, Option<Note>) {
    let mut conversation = Conversation::default();
    let turn = conversation.ask(words("Why?"), &model(), at(0.0)).unwrap();
    for event in events {
        conversation.feed(turn, event, at(1.0));
    }
    let leaf = conversation.tree().leaf().unwrap().id();
    let note = conversation.note(leaf);
    (conversation, note)
}

fn ended(finish_reason: FinishReason) -> ChatEvent {
    ChatEvent::Done { finish_reason }
}

fn failed(kind: ErrorKind) -> ChatEvent {
    ChatEvent::Error(StreamError::new(kind, kind.sentence()))
}

#[test]
fn a_complete_answer_has_no_note_and_an_empty_one_says_so() {
    assert_eq!(note_after([delta("So."), done()]).1, None);
    for (events, heading) in [
        (vec![done()], "empty answer"),
        (vec![delta(" \n"), done()], "empty answer"),
        (vec![ended(FinishReason::Other("eos".into()))], "empty answer"),
        (vec![ended(FinishReason::ToolCalls)], "asked for a tool"),
        (vec![ChatEvent::Reasoning("hm".into()), done()], "gave no answer"),
        (vec![delta("<think>hm"), done()], "gave no answer"),
        (vec![ChatEvent::Reasoning("hm".into()), ended(FinishReason::Length)], "before the answer began"),
        (vec![ended(FinishReason::ContentFilter)], "Filtered"),
    ] {
        let (conversation, note) = note_after(events);
        let note = note.unwrap();
        assert!(note.heading.contains(heading) && note.is_failure, "{note:?}");
        assert_eq!(note.remedies, [Remedy::Retry]);
        assert!(!conversation.is_queue_ready());
    }
}

#[test]
fn what_waits_does_not_follow_an_answer_that_did_not_come() {
    let mut conversation = Conversation::default();
    let turn = conversation.ask(words("one"), &model(), at(0.0)).unwrap();
    conversation.enqueue(words("two")).unwrap();
    conversation.feed(turn, done(), at(1.0));
    assert_eq!(conversation.ask_next(&model(), at(1.0)), None);
}

#[test]
fn a_sentence_names_only_buttons_that_are_there() {
    let all = ["Continue", "Start from here", "oldest turn"];
    for kind in ErrorKind::ALL {
        let (_, note) = note_after([failed(*kind)]);
        let note = note.unwrap();
        assert_eq!(note.remedies, [Remedy::Retry]);
        for name in all {
            assert!(![&note.heading, &note.text].iter().any(|words| words.contains(name)), "{note:?}");
        }
        let (_, note) = note_after([delta("half"), failed(*kind)]);
        assert_eq!(note.unwrap().remedies, [Remedy::Continue, Remedy::Retry]);
    }
}

#[test]
fn a_conversation_that_is_too_long_can_be_shortened_only_where_there_is_something_to_leave_out() {
    let (_, note) = note_after([failed(ErrorKind::ContextLength)]);
    assert!(note.unwrap().text.contains("Shorten the message"));
    let mut conversation = Conversation::default();
    exchange(&mut conversation, "one", "1");
    let turn = conversation.ask(words("two"), &model(), at(0.0)).unwrap();
    conversation.feed(turn, failed(ErrorKind::ContextLength), at(1.0));
    let note = conversation.note(conversation.tree().leaf().unwrap().id()).unwrap();
    assert_eq!(note.remedies, [Remedy::StartFromHere, Remedy::DropOldestTurn, Remedy::Retry]);
    assert!(note.text.contains("Start from here"));
}
