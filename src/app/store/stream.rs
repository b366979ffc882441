//! The request of one turn: sends it, reads its events, shows them once a frame, and records how it ended.

use std::pin::pin;

use futures_util::{StreamExt, future::abortable};
use leptos::prelude::*;

use super::{Store, live::Live};
use crate::{
    api::{
        self,
        event_stream::{Frame, frames},
    },
    app::browser::{dom, lifetime, slots},
    chat::{
        Change, ChatEvent, Conversation, ConversationId, End, ErrorKind, MessageId, Phase, Progress,
        StreamError, TurnId,
    },
};

/// Interval of flushes on a hidden page, in milliseconds: browsers run no animation frames there.
const HIDDEN_FLUSH: i32 = 250;
/// Time that a connection gets after a suspension to deliver a byte, in milliseconds.
const WAKING: f64 = 3000.0;

impl Store {
    /// Sends the request of a turn that was just opened.
    pub(super) fn run(self, id: ConversationId, turn: TurnId) {
        let Some(request) = self.request(id) else { return };
        if self.page(|page| page.models.iter().any(|one| one.id == request.model && one.thinks_first)) {
            self.change_unshown(id, |conversation| conversation.think_first(turn));
        }
        let (work, abort) = abortable(async move {
            // The slot is given back when this future ends or is aborted.
            let _slot = slots::take(|| self.wait(id, turn)).await;
            self.on_sent(id, turn);
            match api::chat(request.model, request.messages, request.params).await {
                Ok(stream) => self.read(id, turn, stream).await,
                Err(error) => self.fail(id, turn, error),
            }
        });
        self.live.update_value(|live| {
            live.insert(id, Live::new(turn, abort));
        });
        self.show(id);
        self.announcer.say("Answering");
        self.follow.to_end();
        lifetime::spawn(async move {
            // An abort is a stop, which is already shown.
            let _ = work.await;
        });
    }

    /// Holds the turn because no slot is free, and announces it.
    fn wait(self, id: ConversationId, turn: TurnId) {
        self.change_unshown(id, |conversation| conversation.postpone(turn));
        self.show(id);
        self.announcer.say("Waiting for a free place");
    }

    /// Notes that the request is being sent now.
    fn on_sent(self, id: ConversationId, turn: TurnId) {
        self.touch(id);
        let held = self.change_unshown(id, |conversation| {
            let held = conversation.turn().is_some_and(|live| *live.phase() == Phase::Pending);
            conversation.mark_sent(turn, dom::now());
            held
        });
        if held == Some(true) {
            self.show(id);
            self.announcer.say("Answering");
        }
    }

    async fn read(self, id: ConversationId, turn: TurnId, stream: api::EventStream) {
        let mut batches = pin!(frames(stream.into_inner()));
        while let Some(batch) = batches.next().await {
            let batch = match batch {
                Ok(batch) => batch,
                Err(error) => return self.fail(id, turn, error),
            };
            self.touch(id);
            for frame in batch {
                let Frame::Event(event) = frame else { continue };
                if self.on_event(id, turn, event) {
                    return;
                }
            }
        }
        let progress = self.change_unshown(id, |conversation| conversation.cut(turn, dom::now()));
        self.on_end(id, progress);
    }

