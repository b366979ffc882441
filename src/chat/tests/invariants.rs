//! What is true of every conversation, whatever was done to it.

use super::*;

pub(crate) fn check(conversation: &Conversation) {
    let tree = conversation.tree();
    let ids: Vec<_> = tree.iter().map(|message| message.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "ids are sorted and unique");
    assert!(ids.last().is_none_or(|last| last.0 < tree.next), "the counter is ahead of every id");

    let mut seen = 0;
    for parent in std::iter::once(None).chain(ids.iter().copied().map(Some)) {
        let children = tree.children(parent).expect("the parent exists");
        assert_eq!(children.selected().is_some(), !children.ids.is_empty(), "the selected child is one");
        assert!(children.selected < children.ids.len().max(1));
        for child in &children.ids {
            assert_eq!(tree.get(*child).expect("the child exists").parent, parent, "it knows its parent");
            seen += 1;
        }
    }
    assert_eq!(seen, tree.len(), "every message is the child of exactly one");
    assert_eq!(tree.preorder().len(), tree.len(), "every message can be reached: there is no ring");

    let live: Vec<_> =
        tree.iter().filter(|m| m.answer().is_some_and(Answer::is_live)).map(|m| m.id).collect();
    assert_eq!(live, conversation.turn().map(Turn::answer).into_iter().collect::<Vec<_>>(), "one live turn");
    if let Some(countdown) = conversation.countdown() {
        assert!(conversation.turn().is_none(), "nothing runs beside a countdown");
        assert!(tree.get(countdown.answer).is_some());
    }

    assert_eq!(conversation.bytes(), recount(conversation), "the count of bytes is right");
    assert_eq!(conversation.path(), tree.path().map(Message::id).collect::<Vec<_>>());
}

fn recount(conversation: &Conversation) -> usize {
    let parts = |parts: &[Part]| parts.iter().map(Part::bytes).sum::<usize>();
    let message = |message: &Message| {
        256 + match &message.body {
            Body::Question(question) => parts(&question.parts),
            Body::Answer(answer) => {
                answer.text.len() + answer.reasoning.as_ref().map_or(0, |reasoning| reasoning.text.len())
            }
        }
    };
    conversation.tree().iter().map(message).sum::<usize>()
        + conversation.turn().map_or(0, |turn| turn.text().len() + turn.reasoning().len())
        + conversation.queue().iter().map(|queued| parts(&queued.parts)).sum::<usize>()
        + conversation.draft().text.len()
        + parts(&conversation.draft().attachments)
        + conversation.deletions.iter().flat_map(|(_, removed)| &removed.messages).map(message).sum::<usize>()
        + conversation.settings().system_prompt.len()
        + conversation.title.text().map_or(0, Text::len)
}
