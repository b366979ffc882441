//! A tab without a page: the conversations of [`mayfly::chat`] alone, driven by lines.
//!
//! Each line of the input is one [`Step`] as JSON; the answer to it is one line, the [`Tab`] after it.
//! A step that is refused changes nothing. The browser tests do the same steps in the real page and
//! hold it against this.

use std::io::{self, BufRead, Write};

use mayfly::chat::{
    Answer, ChatError, ChatEvent, Conversation, ConversationId, Day, Draft, End, ErrorKind, FinishReason,
    Format, Instant, Message, MessageId, ModelId, Phase, Progress, PromptPart, Role, StreamError, TurnId,
    UndoId, Workspace,
};
use serde::{Deserialize, Serialize};

/// What a person or a model does. Messages are counted along the shown line, rows down the sidebar,
/// both from 0; a conversation is named by the number that [`Live`] gives it.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Step {
    Write { words: String },
    Send,
    Stop,
    AnswerAgain { message: usize },
    Retry { message: usize },
    Continue { message: usize },
    StartFromHere { message: usize },
    DropOldest { message: usize },
    SendFromTheStart,
    EditQuestion { message: usize, words: String },
    EditAnswer { message: usize, words: String },
    Version { message: usize, version: usize },
    DeleteFrom { message: usize },
    Branch { message: usize },
    Undo,
    NewChat,
    Open { row: usize },
    DeleteConversation,
    Rename { words: String },
    EditWaiting { at: usize },
    RemoveWaiting { at: usize },
    Say { conversation: String, words: String },
    Think { conversation: String, words: String },
    Finish { conversation: String, reason: FinishReason },
    Break { conversation: String },
    Refuse { conversation: String, too_long: bool },
}

/// What the page shows, what it asks models for, and what it would save.
#[derive(Serialize)]
struct Tab {
    rows: Vec<Row>,
    messages: Vec<Shown>,
    waiting: Vec<String>,
    draft: String,
    live: Vec<Live>,
    /// Which deletion can be brought back.
    undo: Option<u32>,
    /// Everything, as 'Save all as JSON' writes it.
    saved: Option<String>,
}

#[derive(Serialize)]
struct Row {
    title: String,
    current: bool,
    doing: Option<&'static str>,
}

#[derive(Serialize)]
struct Shown {
    /// `you`, or how far the answer is.
    what: &'static str,
    words: String,
    /// As in `2/3`; nothing where there is but one.
    version: Option<String>,
    edited: bool,
    thought: bool,
    /// Whether what stands above is not sent.
    starts_here: bool,
    /// Whether less of the conversation can be sent in its place.
    shortens: bool,
}

/// An answer that is asked for.
#[derive(Serialize)]
struct Live {
    conversation: String,
    turn: String,
    /// Whether it stands in the shown conversation.
    shown: bool,
    words: String,
    /// What is sent: who says it, and what.
    prompt: Vec<(Role, String)>,
}

enum Undo {
    Conversation(ConversationId),
    Messages(ConversationId, UndoId),
}

/// The conversations, which one is shown, and what can be brought back: what a page adds to them.
struct Model {
    workspace: Workspace,
    current: ConversationId,
    undo: Option<Undo>,
    deletions: u32,
    model: ModelId,
    now: f64,
}

type Done = Result<(), ChatError>;

impl Model {
    fn new() -> Self {
        let mut workspace = Workspace::default();
        let current = workspace.create();
        Self { workspace, current, undo: None, deletions: 0, model: ModelId::from("scripted"), now: 0.0 }
    }

