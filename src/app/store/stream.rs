//! One turn's request: sent, read event by event, shown once per frame, ended honestly.

use futures_util::{StreamExt, future::abortable};
use leptos::prelude::*;

use super::{Growth, InFlight, Store};
use crate::{
    api::{
        self,
        event_stream::{Decoder, Frame},
    },
    app::{dom, forget, later, places},
    chat::{
        ChatEvent, ConversationId, End, ErrorKind, MessageId, Phase, Progress, RetryPlan, StreamError, TurnId,
    },
};

/// Flushes of a hidden page, in milliseconds apart: frames stop there.
const HIDDEN_FLUSH: i32 = 250;
/// So long after an answer, in milliseconds, the rest of the page is loaded.
const IDLE: i32 = 1000;
/// After sleep, how long a line has to show that it lives, in milliseconds.
const WAKING: f64 = 3000.0;

impl Store {
    /// Sends the request of a turn that was just opened.
    pub(super) fn run(self, id: ConversationId, turn: TurnId) {
        let Some(request) = self.request(id) else { return };
        let growth = Growth { text: ArcRwSignal::new(0), thought: ArcRwSignal::new(0) };
        self.growing.update_value(|growing| {
            growing.insert(id, growth);
        });
        let (work, abort) = abortable(async move {
            // Given back when all of this is over, or dropped by an abort.
            let _place = places::take(|| self.wait(id, turn)).await;
            self.sent(id, turn);
            match api::chat(request.model, request.messages, request.params).await {
                Ok(stream) => self.read(id, turn, stream).await,
                Err(error) => self.failed(id, turn, error),
            }
        });
        self.in_flight.update_value(|all| {
            all.insert(id, InFlight { turn, abort, heard: None });
        });
        self.show(id);
        self.announcer.say("Answering");
        self.follow.to_end();
        forget::spawn(async move {
            // An abort is a stop, which has been shown already.
            let _ = work.await;
        });
    }

    /// No place is free: the turn waits, and says so.
    fn wait(self, id: ConversationId, turn: TurnId) {
        self.update(id, |conversation| conversation.hold(turn));
        self.show(id);
        self.announcer.say("Waiting for a free place");
    }

    /// The request goes out now.
    fn sent(self, id: ConversationId, turn: TurnId) {
        self.heard(id);
        let held = self.update(id, |conversation| {
            let held = conversation.turn().is_some_and(|live| *live.phase() == Phase::Held);
            conversation.sent(turn, dom::now());
            held
        });
        if held == Some(true) {
            self.show(id);
            self.announcer.say("Answering");
        }
    }

