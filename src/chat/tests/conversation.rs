//! Versions, branches, edits and deletion.

use super::*;

#[test]
fn regenerating_makes_a_version_beside_the_old_one() {
    let mut conversation = Conversation::default();
    let first = exchange(&mut conversation, "one", "1");
    let turn = conversation.regenerate(first, &"other".into(), at(0.0)).unwrap();
    let second = finish(&mut conversation, turn, "uno");
    assert_eq!(conversation.tree().versions(second), Some((1, 2)));
    assert_eq!(answer(&conversation, second).model.as_str(), "other");
    assert_eq!(shown(&conversation), ["one", "uno"]);
    conversation.select_version(second, 0).unwrap();
    assert_eq!(shown(&conversation), ["one", "1"]);
    assert_eq!(conversation.path()[1], first);
    let row = conversation.tree().entry(first).unwrap();
    assert_eq!((row.id, row.version, row.versions), (first, 0, 2));
}

#[test]
fn editing_a_question_makes_a_branch_and_keeps_the_old_one() {
    let mut conversation = Conversation::default();
    exchange(&mut conversation, "one", "1");
    exchange(&mut conversation, "two", "2");
    let question = conversation.path()[0];
    let turn = conversation.edit_question(question, words("eins"), &model(), at(0.0)).unwrap();
    finish(&mut conversation, turn, "I");
    assert_eq!(shown(&conversation), ["eins", "I"]);
    conversation.select_version(question, 0).unwrap();
    assert_eq!(shown(&conversation), ["one", "1", "two", "2"]);
}

#[test]
fn an_edited_answer_is_marked_and_only_its_row_changes() {
    let mut conversation = Conversation::default();
    let id = exchange(&mut conversation, "one", "1");
    exchange(&mut conversation, "two", "2");
    let rows = |conversation: &Conversation| -> Vec<_> {
        conversation.path().into_iter().map(|id| conversation.tree().entry(id).unwrap()).collect()
    };
    let (before, shape) = (rows(&conversation), conversation.tree().shape());
    conversation.edit_answer(id, "I").unwrap();
    assert!(answer(&conversation, id).edited);
    let after = rows(&conversation);
    let changed: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).map(|(a, _)| a.id).collect();
    assert_eq!(changed, [id]);
    assert_eq!(conversation.tree().shape(), shape, "the line need not be looked at");
    assert_eq!(conversation.edit_answer(before[0].id, "no"), Err(ChatError::WrongMessage));
    assert_eq!(conversation.edit_answer(id, "  "), Err(ChatError::EmptyMessage));
}

#[test]
fn a_deleted_branch_is_undone_once_and_exactly() {
    let mut conversation = Conversation::default();
    let one = exchange(&mut conversation, "one", "1");
    exchange(&mut conversation, "two", "2");
    let before = conversation.tree().clone();
    let undo = conversation.delete_branch(one).unwrap();
    assert_eq!(shown(&conversation), ["one"]);
    conversation.undo(undo).unwrap();
    assert_eq!(conversation.tree(), &before);
    assert_eq!(conversation.undo(undo), Err(ChatError::Gone));
}

#[test]
fn deleting_a_branch_shows_the_version_beside_it() {
    let mut conversation = Conversation::default();
    let first = exchange(&mut conversation, "one", "1");
    exchange(&mut conversation, "two", "2");
    let turn = conversation.regenerate(first, &model(), at(0.0)).unwrap();
    finish(&mut conversation, turn, "uno");
    let undo = conversation.delete_branch(first).unwrap();
    assert_eq!(shown(&conversation), ["one", "uno"]);
    // What was done meanwhile stays.
    exchange(&mut conversation, "due", "due!");
    conversation.undo(undo).unwrap();
    assert_eq!(shown(&conversation), ["one", "uno", "due", "due!"]);
    assert_eq!(conversation.tree().len(), 7);
}