    fn step(&mut self, step: Step) -> Done {
        self.now += 1.0;
        let now = Instant(self.now);
        let model = self.model.clone();
        let shown = self.current;
        match step {
            Step::Write { words } => self.shown(|shown| {
                shown.set_draft_text(&words);
                Ok(())
            }),
            Step::Send => self.shown(|shown| {
                if shown.is_busy() {
                    shown.enqueue_draft().map(drop)
                } else {
                    shown.ask_draft(&model, now).map(drop)
                }
            }),
            Step::Stop => {
                let progress = self.get(shown)?.stop(now);
                self.after(shown, progress)
            }
            Step::AnswerAgain { message } => {
                self.at(message, |shown, id| shown.regenerate(id, &model, now).map(drop))
            }
            Step::Retry { message } => self.at(message, |shown, id| shown.retry(id, &model, now).map(drop)),
            Step::Continue { message } => {
                self.at(message, |shown, id| shown.continue_answer(id, &model, true, now).map(drop))
            }
            Step::StartFromHere { message } => self.at(message, |shown, id| {
                let question = shown.tree().get(id).and_then(Message::parent).ok_or(ChatError::Gone)?;
                shown.start_context_at(Some(question))?;
                shown.retry(id, &model, now).map(drop)
            }),
            Step::DropOldest { message } => self.at(message, |shown, id| {
                if shown.drop_oldest_turn() { shown.retry(id, &model, now).map(drop) } else { Ok(()) }
            }),
            Step::SendFromTheStart => self.shown(|shown| shown.start_context_at(None)),
            Step::EditQuestion { message, words } => self.at(message, |shown, id| {
                let parts = shown.tree().get(id).and_then(Message::question).map(|said| said.parts.clone());
                let mut draft = Draft::from_parts(parts.ok_or(ChatError::WrongMessage)?);
                draft.text = words.as_str().into();
                shown.edit_question(id, draft.into_parts(), &model, now).map(drop)
            }),
            Step::EditAnswer { message, words } => {
                self.at(message, |shown, id| shown.edit_answer(id, &words))
            }
            Step::Version { message, version } => {
                self.at(message, |shown, id| shown.select_version(id, version))
            }
            Step::DeleteFrom { message } => {
                let id = self.message(message)?;
                let undo = self.get(shown)?.delete_branch(id)?;
                self.offer(Undo::Messages(shown, undo));
                Ok(())
            }
            Step::Branch { message } => {
                self.current = self.workspace.branch(shown, self.message(message)?)?;
                Ok(())
            }
            Step::Undo => match self.undo.take() {
                Some(Undo::Conversation(id)) => {
                    self.workspace.undo_delete(id)?;
                    self.current = id;
                    Ok(())
                }
                Some(Undo::Messages(id, undo)) => self.get(id)?.undo(undo),
                None => Ok(()),
            },
            Step::NewChat => {
                self.current = self.workspace.create();
                Ok(())
            }
            Step::Open { row } => {
                let id = self.rows().nth(row).map(|(id, _)| id);
                self.current = id.ok_or(ChatError::Gone)?;
                Ok(())
            }
            Step::DeleteConversation => {
                self.workspace.delete(shown, now)?;
                let next = self.workspace.iter().map(|(id, _)| id).next();
                self.current = next.unwrap_or_else(|| self.workspace.create());
                self.offer(Undo::Conversation(shown));
                Ok(())
            }
            Step::Rename { words } => self.shown(|shown| shown.rename(&words)),
            Step::EditWaiting { at } => self.shown(|shown| {
                let id = shown.queue().get(at).ok_or(ChatError::Gone)?.id;
                let mut parts = shown.remove_queued(id)?;
                parts.extend(shown.draft().clone().into_parts());
                shown.set_draft(Draft::from_parts(parts));
                Ok(())
            }),
            Step::RemoveWaiting { at } => self.shown(|shown| {
                let id = shown.queue().get(at).ok_or(ChatError::Gone)?.id;
                shown.remove_queued(id).map(drop)
            }),
            Step::Say { conversation, words } => {
                self.hears(&conversation, ChatEvent::Delta(words.as_str().into()))
            }
            Step::Think { conversation, words } => {
                self.hears(&conversation, ChatEvent::Reasoning(words.as_str().into()))
            }
            Step::Finish { conversation, reason } => {
                self.hears(&conversation, ChatEvent::Done { finish_reason: reason })
            }
            Step::Break { conversation } => self
                .hears(&conversation, ChatEvent::Error(StreamError::new(ErrorKind::Interrupted, "Broken."))),
            Step::Refuse { conversation, too_long } => {
                let kind = if too_long { ErrorKind::ContextLength } else { ErrorKind::Rejected };
                self.hears(&conversation, ChatEvent::Error(StreamError::new(kind, "Refused.")))
            }
        }
    }

    fn get(&mut self, id: ConversationId) -> Result<&mut Conversation, ChatError> {
        self.workspace.get_mut(id).ok_or(ChatError::Gone)
    }

    fn shown(&mut self, change: impl FnOnce(&mut Conversation) -> Done) -> Done {
        change(self.get(self.current)?)
    }

    fn message(&self, at: usize) -> Result<MessageId, ChatError> {
        let shown = self.workspace.get(self.current).ok_or(ChatError::Gone)?;
        shown.path().get(at).copied().ok_or(ChatError::Gone)
    }

    fn at(&mut self, at: usize, change: impl FnOnce(&mut Conversation, MessageId) -> Done) -> Done {
        let message = self.message(at)?;
        self.shown(|shown| change(shown, message))
    }

    fn hears(&mut self, conversation: &str, event: ChatEvent) -> Done {
        let all = self.workspace.iter().map(|(id, _)| id);
        let id = all.into_iter().find(|id| id.to_string() == conversation).ok_or(ChatError::Gone)?;
        let now = Instant(self.now);
        let live = self.get(id)?;
        let turn: TurnId = live.turn().ok_or(ChatError::Gone)?.id();
        let progress = live.feed(turn, event, now);
        self.after(id, progress)
    }

    /// What waits goes out when an answer is over.
    fn after(&mut self, id: ConversationId, progress: Progress) -> Done {
        let (model, now) = (self.model.clone(), Instant(self.now));
        let one = self.get(id)?;
        if let Progress::Ended(answer) = progress {
            one.plan_retry(answer, 0.5, now);
            one.ask_next(&model, now);
        }
        Ok(())
    }