    /// Feeds one event to the turn. Returns true if the stream need not be read on: the turn has ended, or
    /// is gone.
    fn on_event(self, id: ConversationId, turn: TurnId, event: ChatEvent) -> bool {
        let grows = matches!(event, ChatEvent::Delta(_) | ChatEvent::Reasoning(_));
        let was_waiting = self.is_waiting(id);
        let progress = self.change_unshown(id, |conversation| conversation.feed(turn, event, dom::now()));
        match progress {
            Some(Progress::Ended(_)) => {
                self.on_end(id, progress);
                true
            }
            Some(Progress::Ignored) | None => true,
            _ => {
                if grows && was_waiting || progress == Some(Progress::Live(Change::Moved)) {
                    self.show(id);
                }
                if grows {
                    self.on_growth(id);
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

    /// Notes that an answer grew. All growth is shown together, before the next frame.
    fn on_growth(self, id: ConversationId) {
        self.live.update_value(|live| {
            if let Some(turn) = live.get_mut(&id) {
                turn.dirty = true;
            }
        });
        if self.flushing.get_value() {
            return;
        }
        self.flushing.set_value(true);
        if dom::is_hidden() {
            dom::after(HIDDEN_FLUSH, move || self.flush());
        } else {
            dom::before_next_frame(move || self.flush());
        }
    }

    /// Updates the signals of the answers that grew.
    fn flush(self) {
        self.flushing.set_value(false);
        let grown = self.live.try_update_value(|live| {
            let grown = live.iter_mut().filter(|(_, turn)| turn.dirty);
            let grown = grown.map(|(id, turn)| {
                turn.dirty = false;
                (*id, turn.growth.clone())
            });
            grown.collect::<Vec<_>>()
        });
        for (id, growth) in grown.into_iter().flatten() {
            let lengths = self.workspace.with_value(|workspace| {
                let turn = workspace.get(id).and_then(Conversation::turn)?;
                Some((turn.text().len(), turn.reasoning().len()))
            });
            let Some((text, thought)) = lengths else { continue };
            if growth.text.get_untracked() != text {
                growth.text.set(text);
            }
            if growth.thought.get_untracked() != thought {
                growth.thought.set(thought);
            }
        }
    }

    /// Notes that a byte of the response has arrived, so that its connection counts as alive.
    fn touch(self, id: ConversationId) {
        self.live.update_value(|live| {
            if let Some(turn) = live.get_mut(&id) {
                turn.heard = Some(dom::now());
            }
        });
    }

    pub(super) fn fail(self, id: ConversationId, turn: TurnId, error: StreamError) {
        if error.kind == ErrorKind::ConnectionLost && self.wait_for_the_network(id, turn) {
            return;
        }
        if error.kind == ErrorKind::SignedOut {
            self.signed_out.set(true);
        }
        let progress = self.change_unshown(id, |conversation| conversation.fail(turn, error, dom::now()));
        self.on_end(id, progress);
    }

    /// Handles the end of a turn: shows and announces it, plans a retry, and sends the next message.
    pub(super) fn on_end(self, id: ConversationId, progress: Option<Progress>) {
        let Some(Progress::Ended(answer)) = progress else { return };
        self.live.update_value(|live| {
            live.remove(&id);
        });
        let jitter = js_sys::Math::random();
        self.change_unshown(id, |conversation| conversation.plan_retry(answer, jitter, dom::now()));
        self.show(id);
        self.say_end(id, answer);
        self.name(id);
        self.follow.on_growth();
        self.send_next(id);
        if self.is_complete(id, answer) {
            self.answered.notify();
        }
    }

    fn is_complete(self, id: ConversationId, answer: MessageId) -> bool {
        self.workspace.with_value(|workspace| {
            let message = workspace.get(id).and_then(|conversation| conversation.tree().get(answer));
            let end = message.and_then(|message| message.answer()).and_then(|answer| answer.end.as_ref());
            matches!(end, Some(End::Done(_)))
        })
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

    /// Fails the turns whose connection was silent for two heartbeats, since browsers report a lost
    /// connection late or never. `slept`: the page was suspended. What arrived meanwhile has not been read
    /// yet, so each connection gets [`WAKING`] before it counts as lost.
    pub(super) fn check_connections(self, slept: bool) {
        let limit = self.page(|page| f64::from(page.heartbeat.max(1)) * 2000.0 + 2000.0);
        let now = dom::now();
        if slept {
            self.live.update_value(|live| {
                for heard in live.values_mut().filter_map(|turn| turn.heard.as_mut()) {
                    heard.0 = heard.0.max(now.0 - limit + WAKING);
                }
            });
        }
        let lost = self.live.with_value(|live| {
            let is_silent =
                |turn: &Live| !dom::is_hidden() && turn.heard.is_some_and(|heard| now.0 - heard.0 > limit);
            let silent = live.iter().filter(|(_, turn)| is_silent(turn));
            silent.map(|(id, turn)| (*id, turn.turn)).collect::<Vec<_>>()
        });
        for (id, turn) in lost {
            self.abort(id);
            self.fail(id, turn, StreamError::connection_lost());
        }
    }

    /// Retries the turns whose countdown has passed.
    pub(super) fn check_countdowns(self) {
        let now = dom::now();
        let due = self.workspace.with_value(|workspace| {
            let due = |(id, one): (ConversationId, &Conversation)| {
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

    /// Aborts a conversation's request, if there is one.
    pub(super) fn abort(self, id: ConversationId) {
        if let Some(turn) = self.live.try_update_value(|live| live.remove(&id)).flatten() {
            turn.abort.abort();
        }
    }
}
