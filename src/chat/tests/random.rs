//! Any sequence of commands keeps a conversation whole.

use proptest::prelude::*;

use super::invariants::check;
use super::*;

/// A command; numbers pick among what is there.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Ask(String),
    EditQuestion(usize, String),
    Regenerate(usize),
    Retry(usize),
    Continue(usize, bool),
    Delta(String),
    Reasoning(String),
    Done(bool),
    Fail,
    Cut,
    Stop,
    Postpone,
    PlanRetry(usize),
    EditAnswer(usize, String),
    DeleteBranch(usize),
    Undo(usize),
    Forget(usize),
    Select(usize, usize),
    Reveal(usize),
    Enqueue(String),
    RemoveQueued(usize),
    AskNext,
    Draft(String),
    Rename(String),
    SystemPrompt(String),
    Context(usize),
    DropOldest,
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    let text = || "[a-zäß漢 \\n`\"]{0,12}";
    prop_oneof![
        6 => text().prop_map(Op::Ask),
        3 => (any::<usize>(), text()).prop_map(|(n, t)| Op::EditQuestion(n, t)),
        3 => any::<usize>().prop_map(Op::Regenerate),
        2 => any::<usize>().prop_map(Op::Retry),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(n, seam)| Op::Continue(n, seam)),
        6 => text().prop_map(Op::Delta),
        2 => text().prop_map(Op::Reasoning),
        6 => any::<bool>().prop_map(Op::Done),
        1 => Just(Op::Fail),
        1 => Just(Op::Cut),
        1 => Just(Op::Stop),
        1 => Just(Op::Postpone),
        1 => any::<usize>().prop_map(Op::PlanRetry),
        1 => (any::<usize>(), text()).prop_map(|(n, t)| Op::EditAnswer(n, t)),
        3 => any::<usize>().prop_map(Op::DeleteBranch),
        2 => any::<usize>().prop_map(Op::Undo),
        1 => any::<usize>().prop_map(Op::Forget),
        2 => (any::<usize>(), 0..4usize).prop_map(|(n, v)| Op::Select(n, v)),
        1 => any::<usize>().prop_map(Op::Reveal),
        1 => text().prop_map(Op::Enqueue),
        1 => any::<usize>().prop_map(Op::RemoveQueued),
        1 => Just(Op::AskNext),
        1 => text().prop_map(Op::Draft),
        1 => text().prop_map(Op::Rename),
        1 => text().prop_map(Op::SystemPrompt),
        1 => any::<usize>().prop_map(Op::Context),
        1 => Just(Op::DropOldest),
    ]
}

