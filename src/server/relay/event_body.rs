//! One answer on its way from a model's server to a tab.
//!
//! Driven by whoever polls it, and by nothing else: no task, no queue. A reader that does not read
//! does not poll, and then nothing is read from the model's server either; dropping the answer
//! drops the connection to it.

mod reading;

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use axum::body::HttpBody;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, future::BoxFuture};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::{sync::WaitForCancellationFutureOwned, task::task_tracker::TaskTrackerToken};

use super::{
    fault::Fault,
    frames::Frames,
    padding,
    record::{Outcome, Record},
    repair::Halves,
    reply::Complaint,
    upstream::Upstream,
};
use crate::{
    api::event_stream::{encode, encode_comment, encode_delta, encode_reasoning},
    chat::{ChatEvent, FinishReason, ModelId, Usage},
    server::{config::Timeouts, shutdown::Shutdown},
};

/// The maximum size of one batch, in bytes; its last event may exceed it.
const BATCH: usize = 16 << 10;
/// How long to wait for usage and `[DONE]` after a finish reason.
const AFTER_FINISH: Duration = Duration::from_secs(2);
/// How long to wait for the end of the upstream's body after `done`: its server then sees a complete
/// response and not a client that left, and the connection can be reused.
const LINGER: Duration = Duration::from_millis(50);

/// The encoded events of one answer. Exactly one `done` or `error` is among them, the last.
pub(crate) struct EventBody {
    state: State,
    frames: Frames,
    /// Bytes that are read and not decoded yet.
    unread: Bytes,
    timer: Pin<Box<Sleep>>,
    /// Since when the upstream has sent nothing although it was read: a slow reader, for whom nothing is
    /// read, does not count as silence.
    silent_since: Option<Instant>,
    last_sent: Instant,
    begun: Instant,
    finish: Option<(FinishReason, Instant)>,
    usage: Option<Usage>,
    /// A chunk could not be read and may have held words: the answer can't be called complete.
    is_damaged: bool,
    /// Text came as deltas; a whole message after them would repeat it.
    has_deltas: bool,
    /// Halves of characters in two deltas: of the text, of the thoughts.
    halves: [Halves; 2],
    record: Record,
    upstream: Arc<Upstream>,
    settings: Arc<Settings>,
    shutdown: Shutdown,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
    cut_waker: Option<Waker>,
    id: ModelId,
    /// The shutdown waits for open answers.
    _counted: TaskTrackerToken,
}

/// Settings that all answers share.
pub(crate) struct Settings {
    /// How long things may take.
    pub(crate) timeouts: Timeouts,
    /// Whether batches are padded.
    pub(crate) padding: bool,
}

