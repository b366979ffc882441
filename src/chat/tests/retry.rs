//! When a failed turn is sent again by itself.

use super::*;
use crate::chat::retry::plan;

fn error(kind: ErrorKind, retry_after: Option<f64>) -> StreamError {
    StreamError { retry_after, ..StreamError::new(kind, "It failed.") }
}

#[test]
fn a_named_delay_is_kept_up_to_a_minute() {
    for (delay, expected) in [
        (0.0, RetryPlan::Countdown(0.0)),
        (7.0, RetryPlan::Countdown(7.0)),
        (60.0, RetryPlan::Countdown(60.0)),
        (61.0, RetryPlan::ByHand),
        (-1.0, RetryPlan::ByHand),
        (f64::NAN, RetryPlan::ByHand),
    ] {
        assert_eq!(plan(&error(ErrorKind::UpstreamBusy, Some(delay)), false, 0, 0.5), expected, "{delay}");
    }
}

#[test]
fn without_one_it_is_two_four_eight_seconds_and_then_the_person() {
    for kind in
        [ErrorKind::UpstreamBusy, ErrorKind::Timeout, ErrorKind::UpstreamUnavailable, ErrorKind::RateLimited]
    {
        let plans: Vec<_> = (0..4).map(|attempt| plan(&error(kind, None), false, attempt, 0.5)).collect();
        let [first, second, third] = [2.0, 4.0, 8.0].map(RetryPlan::Countdown);
        assert_eq!(plans, [first, second, third, RetryPlan::ByHand]);
    }
    let early = plan(&error(ErrorKind::Timeout, None), false, 0, 0.0);
    let late = plan(&error(ErrorKind::Timeout, None), false, 0, 1.0);
    assert!(
        matches!((early, late), (RetryPlan::Countdown(a), RetryPlan::Countdown(b)) if a < 2.0 && b > 2.0)
    );
}

#[test]
fn nothing_is_sent_again_unasked_once_something_came() {
    assert_eq!(plan(&error(ErrorKind::UpstreamBusy, Some(1.0)), true, 0, 0.5), RetryPlan::ByHand);
}

#[test]
fn what_cannot_succeed_has_no_countdown() {
    for kind in [
        ErrorKind::QuotaExhausted,
        ErrorKind::ContextLength,
        ErrorKind::ModelNotFound,
        ErrorKind::UpstreamAccess,
    ] {
        assert_eq!(plan(&error(kind, Some(1.0)), false, 0, 0.5), RetryPlan::Permanent);
    }
    for kind in
        [ErrorKind::Unreachable, ErrorKind::UpstreamError, ErrorKind::ConnectionLost, ErrorKind::Unknown]
    {
        assert_eq!(plan(&error(kind, None), false, 0, 0.5), RetryPlan::ByHand);
    }
}

#[test]
fn a_countdown_sends_the_same_message_at_most_three_times_again() {
    let mut conversation = Conversation::default();
    let mut turn = conversation.ask(words("?"), &model(), at(0.0)).unwrap();
    for seconds in [2.0, 4.0, 8.0] {
        let Progress::Ended(answer) = conversation.fail(turn, error(ErrorKind::UpstreamBusy, None), at(0.0))
        else {
            panic!("the turn goes on")
        };
        assert_eq!(conversation.plan_retry(answer, 0.5, at(0.0)), Some(RetryPlan::Countdown(seconds)));
        let due = at(seconds * 1000.0);
        assert_eq!(conversation.countdown(), Some(Countdown { answer, due }));
        turn = conversation.retry(answer, &model(), due).unwrap();
        assert_eq!(conversation.tree().len(), 2, "no empty versions pile up");
    }
    let Progress::Ended(answer) = conversation.fail(turn, error(ErrorKind::UpstreamBusy, None), at(0.0))
    else {
        panic!("the turn goes on")
    };
    assert_eq!(conversation.plan_retry(answer, 0.5, at(0.0)), Some(RetryPlan::ByHand));
    assert_eq!(conversation.countdown(), None);

    // The person's own try starts a new count.
    let turn = conversation.retry(answer, &model(), at(0.0)).unwrap();
    conversation.fail(turn, error(ErrorKind::UpstreamBusy, None), at(0.0));
    assert_eq!(conversation.plan_retry(answer, 0.5, at(0.0)), Some(RetryPlan::Countdown(2.0)));
    conversation.stop(at(1.0));
    assert_eq!(conversation.countdown(), None);
}