/// Does it; what is refused is refused.
pub(crate) fn apply(conversation: &mut Conversation, op: Op, now: Instant) {
    let model = &model();
    let ids: Vec<_> = conversation.tree().iter().map(Message::id).collect();
    // A number beyond all messages now and then: what is gone is refused, too.
    let pick = |n: usize| ids.get(n % (ids.len() + 1)).copied().unwrap_or(MessageId(u32::MAX));
    let queued = |conversation: &Conversation, n: usize| {
        conversation.queue().get(n % (conversation.queue().len() + 1)).map_or(QueuedId(0), |queued| queued.id)
    };
    let undo = |conversation: &Conversation, n: usize| {
        conversation.deletions.get(n % (conversation.deletions.len() + 1)).map_or(UndoId(0), |(id, _)| *id)
    };
    let turn = conversation.turn().map_or(TurnId(0), Turn::id);
    match op {
        Op::Ask(text) => _ = conversation.ask(words(&text), model, now),
        Op::EditQuestion(n, text) => _ = conversation.edit_question(pick(n), words(&text), model, now),
        Op::Regenerate(n) => _ = conversation.regenerate(pick(n), model, now),
        Op::Retry(n) => _ = conversation.retry(pick(n), model, now),
        Op::Continue(n, seam) => _ = conversation.continue_answer(pick(n), model, seam, now),
        Op::Delta(text) => _ = conversation.feed(turn, delta(&text), now),
        Op::Reasoning(text) => _ = conversation.feed(turn, ChatEvent::Reasoning(text.as_str().into()), now),
        Op::Done(all) => {
            let finish_reason = if all { FinishReason::Stop } else { FinishReason::Length };
            _ = conversation.feed(turn, ChatEvent::Done { finish_reason }, now)
        }
        Op::Fail => _ = conversation.fail(turn, StreamError::new(ErrorKind::UpstreamBusy, "Busy."), now),
        Op::Cut => _ = conversation.cut(turn, now),
        Op::Stop => _ = conversation.stop(now),
        Op::Postpone => conversation.postpone(turn),
        Op::PlanRetry(n) => _ = conversation.plan_retry(pick(n), 0.5, now),
        Op::EditAnswer(n, text) => _ = conversation.edit_answer(pick(n), &text),
        Op::DeleteBranch(n) => _ = conversation.delete_branch(pick(n)),
        Op::Undo(n) => _ = conversation.undo(undo(conversation, n)),
        Op::Forget(n) => conversation.forget_deleted(undo(conversation, n)),
        Op::Select(n, version) => _ = conversation.select_version(pick(n), version),
        Op::Reveal(n) => _ = conversation.reveal(pick(n)),
        Op::Enqueue(text) => _ = conversation.enqueue(words(&text)),
        Op::RemoveQueued(n) => _ = conversation.remove_queued(queued(conversation, n)),
        Op::AskNext => _ = conversation.ask_next(model, now),
        Op::Draft(text) => conversation.set_draft_text(&text),
        Op::Rename(text) => _ = conversation.rename(&text),
        Op::SystemPrompt(text) => {
            let system_prompt = text.as_str().into();
            conversation.set_settings(Settings { system_prompt, ..conversation.settings().clone() })
        }
        Op::Context(n) => _ = conversation.start_context_at(Some(pick(n))),
        Op::DropOldest => _ = conversation.drop_oldest_turn(),
    }
}

/// A conversation after random commands.
pub(crate) fn conversation_of(ops: Vec<Op>) -> Conversation {
    let mut conversation = Conversation::default();
    for (step, op) in ops.into_iter().enumerate() {
        apply(&mut conversation, op, at(step as f64));
    }
    conversation
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_sequence_of_commands_keeps_every_invariant(ops in prop::collection::vec(op(), 0..80)) {
        let mut conversation = Conversation::default();
        for (step, op) in ops.into_iter().enumerate() {
            apply(&mut conversation, op, at(step as f64));
            check(&conversation);
        }
    }

    #[test]
    fn undo_straight_after_a_deletion_restores_exactly(
        ops in prop::collection::vec(op(), 0..60),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let mut conversation = conversation_of(ops);
        let mut before = Vec::new();
        for pick in picks {
            let ids: Vec<_> = conversation.tree().iter().map(Message::id).collect();
            if ids.is_empty() {
                break;
            }
            let tree = conversation.tree().clone();
            let id = *pick.get(&ids);
            if let Ok(undo) = conversation.delete_branch(id) {
                check(&conversation);
                before.push((undo, tree));
            }
        }
        while let Some((undo, tree)) = before.pop() {
            prop_assert_eq!(conversation.undo(undo), Ok(()));
            check(&conversation);
            prop_assert_eq!(conversation.tree(), &tree);
        }
    }

    #[test]
    fn nothing_that_was_received_is_lost_or_changed(pieces in prop::collection::vec("[a-zäß漢 \\n]{0,6}", 0..30)) {
        let mut conversation = Conversation::default();
        let turn = conversation.ask(words("?"), &model(), at(0.0)).unwrap();
        for piece in &pieces {
            conversation.feed(turn, delta(piece), at(1.0));
        }
        conversation.cut(turn, at(2.0));
        let leaf = conversation.tree().leaf().unwrap().answer().unwrap();
        prop_assert_eq!(leaf.text.as_str(), pieces.concat());
        prop_assert_eq!(matches!(leaf.end, Some(End::Interrupted(_))), !pieces.concat().is_empty());
    }
}
