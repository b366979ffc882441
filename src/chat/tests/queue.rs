//! Messages that wait.

use super::*;

#[test]
fn goes_out_in_order_when_the_turn_ends() {
    let mut conversation = Conversation::default();
    let turn = conversation.ask(words("one"), &model(), at(0.0)).unwrap();
    let two = conversation.enqueue(words("two")).unwrap();
    conversation.enqueue(words("three")).unwrap();
    let four = conversation.enqueue(words("four")).unwrap();
    assert_eq!(conversation.ask_next(&model(), at(0.0)), None, "an answer is being written");
    assert_eq!(conversation.remove_queued(two), Ok(words("two")));
    assert_eq!(conversation.remove_queued(two), Err(ChatError::Gone));
    finish(&mut conversation, turn, "1");
    let turn = conversation.ask_next(&model(), at(0.0)).unwrap();
    finish(&mut conversation, turn, "3");
    assert_eq!(shown(&conversation), ["one", "1", "three", "3"]);
    assert_eq!(conversation.queue()[0].id, four);
}

#[test]
fn waits_for_the_person_after_a_fault() {
    let mut conversation = Conversation::default();
    let turn = conversation.ask(words("one"), &model(), at(0.0)).unwrap();
    let two = conversation.enqueue(words("two")).unwrap();
    conversation.cut(turn, at(1.0));
    assert_eq!(conversation.ask_next(&model(), at(1.0)), None);
    assert!(conversation.ask_queued(two, &model(), at(2.0)).is_ok(), "the person may send it");
    assert!(conversation.queue().is_empty());
}

#[test]
fn nothing_to_send_is_refused_and_the_draft_stays() {
    let mut conversation = Conversation::default();
    conversation.set_draft_text(" \n ");
    assert_eq!(conversation.ask_draft(&model(), at(0.0)), Err(ChatError::EmptyMessage));
    assert_eq!(conversation.enqueue_draft(), Err(ChatError::EmptyMessage));
    assert_eq!(conversation.draft().text.as_str(), " \n ");

    conversation.set_draft_text("real");
    conversation.ask_draft(&model(), at(0.0)).unwrap();
    assert!(conversation.draft().is_blank());
    conversation.set_draft_text("more");
    assert_eq!(conversation.ask_draft(&model(), at(0.0)), Err(ChatError::AnswerRunning));
    assert_eq!(conversation.draft().text.as_str(), "more");
}

#[test]
fn a_long_paste_can_be_turned_back_into_words() {
    let mut conversation = Conversation::default();
    let file = TextFile { name: "pasted.txt".into(), text: "long".into() };
    conversation.set_draft(Draft { text: "see".into(), attachments: vec![Part::File(file.into())] });
    conversation.unfold(7);
    conversation.unfold(0);
    assert_eq!(conversation.draft().text.as_str(), "see\n\nlong");
    assert!(conversation.draft().attachments.is_empty());
}
