//! How a turn is opened, fed, ended and retried.

use super::Conversation;
use crate::chat::message::{Answer, Body, Question};
use crate::chat::seam::Seam;
use crate::chat::{
    Change, ChatError, ChatEvent, Finished, Instant, MessageId, ModelId, Part, RetryPlan, Step, StreamError,
    Turn, TurnId, retry,
};

/// A failed turn that will be sent again automatically.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Countdown {
    /// The answer that failed.
    pub answer: MessageId,
    /// When it will be sent again.
    pub due: Instant,
}

/// What an event changed in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The event belongs to an ended turn.
    Ignored,
    /// The turn continues.
    Live(Change),
    /// The turn has ended and is part of the tree; this is its answer.
    Ended(MessageId),
}

impl Conversation {
    /// Whether an answer is being written or will be requested again automatically.
    pub fn is_busy(&self) -> bool {
        self.turn.is_some() || self.countdown.is_some()
    }

    /// Appends a question to the shown line and opens a turn below it. The model comes from the settings
    /// or the tab's choice.
    ///
    /// # Errors
    /// `EmptyMessage` or `AnswerRunning`.
    pub fn ask(&mut self, parts: Vec<Part>, model: &ModelId, now: Instant) -> Result<TurnId, ChatError> {
        let parent = self.tree.leaf().map(|message| message.id);
        let question = self.say(parent, parts)?;
        self.open(question, model, now)
    }

