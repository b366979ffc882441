//! An answer of the model. Its text is set directly on the page, not in a bubble.

use leptos::prelude::*;

use super::{
    More, Versions, answer_text::AnswerText, edit::Editor, ending::Ending, focus_last, reasoning::Reasoning,
};
use crate::{
    app::{
        browser::slots::SLOTS,
        store::Store,
        ui::{copy::CopyButton, icon::Icon, number::rounded, shown::Shown},
    },
    chat::{End, FinishReason, MessageId, PathEntry, Phase},
};

/// The state of an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Not sent yet: it waits for the network or for a free slot.
    Pending,
    /// Sent at this time, in milliseconds on the page's clock; nothing has arrived yet.
    Waiting(f64),
    /// Growing.
    Streaming,
    /// Over.
    Ended,
}

/// An answer and its actions.
#[component]
pub(in crate::app::workspace::transcript) fn AnswerRow(
    /// The message's id.
    id: MessageId,
    /// Its entry on the path.
    entry: Memo<PathEntry>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let state = Memo::new(move |_| {
        entry.track();
        let phase = store.with_current(|conversation| {
            conversation.turn().filter(|turn| turn.answer() == id).map(|turn| match turn.phase() {
                Phase::Pending => State::Pending,
                Phase::Waiting { sent_at } => State::Waiting(sent_at.0),
                Phase::Streaming(_) => State::Streaming,
            })
        });
        phase.flatten().unwrap_or(State::Ended)
    });
    let end = Memo::new(move |_| {
        entry.track();
        store.with_message(id, |message| message.answer().and_then(|answer| answer.end.clone())).flatten()
    });
    let is_unanswered = Memo::new(move |_| {
        entry.track();
        store.with_message(id, |message| message.answer().is_some_and(|answer| answer.is_unanswered()))
            == Some(true)
    });
    let heading = move || match (state.get(), end.get()) {
        (State::Ended, Some(End::Failed(_))) => "No answer yet",
        (State::Ended, Some(End::Interrupted(_))) => "Answer, interrupted",
        (State::Ended, Some(End::Stopped)) => "Answer, stopped",
        (State::Ended, Some(End::Done(_))) if is_unanswered.get() => "No answer",
        (State::Ended, Some(End::Done(FinishReason::Length))) => "Answer, cut at the length limit",
        _ => "Answer",
    };
    let source =
        Callback::new(move |()| store.with_message(id, |message| message.markdown()).unwrap_or_default());
    let has_text = Memo::new(move |_| {
        entry.track();
        store
            .with_message(id, |message| message.answer().is_some_and(|answer| !answer.is_empty()))
            .unwrap_or(false)
    });
    let editing = move || store.editing().get() == Some(id);
    view! {
        <article class="turn" id=format!("message-{id}") tabindex="-1" aria-busy=move || if state.get() == State::Ended { "false" } else { "true" }>
            <h2 class="unseen">{move || heading()}</h2>
            <Reasoning id=id entry=entry open=is_unanswered />
            <Shown
                when=editing
                fallback=move || view! { <AnswerText id=id entry=entry /> }
            >
                <Editor label="Edit the answer" submit="Save" enter=false text=source save=Callback::new(move |words: String| store.edit_answer(id, &words)) />
            </Shown>
            {move || match state.get() {
                State::Pending => view! { <Pending /> }.into_any(),
                State::Waiting(since) => view! { <Waiting since=since /> }.into_any(),
                State::Streaming | State::Ended => ().into_any(),
            }}
            <Shown when=move || state.get() == State::Ended>
                <Ending id=id end=end />
                <Shown when=move || has_text.get() || entry.with(|entry| entry.versions > 1)>
                    <div class="after">
                        <Versions id=id entry=entry />
                        <Shown when=move || has_text.get()>
                            <div class="actions">
                                <CopyButton label="Copy as Markdown" text=source />
                                <button class="button bare" aria-label="Answer again" title="Answer again" on:click=move |_| { store.regenerate(id, None); focus_last(store); }>
                                    <Icon name="retry" />
                                </button>
                                <button class="button bare" aria-label="Edit" title="Edit" on:click=move |_| store.editing().set(Some(id))>
                                    <Icon name="edit" />
                                </button>
                                <More id=id />
                            </div>
                        </Shown>
                        <Figures id=id entry=entry />
                    </div>
                </Shown>
            </Shown>
        </article>
    }
}

/// What an answer waits for before its request is sent.
#[component]
fn Pending() -> impl IntoView {
    let store = expect_context::<Store>();
    let what = move || {
        if store.is_offline() {
            "Waiting for the network…"
        } else {
            const { assert!(SLOTS == 4, "the sentence below names their number") }
            "Waiting: four answers are being written in this browser. This one begins when one of them ends."
        }
    };
    view! { <p class="waiting">{move || what()}</p> }
}

/// What happens before the first token; after two seconds also how long it has taken.
#[component]
fn Waiting(since: f64) -> impl IntoView {
    let store = expect_context::<Store>();
    let seconds = move || ((store.clock().0 - since) / 1000.0).max(0.0);
    view! {
        <p class="waiting">
            {move || if seconds() < 0.4 { "Sending…" } else { "Waiting for the model…" }}
            {move || (seconds() >= 2.0).then(|| format!(" {} s", seconds() as u64))}
        </p>
    }
}

/// The model, the time to the first token, the tokens, and the tokens per second.
#[component]
fn Figures(id: MessageId, entry: Memo<PathEntry>) -> impl IntoView {
    let store = expect_context::<Store>();
    let figures = move || {
        entry.track();
        store
            .with_message(id, |message| {
                let answer = message.answer()?;
                let mut all = vec![store.model_title(&answer.model)];
                if answer.edited {
                    all.push("edited".to_owned());
                }
                if let Some(figures) = &answer.figures {
                    let about = if figures.tokens.is_estimate() { "about " } else { "" };
                    all.push(format!("first token {} s", rounded(figures.first_token_ms / 1000.0, 2)));
                    all.push(format!("{about}{} tokens", figures.tokens.answer()));
                    if let Some(rate) = figures.tokens_per_second() {
                        all.push(format!("{about}{} tokens/s", rounded(rate, 0)));
                    }
                }
                // A reason that has no words of its own in the page.
                if let Some(End::Done(FinishReason::Other(reason))) = &answer.end {
                    all.push(format!("ended with ‘{reason}’"));
                }
                Some(all)
            })
            .flatten()
            .unwrap_or_default()
    };
    view! {
        <p class="meta">{move || figures().into_iter().map(|one| view! { <span>{one}</span> }).collect_view()}</p>
    }
}