    async fn read(self, id: ConversationId, turn: TurnId, stream: api::EventStream) {
        let mut chunks = stream.into_inner();
        let mut decoder = Decoder::new();
        let mut frames = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => return self.failed(id, turn, error),
            };
            self.heard(id);
            decoder.push(&chunk, &mut frames);
            for frame in frames.drain(..) {
                let Frame::Event(event) = frame else { continue };
                if self.took(id, turn, event) {
                    return;
                }
            }
        }
        let progress = self.update(id, |conversation| conversation.cut(turn, dom::now()));
        self.after(id, progress);
    }

    /// Takes one event; true when it ended the turn.
    fn took(self, id: ConversationId, turn: TurnId, event: ChatEvent) -> bool {
        let grows = matches!(event, ChatEvent::Delta(_) | ChatEvent::Reasoning(_));
        let was_waiting = self.is_waiting(id);
        let progress = self.update(id, |conversation| conversation.feed(turn, event, dom::now()));
        match progress {
            Some(Progress::Ended(_)) => {
                self.after(id, progress);
                true
            }
            Some(Progress::Ignored) | None => true,
            _ => {
                if grows && was_waiting {
                    self.show(id);
                }
                if grows {
                    self.grew(id);
                }
                false
            }
        }
    }

    fn is_waiting(self, id: ConversationId) -> bool {
        self.workspace.with_value(|workspace| {
            workspace.get(id).and_then(|one| one.turn()).is_some_and(|turn| turn.streaming().is_none())
        })
    }

    /// Notes that an answer grew; all that grew is shown together before the next frame.
    fn grew(self, id: ConversationId) {
        let first = self.dirty.try_update_value(|dirty| {
            let first = dirty.is_empty();
            if !dirty.contains(&id) {
                dirty.push(id);
            }
            first
        });
        if first == Some(true) {
            if dom::is_hidden() {
                dom::after(HIDDEN_FLUSH, move || self.flush());
            } else {
                dom::before_next_frame(move || self.flush());
            }
        }
    }

    /// Shows what grew.
    pub(super) fn flush(self) {
        let dirty = self.dirty.try_update_value(std::mem::take).unwrap_or_default();
        for id in dirty {
            let lengths = self.workspace.with_value(|workspace| {
                workspace
                    .get(id)
                    .and_then(|one| one.turn())
                    .map(|turn| (turn.text().len(), turn.reasoning().len()))
            });
            let growth = self.growing.with_value(|growing| growing.get(&id).cloned());
            let (Some((text, thought)), Some(growth)) = (lengths, growth) else { continue };
            if growth.text.get_untracked() != text {
                growth.text.set(text);
            }
            if growth.thought.get_untracked() != thought {
                growth.thought.set(thought);
            }
        }
    }

    fn heard(self, id: ConversationId) {
        self.in_flight.update_value(|all| {
            if let Some(one) = all.get_mut(&id) {
                one.heard = Some(dom::now());
            }
        });
    }

    pub(super) fn failed(self, id: ConversationId, turn: TurnId, error: StreamError) {
        if error.kind == ErrorKind::ConnectionLost && self.held_for_the_network(id, turn) {
            return;
        }
        if error.kind == ErrorKind::SignedOut {
            self.signed_out.set(true);
        }
        let progress = self.update(id, |conversation| conversation.fail(turn, error, dom::now()));
        self.after(id, progress);
    }

    /// What follows the end of a turn: it is shown, said, and the next one begins.
    pub(super) fn after(self, id: ConversationId, progress: Option<Progress>) {
        let Some(Progress::Ended(answer)) = progress else { return };
        self.in_flight.update_value(|all| {
            all.remove(&id);
        });
        self.growing.update_value(|growing| {
            growing.remove(&id);
        });
        let jitter = js_sys::Math::random();
        self.update(id, |conversation| match conversation.plan_retry(answer, jitter, dom::now()) {
            Some(RetryPlan::Countdown(_)) | Some(RetryPlan::ByHand) | Some(RetryPlan::Permanent) | None => {}
        });
        self.show(id);
        self.say_end(id, answer);
        self.name(id);
        self.follow.grown();
        self.send_next(id);
        self.keep_working(id, answer);
    }

    /// Loads what else the page is made of, once an answer is complete.
    fn keep_working(self, id: ConversationId, answer: MessageId) {
        let complete = self.workspace.with_value(|workspace| {
            let message = workspace.get(id).and_then(|conversation| conversation.tree().get(answer));
            let end = message.and_then(|message| message.answer()).and_then(|answer| answer.end.as_ref());
            matches!(end, Some(End::Done(_)))
        });
        if complete {
            dom::after(IDLE, later::prepare_all);
        }
    }

    fn say_end(self, id: ConversationId, answer: MessageId) {
        let said = self.workspace.with_value(|workspace| {
            let message = workspace.get(id)?.tree().get(answer)?;
            let answer = message.answer()?;
            let words = answer.text.as_str().split_whitespace().count();
            Some(match answer.end.as_ref()? {
                End::Done(_) => (false, format!("Answer complete, {words} words")),
                End::Stopped => (false, format!("Stopped after {words} words")),
                End::Interrupted(error) => {
                    (true, format!("Interrupted after {words} words. {}", error.message))
                }
                End::Failed(error) => (true, error.message.clone()),
            })
        });
        match said {
            Some((true, text)) => self.announcer.alert(text),
            Some((false, text)) => self.announcer.say(text),
            None => {}
        }
    }

    /// A line that was silent for two heartbeats is lost, whatever the browser thinks. `slept`: the
    /// page did not run for a while; what came meanwhile has not been read yet, so the lines get a
    /// moment before they are judged.
    pub(super) fn check_lines(self, slept: bool) {
        let limit = self.page(|page| f64::from(page.heartbeat.max(1)) * 2000.0 + 2000.0);
        let now = dom::now();
        if slept {
            self.in_flight.update_value(|all| {
                for heard in all.values_mut().filter_map(|one| one.heard.as_mut()) {
                    heard.0 = heard.0.max(now.0 - limit + WAKING);
                }
            });
        }
        let lost = self.in_flight.with_value(|all| {
            let silent =
                |one: &InFlight| !dom::is_hidden() && one.heard.is_some_and(|heard| now.0 - heard.0 > limit);
            all.iter().filter(|(_, one)| silent(one)).map(|(id, one)| (*id, one.turn)).collect::<Vec<_>>()
        });
        for (id, turn) in lost {
            self.abort(id);
            self.failed(
                id,
                turn,
                StreamError::new(
                    ErrorKind::ConnectionLost,
                    "The connection was lost; what arrived is above.",
                ),
            );
        }
    }

    /// Sends again what was to be sent again by now.
    pub(super) fn check_countdowns(self) {
        let now = dom::now();
        let due = self.workspace.with_value(|workspace| {
            let due = |(id, one): (ConversationId, &crate::chat::Conversation)| {
                one.countdown()
                    .filter(|countdown| countdown.due.0 <= now.0)
                    .map(|countdown| (id, countdown.answer))
            };
            workspace.iter().filter_map(due).collect::<Vec<_>>()
        });
        for (id, answer) in due {
            self.retry_in(id, answer);
        }
    }

    /// Drops a conversation's request, if there is one.
    pub(super) fn abort(self, id: ConversationId) {
        if let Some(one) = self.in_flight.try_update_value(|all| all.remove(&id)).flatten() {
            one.abort.abort();
        }
    }

    /// Changes a conversation without showing it yet: for what happens many times a frame.
    pub(super) fn update<T>(
        self,
        id: ConversationId,
        change: impl FnOnce(&mut crate::chat::Conversation) -> T,
    ) -> Option<T> {
        self.workspace.try_update_value(|workspace| workspace.get_mut(id).map(change)).flatten()
    }
}