    /// Sends the draft. It is kept on an error.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn ask_draft(&mut self, model: &ModelId, now: Instant) -> Result<TurnId, ChatError> {
        let asked = self.ask(self.draft.clone().into_parts(), model, now)?;
        self.draft = Default::default();
        Ok(asked)
    }

    /// Edits a question: adds a version beside the old one, which is kept with everything that followed
    /// it.
    ///
    /// # Errors
    /// `Gone`, `WrongMessage`, or as [`Self::ask`] does.
    pub fn edit_question(
        &mut self,
        question: MessageId,
        parts: Vec<Part>,
        model: &ModelId,
        now: Instant,
    ) -> Result<TurnId, ChatError> {
        let message = self.tree.get(question).ok_or(ChatError::Gone)?;
        if message.question().is_none() {
            return Err(ChatError::WrongMessage);
        }
        let edited = self.say(message.parent, parts)?;
        self.open(edited, model, now)
    }

    /// Requests another answer: a version beside the given answer, or below the given question.
    ///
    /// # Errors
    /// `Gone`, `WrongMessage` or `AnswerRunning`.
    pub fn regenerate(
        &mut self,
        message: MessageId,
        model: &ModelId,
        now: Instant,
    ) -> Result<TurnId, ChatError> {
        let message = self.tree.get(message).ok_or(ChatError::Gone)?;
        let question = match message.body {
            Body::Question(_) => message.id,
            Body::Answer(_) => message.parent.ok_or(ChatError::WrongMessage)?,
        };
        self.open(question, model, now)
    }

    /// Retries an ended turn: in the same message when it is empty, else as a version beside it, so that
    /// nothing is lost.
    ///
    /// # Errors
    /// `Gone`, `WrongMessage` or `AnswerRunning`.
    pub fn retry(&mut self, answer: MessageId, model: &ModelId, now: Instant) -> Result<TurnId, ChatError> {
        let ended = self.ended(answer)?;
        if !ended.is_empty() {
            return self.regenerate(answer, model, now);
        }
        let by_itself = self.countdown.is_some_and(|countdown| countdown.answer == answer);
        let attempt = if by_itself { ended.attempt.saturating_add(1) } else { 0 };
        self.tree.update(answer, |body| *body = Body::Answer(Answer::open(model.clone())));
        self.tree.reveal(answer);
        Ok(self.begin(answer, model, attempt, now))
    }

    /// Continues an answer that was cut; new text is appended. `may_repeat`: the model is asked by an
    /// instruction and not by prefill, so a repetition at the seam is removed.
    ///
    /// # Errors
    /// `NothingToContinue`, `Gone`, `WrongMessage` or `AnswerRunning`.
    pub fn continue_answer(
        &mut self,
        answer: MessageId,
        model: &ModelId,
        may_repeat: bool,
        now: Instant,
    ) -> Result<TurnId, ChatError> {
        let ended = self.ended(answer)?;
        if !ended.can_continue() {
            return Err(ChatError::NothingToContinue);
        }
        let seam = may_repeat.then(|| Seam::new(ended.text.as_str()));
        self.tree.update(answer, |body| {
            if let Body::Answer(answer) = body {
                answer.end = None;
            }
        });
        self.tree.reveal(answer);
        let turn = self.begin(answer, model, 0, now);
        self.turn = self.turn.take().map(|turn| turn.continuing(seam));
        Ok(turn)
    }

    /// Applies an event of a turn's stream.
    pub fn feed(&mut self, turn: TurnId, event: ChatEvent, now: Instant) -> Progress {
        let Some(live) = self.take(turn) else { return Progress::Ignored };
        match live.feed(event, now) {
            Step::Live(live, change) => {
                if change == Change::Moved {
                    // What a page shows of this row is no beginning of it any more.
                    self.tree.update(live.answer(), |_| ());
                }
                self.turn = Some(live);
                Progress::Live(change)
            }
            Step::Ended(finished) => self.commit(finished),
        }
    }

    /// Ends a turn whose stream ended without `done` or `error`.
    pub fn cut(&mut self, turn: TurnId, now: Instant) -> Progress {
        let Some(live) = self.take(turn) else { return Progress::Ignored };
        self.commit(live.cut(now))
    }

    /// Ends a turn whose request was refused or whose connection failed.
    pub fn fail(&mut self, turn: TurnId, error: StreamError, now: Instant) -> Progress {
        self.feed(turn, ChatEvent::Error(error), now)
    }

    /// Stops the turn or cancels the countdown, whichever there is. Received text is kept.
    pub fn stop(&mut self, now: Instant) -> Progress {
        self.countdown = None;
        match self.turn.take() {
            Some(turn) => self.commit(turn.stop(now)),
            None => Progress::Ignored,
        }
    }

    /// The turn can't be sent yet: it waits for a free stream, the network or a sign-in.
    pub fn postpone(&mut self, turn: TurnId) {
        self.turn.iter_mut().filter(|live| live.id() == turn).for_each(Turn::postpone);
    }

    /// The turn's model writes its reasoning first, without an opening tag: its text is reasoning until a closing
    /// one. Call it before the first event.
    pub fn think_first(&mut self, turn: TurnId) {
        self.turn.iter_mut().filter(|live| live.id() == turn).for_each(Turn::think_first);
    }

    /// A postponed turn is sent now.
    pub fn mark_sent(&mut self, turn: TurnId, now: Instant) {
        self.turn.iter_mut().filter(|live| live.id() == turn).for_each(|live| live.mark_sent(now));
    }

    /// Decides what happens after a failed turn, and starts the countdown if there is one. `jitter` is a
    /// random number from 0 to 1. `None` when the answer has no error or does not exist.
    pub fn plan_retry(&mut self, answer: MessageId, jitter: f64, now: Instant) -> Option<RetryPlan> {
        let ended = self.ended(answer).ok()?;
        let error = ended.end.as_ref()?.error()?;
        let plan = retry::plan(error, !ended.is_empty(), ended.attempt, jitter);
        if let RetryPlan::Countdown(seconds) = plan {
            self.countdown = Some(Countdown { answer, due: now.plus_seconds(seconds) });
        }
        Some(plan)
    }

    /// The running countdown. When it is due, call [`Self::retry`] with its answer; [`Self::stop`]
    /// cancels it.
    pub fn countdown(&self) -> Option<Countdown> {
        self.countdown
    }

    fn ended(&self, answer: MessageId) -> Result<&Answer, ChatError> {
        if self.turn.is_some() {
            return Err(ChatError::AnswerRunning);
        }
        self.tree.get(answer).ok_or(ChatError::Gone)?.answer().ok_or(ChatError::WrongMessage)
    }

    fn say(&mut self, parent: Option<MessageId>, mut parts: Vec<Part>) -> Result<MessageId, ChatError> {
        parts.retain(|part| !part.is_blank());
        if parts.is_empty() {
            return Err(ChatError::EmptyMessage);
        }
        if self.turn.is_some() {
            return Err(ChatError::AnswerRunning);
        }
        let question = Body::Question(Question { parts });
        self.tree.insert(parent, question).ok_or(ChatError::ConversationFull)
    }

    fn open(&mut self, question: MessageId, model: &ModelId, now: Instant) -> Result<TurnId, ChatError> {
        if self.turn.is_some() {
            return Err(ChatError::AnswerRunning);
        }
        let answer = Body::Answer(Answer::open(model.clone()));
        let answer = self.tree.insert(Some(question), answer).ok_or(ChatError::ConversationFull)?;
        self.tree.reveal(answer);
        Ok(self.begin(answer, model, 0, now))
    }

    fn begin(&mut self, answer: MessageId, model: &ModelId, attempt: u8, now: Instant) -> TurnId {
        let id = TurnId(self.next_id());
        self.turn = Some(Turn::open(id, answer, model.clone(), attempt, now));
        self.countdown = None;
        self.touch();
        id
    }

    fn take(&mut self, turn: TurnId) -> Option<Turn> {
        self.turn.take_if(|live| live.id() == turn)
    }

    fn commit(&mut self, finished: Finished) -> Progress {
        let answer = finished.answer;
        finished.commit(&mut self.tree);
        self.touch();
        Progress::Ended(answer)
    }

    /// Whether the shown line ends without an answer, or with one that went wrong.
    pub(super) fn ends_with_error(&self) -> bool {
        let answer = self.tree.leaf().and_then(|leaf| leaf.answer());
        answer.is_some_and(|answer| {
            answer.is_unanswered() || answer.end.as_ref().is_some_and(|end| end.error().is_some())
        })
    }
}