    fn offer(&mut self, undo: Undo) {
        self.deletions += 1;
        match self.undo.replace(undo) {
            Some(Undo::Conversation(id)) => self.workspace.forget_deleted(id),
            Some(Undo::Messages(id, undo)) => {
                self.workspace.get_mut(id).into_iter().for_each(|one| one.forget_deleted(undo));
            }
            None => {}
        }
    }

    /// Conversations in which something was said, and those that were left with something unsent.
    fn rows(&self) -> impl Iterator<Item = (ConversationId, &Conversation)> {
        let has_row = |id: ConversationId, one: &Conversation| {
            !one.tree().is_empty() || (id != self.current && one.has_unsent())
        };
        self.workspace.iter().filter(move |(id, one)| has_row(*id, one))
    }

    fn tab(&mut self) -> Option<Tab> {
        let saved = self.workspace.clone().export(None, Format::Json, Day { year: 2026, month: 1, day: 1 });
        let shown = self.workspace.get(self.current)?;
        let row = |(id, one): (ConversationId, &Conversation)| Row {
            title: match (one.title(), one.draft_title()) {
                (Some(title), _) => title.into_owned(),
                (None, Some(draft)) => format!("Draft: {draft}"),
                (None, None) => "New chat".to_owned(),
            },
            current: id == self.current,
            doing: match one.turn().map(|turn| turn.phase()) {
                Some(Phase::Pending) => Some("waiting"),
                Some(_) => Some("writing"),
                None => None,
            },
        };
        let live = |(id, one): (ConversationId, &Conversation)| {
            let turn = one.turn()?;
            Some(Live {
                conversation: id.to_string(),
                turn: turn.id().to_string(),
                shown: id == self.current,
                words: turn.text().to_owned(),
                prompt: one.prompt().into_iter().map(|said| (said.role, words(&said.parts))).collect(),
            })
        };
        let joined = |parts: &[mayfly::chat::Part], between: &str| {
            let texts = parts.iter().filter_map(|part| match part {
                mayfly::chat::Part::Text(text) => Some(text.as_str()),
                _ => None,
            });
            texts.collect::<Vec<_>>().join(between)
        };
        let message = |message: &Message| {
            let (version, versions) = shown.tree().versions(message.id())?;
            let version = (versions > 1).then(|| format!("{}/{versions}", version + 1));
            let what = message.answer().map_or("you", how_far);
            let live = shown.turn().filter(|turn| turn.answer() == message.id());
            Some(Shown {
                what,
                words: match (message.answer(), message.question()) {
                    (Some(answer), _) => [answer.text.as_str(), live.map_or("", |turn| turn.text())].concat(),
                    (_, question) => question.map(|said| joined(&said.parts, "\n\n")).unwrap_or_default(),
                },
                // Nothing stands around an answer that is being written.
                version: version.filter(|_| live.is_none()),
                edited: live.is_none() && message.answer().is_some_and(|answer| answer.edited),
                thought: message.answer().is_some_and(|answer| answer.reasoning.is_some())
                    || live.is_some_and(|turn| !turn.reasoning().is_empty()),
                starts_here: shown.context_start() == Some(message.id()) && what == "you",
                shortens: message.answer().and_then(|answer| answer.end.as_ref()?.error()).is_some_and(
                    |error| error.kind == ErrorKind::ContextLength && shown.sends_several_turns(),
                ),
            })
        };
        Some(Tab {
            rows: self.rows().map(row).collect(),
            messages: shown.tree().path().filter_map(message).collect(),
            waiting: shown.queue().iter().map(|queued| joined(&queued.parts, " ")).collect(),
            draft: shown.draft().text.as_str().to_owned(),
            live: self.workspace.iter().filter_map(live).collect(),
            undo: self.undo.as_ref().map(|_| self.deletions),
            saved: saved.map(|saved| saved.content),
        })
    }
}

fn how_far(answer: &Answer) -> &'static str {
    match &answer.end {
        None => "live",
        // The page says of all of these that there is no answer.
        Some(End::Done(_)) if answer.is_unanswered() => "done",
        Some(End::Done(FinishReason::Length)) => "cut",
        Some(End::Done(_)) => "done",
        Some(End::Stopped) => "stopped",
        Some(End::Interrupted(_)) => "interrupted",
        Some(End::Failed(_)) => "failed",
    }
}

fn words(parts: &[PromptPart<'_>]) -> String {
    let texts = parts.iter().filter_map(|part| match part {
        PromptPart::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut model = Model::new();
    let mut out = io::stdout();
    for line in io::stdin().lock().lines() {
        // What is refused has changed nothing, which the answer shows.
        let _ = model.step(serde_json::from_str(&line?)?);
        serde_json::to_writer(&mut out, &model.tab())?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}