enum State {
    Begin(BoxFuture<'static, Result<reqwest::Body, Fault>>),
    Opening(BoxFuture<'static, Result<reqwest::Body, Fault>>),
    Reading(reqwest::Body),
    Lingering(reqwest::Body),
    Ended,
}

impl EventBody {
    /// An answer that `opening` begins.
    pub(crate) fn new(
        opening: BoxFuture<'static, Result<reqwest::Body, Fault>>,
        id: ModelId,
        record: Record,
        upstream: Arc<Upstream>,
        settings: Arc<Settings>,
        shutdown: Shutdown,
    ) -> Self {
        let now = Instant::now();
        let first_wake = now + settings.timeouts.heartbeat.min(settings.timeouts.first_token);
        Self {
            state: State::Begin(opening),
            frames: Frames::default(),
            unread: Bytes::new(),
            timer: Box::pin(sleep_until(first_wake)),
            silent_since: None,
            last_sent: now,
            begun: now,
            finish: None,
            usage: None,
            is_damaged: false,
            has_deltas: false,
            halves: Default::default(),
            record,
            upstream,
            settings,
            cut: Box::pin(shutdown.cut_owned()),
            cut_waker: None,
            _counted: shutdown.stream(),
            shutdown,
            id,
        }
    }

    /// Ends the stream with the upstream's finish reason, unless a part of the answer was lost.
    fn done(&mut self, finish_reason: FinishReason, out: &mut BytesMut) {
        if self.is_damaged {
            return self.end_with(&Fault::Malformed, out);
        }
        self.say_halves(out);
        self.say_usage(out);
        self.record.end(Outcome::Done(finish_reason.clone()));
        encode(&ChatEvent::Done { finish_reason }, out);
        self.unread = Bytes::new();
        self.state = match std::mem::replace(&mut self.state, State::Ended) {
            State::Reading(body) => {
                self.timer.as_mut().reset(Instant::now() + LINGER);
                State::Lingering(body)
            }
            _ => State::Ended,
        };
    }

    /// Ends the stream with a fault, unless the answer was complete before it.
    fn fail(&mut self, fault: &Fault, out: &mut BytesMut) {
        if let Some((reason, _)) = self.finish.take() {
            self.done(reason, out);
            // After a fault the connection is not reused.
            self.state = State::Ended;
            return;
        }
        // Silence after a chunk that could not be read is a consequence of it.
        self.end_with(if self.is_damaged { &Fault::Malformed } else { fault }, out);
    }

    fn end_with(&mut self, fault: &Fault, out: &mut BytesMut) {
        self.say_halves(out);
        self.say_usage(out);
        self.record.end(Outcome::Failed(fault.kind()));
        let mut error = fault.to_event(&self.record.request_id);
        if self.record.has_worked() {
            // The model has worked for it, though no word came: the tab must not ask again by itself.
            error.retry_after = Some(-1.0);
        }
        encode(&ChatEvent::Error(error), out);
        self.unread = Bytes::new();
        self.state = State::Ended;
    }

    /// Halves of characters whose other half never came.
    fn say_halves(&mut self, out: &mut BytesMut) {
        let [text, thought] = &mut self.halves;
        let (text, thought) = (text.rest(), thought.rest());
        if !thought.is_empty() {
            encode_reasoning(thought, out);
        }
        if !text.is_empty() {
            encode_delta(text, out);
        }
    }

    fn say_usage(&mut self, out: &mut BytesMut) {
        if let Some(usage) = self.usage.take() {
            encode(&ChatEvent::Usage(usage), out);
            self.record.usage = Some(usage);
        }
    }

    /// When something has to happen if nothing comes, and what.
    fn deadline(&self) -> (Instant, Due) {
        let timeouts = &self.settings.timeouts;
        let since = self.silent_since.unwrap_or(self.begun);
        let waiting = match (&self.finish, self.record.first_sign) {
            (Some((_, at)), _) => (*at + AFTER_FINISH, Due::Done),
            (None, None) => {
                (self.begun + timeouts.first_token, Due::Fault(Fault::FirstToken(timeouts.first_token)))
            }
            (None, Some(_)) => (since + timeouts.idle, Due::Fault(Fault::Idle(timeouts.idle))),
        };
        let total = (self.begun + timeouts.total, Due::Fault(Fault::Total(timeouts.total)));
        let heartbeat = (self.last_sent + timeouts.heartbeat, Due::Heartbeat);
        [total, heartbeat]
            .into_iter()
            .fold(waiting, |first, next| if next.0 < first.0 { next } else { first })
    }

    /// Nothing to read: what the clock says. Ready when `out` has something or the stream ended.
    fn poll_clock(&mut self, cx: &mut Context<'_>, out: &mut BytesMut) -> Poll<()> {
        let mut now = Instant::now();
        self.silent_since.get_or_insert(now);
        loop {
            let (deadline, due) = self.deadline();
            if now >= deadline {
                match due {
                    Due::Heartbeat => encode_comment("", out),
                    Due::Done => self.fail(&Fault::Interrupted, out),
                    Due::Fault(fault) => self.fail(&fault, out),
                }
                return Poll::Ready(());
            }
            // The timer may fire too early, which costs one look at the clock; resetting it for
            // every token would cost more.
            if self.timer.deadline() > deadline || self.timer.is_elapsed() {
                self.timer.as_mut().reset(deadline);
            }
            ready!(self.timer.as_mut().poll(cx));
            now = Instant::now();
        }
    }

    /// Whether the server's grace has ended.
    fn is_cut(&mut self, cx: &mut Context<'_>) -> bool {
        // The future is asked only when there is a new waker to leave with it: asking takes a lock
        // that all answers share.
        if self.cut_waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            return self.shutdown.is_cut();
        }
        self.cut_waker = Some(cx.waker().clone());
        self.cut.as_mut().poll(cx).is_ready()
    }

    fn poll_out(&mut self, cx: &mut Context<'_>, out: &mut BytesMut) -> Poll<()> {
        if !matches!(self.state, State::Lingering(_) | State::Ended) && self.is_cut(cx) {
            self.fail(&Fault::Restarting, out);
            return Poll::Ready(());
        }
        loop {
            if !self.unread.is_empty() {
                if let Err(fault) = self.decode(out) {
                    self.fail(&fault, out);
                }
                if out.len() >= BATCH {
                    return Poll::Ready(());
                }
            }
            match &mut self.state {
                State::Begin(_) => {
                    if let State::Begin(opening) = std::mem::replace(&mut self.state, State::Ended) {
                        self.state = State::Opening(opening);
                    }
                    encode_comment("", out);
                    return Poll::Ready(());
                }
                State::Opening(opening) => match opening.as_mut().poll(cx) {
                    Poll::Ready(Ok(body)) => {
                        self.record.accepted();
                        let request_id = self.record.request_id.clone();
                        encode(&ChatEvent::Start { model: self.id.clone(), request_id }, out);
                        self.state = State::Reading(body);
                    }
                    Poll::Ready(Err(fault)) => self.fail(&fault, out),
                    Poll::Pending => return self.poll_clock(cx, out),
                },
                State::Reading(body) => match Pin::new(body).poll_frame(cx) {
                    Poll::Ready(Some(Ok(frame))) => {
                        self.silent_since = None;
                        self.unread = frame.into_data().unwrap_or_default();
                    }
                    // An end or a reset; after a finish reason either is a complete answer.
                    Poll::Ready(None) => {
                        let rest = self.decode_rest(out);
                        if matches!(self.state, State::Reading(_)) {
                            self.fail(&rest.err().unwrap_or(Fault::Interrupted), out);
                        }
                    }
                    Poll::Ready(Some(Err(_))) => self.fail(&Fault::Interrupted, out),
                    Poll::Pending if !out.is_empty() => {
                        self.silent_since.get_or_insert_with(Instant::now);
                        return Poll::Ready(());
                    }
                    Poll::Pending => return self.poll_clock(cx, out),
                },
                State::Lingering(_) | State::Ended if !out.is_empty() => return Poll::Ready(()),
                State::Lingering(body) => match Pin::new(body).poll_frame(cx) {
                    // More after the end marker is nothing to wait for.
                    Poll::Ready(_) => self.state = State::Ended,
                    Poll::Pending => {
                        ready!(self.timer.as_mut().poll(cx));
                        self.state = State::Ended;
                    }
                },
                State::Ended => return Poll::Ready(()),
            }
        }
    }
}

/// What is due at a deadline.
enum Due {
    Heartbeat,
    Done,
    Fault(Fault),
}

fn complaint(error: &serde_json::Value, request_id: &str, upstream: &Upstream) -> Fault {
    let complaint = Complaint::from_value(error);
    tracing::warn!(
        request_id,
        cause = complaint.cause(),
        "the model's server reported an error in mid-stream"
    );
    complaint.in_stream(&upstream.model.title)
}

impl Stream for EventBody {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let this = &mut *self;
        let mut out = BytesMut::new();
        if !matches!(this.state, State::Ended) {
            ready!(this.poll_out(cx, &mut out));
        }
        if out.is_empty() {
            return Poll::Ready(None);
        }
        this.last_sent = Instant::now();
        if this.settings.padding {
            padding::pad(&mut out);
        }
        Poll::Ready(Some(out.freeze()))
    }
}