#[test]
fn deletions_are_undone_in_an_order_that_has_a_place_for_them() {
    let mut conversation = Conversation::default();
    exchange(&mut conversation, "one", "1");
    let two = exchange(&mut conversation, "two", "2");
    let root = conversation.path()[0];
    let inner = conversation.delete_branch(two).unwrap();
    let outer = conversation.delete_branch(root).unwrap();
    assert_eq!(conversation.undo(inner), Err(ChatError::UndoLaterFirst));
    conversation.undo(outer).unwrap();
    conversation.undo(inner).unwrap();
    assert_eq!(shown(&conversation), ["one", "1", "two", "2"]);
}

#[test]
fn what_the_live_answer_stands_on_can_not_be_deleted() {
    let mut conversation = Conversation::default();
    conversation.ask(words("one"), &model(), at(0.0)).unwrap();
    let question = conversation.path()[0];
    assert_eq!(conversation.delete_branch(question), Err(ChatError::AnswerRunning));
    assert_eq!(conversation.ask(words("two"), &model(), at(0.0)), Err(ChatError::AnswerRunning));
    conversation.stop(at(1.0));
    conversation.delete_branch(question).unwrap();
    assert!(conversation.is_blank() && !conversation.is_changed());
}

#[test]
fn forgetting_a_deletion_frees_its_memory() {
    let mut conversation = Conversation::default();
    exchange(&mut conversation, "one", "1");
    let before = conversation.bytes();
    let undo = conversation.delete_branch(conversation.path()[0]).unwrap();
    assert_eq!(conversation.bytes(), before);
    conversation.forget_deleted(undo);
    assert_eq!(conversation.bytes(), 0);
}

#[test]
fn a_long_conversation_is_no_trouble() {
    let mut conversation = Conversation::default();
    for _ in 0..1_000 {
        exchange(&mut conversation, "q", "a");
    }
    assert_eq!(conversation.path().len(), 2_000);
    let undo = conversation.delete_branch(conversation.path()[1]).unwrap();
    assert_eq!(conversation.path().len(), 1);
    conversation.undo(undo).unwrap();
    assert_eq!(conversation.path().len(), 2_000);
}

#[test]
fn a_suggested_title_is_rid_of_what_models_put_around_it() {
    let name = |reply: &str| {
        Title::suggested(reply, &FinishReason::Stop).text().map(|name| name.as_str().to_owned())
    };
    let plain = Some("Letter to the office".to_owned());
    for answer in [
        "Letter to the office",
        "\"Letter to the office.\"",
        "“Letter to the office”.",
        "**Letter to the office**\n\nIt says what the letter is about.",
        "Title: Letter to the office",
        "<think>Hm.\nA title.</think>\n\nLetter to the office",
        "thoughts whose beginning is missing</think>Letter to the office",
        "# **Title:** \"Letter to the office\"",
        "Sure! Here is a title: Letter to the office",
        "Here's a title for it:\n\n**Letter to the office**",
        "Titel: „Letter to the office“",
        "标题：Letter to the office",
    ] {
        assert_eq!(name(answer), plain, "{answer}");
    }
    let sentence =
        "The person would like to write a letter to the office, and asks how such a letter should begin.";
    for answer in [
        "",
        " \n ",
        "\"\"",
        "...",
        "<think>cut off while it",
        "Sure! I can help with that letter.",
        "Certainly.",
        "Here is a title:",
        sentence,
    ] {
        assert_eq!(name(answer), None, "{answer}");
    }
    assert_eq!(name("Rust: lifetimes explained").as_deref(), Some("Rust: lifetimes explained"));
    assert_eq!(name("Sureties in law").as_deref(), Some("Sureties in law"));
}

#[test]
fn a_reply_that_was_cut_at_the_limit_is_no_title() {
    let mut conversation = Conversation::default();
    exchange(&mut conversation, "How do I write to the office?", "So.");
    conversation.suggest_title("The user wants a short title, so", &FinishReason::Length);
    assert_eq!(conversation.title().as_deref(), Some("How do I write to the office?"));
    conversation.suggest_title("Letter to the office", &FinishReason::Stop);
    assert_eq!(conversation.title().as_deref(), Some("Letter to the office"));
}
