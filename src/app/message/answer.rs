//! What the model answered: text on a page, not a bubble in a box.

use leptos::prelude::*;

use super::{CopyButton, More, Versions, edit::Editor, ending::Ending};
use crate::{
    app::{icon::Icon, store::Store, text::AnswerText},
    chat::{End, FinishReason, MessageId, PathEntry, Phase},
};

/// How far an answer is, as far as what stands around it goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Held back until the network is there again.
    Held,
    /// Sent; nothing has come since then.
    Waiting(f64),
    /// Growing.
    Streaming,
    /// Over.
    Ended,
}

/// An answer and what can be done with it.
#[component]
pub fn Answer(
    /// Which message.
    id: MessageId,
    /// Its row.
    entry: Memo<PathEntry>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let state = Memo::new(move |_| {
        entry.track();
        let phase = store.around(|conversation| {
            conversation.turn().filter(|turn| turn.answer() == id).map(|turn| match turn.phase() {
                Phase::Held => State::Held,
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
    let heading = move || match (state.get(), end.get()) {
        (State::Ended, Some(End::Failed(_))) => "No answer yet",
        (State::Ended, Some(End::Interrupted(_))) => "Answer, interrupted",
        (State::Ended, Some(End::Stopped)) => "Answer, stopped",
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
            <h2 class="unseen">{heading}</h2>
            <Reasoning id=id entry=entry />
            <Show
                when=editing
                fallback=move || view! { <AnswerText id=id entry=entry /> }
            >
                <Editor label="Edit the answer" submit="Save" text=source save=Callback::new(move |words: String| store.edit_answer(id, &words)) />
            </Show>
            {move || match state.get() {
                State::Held => view! { <p class="waiting">"Waiting for the network…"</p> }.into_any(),
                State::Waiting(since) => view! { <Waiting since=since /> }.into_any(),
                State::Streaming | State::Ended => ().into_any(),
            }}
            <Show when=move || state.get() == State::Ended>
                <Ending id=id end=end />
                <Show when=move || has_text.get() || entry.with(|entry| entry.versions > 1)>
                    <div class="after">
                        <Versions id=id entry=entry />
                        <Show when=move || has_text.get()>
                            <div class="actions">
                                <CopyButton label="Copy as Markdown" text=source />
                                <button class="button bare" aria-label="Answer again" title="Answer again" on:click=move |_| store.regenerate(id, None)>
                                    <Icon name="retry" />
                                </button>
                                <button class="button bare" aria-label="Edit" title="Edit" on:click=move |_| store.editing().set(Some(id))>
                                    <Icon name="edit" />
                                </button>
                                <More id=id />
                            </div>
                        </Show>
                        <Figures id=id entry=entry />
                    </div>
                </Show>
            </Show>
        </article>
    }
}

/// What is happening before the first token, with the time after two seconds. Never a spinner.
#[component]
fn Waiting(since: f64) -> impl IntoView {
    let store = expect_context::<Store>();
    let seconds = move || ((store.clock().0 - since) / 1000.0).max(0.0);
    view! {
        <p class="waiting">
            {move || if seconds() < 0.4 { "Sending…" } else { "Waiting for the model…" }}
            {move || (seconds() >= 2.0).then(|| format!(" {:.0} s", seconds().floor()))}
        </p>
    }
}

/// Thinking, in a part of its own that opens.
#[component]
fn Reasoning(id: MessageId, entry: Memo<PathEntry>) -> impl IntoView {
    let store = expect_context::<Store>();
    // Live: the thoughts so far and whether they go on; over: what stands in the message.
    let thoughts = Memo::new(move |_| {
        entry.track();
        store.around(|_| ());
        if let Some(growth) = store.growth(id) {
            growth.thought.track();
            growth.text.with(|text| *text > 0);
            store
                .with_current(|conversation| {
                    let streaming = conversation.turn()?.streaming()?;
                    let thinking = streaming.is_thinking();
                    let text = streaming.reasoning().as_str();
                    (!text.is_empty())
                        .then(|| (text.to_owned(), thinking, streaming.thought_ms(crate::app::dom::now())))
                })
                .flatten()
        } else {
            store
                .with_message(id, |message| {
                    let reasoning = message.answer()?.reasoning.as_ref()?;
                    Some((reasoning.text.as_str().to_owned(), false, reasoning.ms))
                })
                .flatten()
        }
    });
    let label = move || {
        thoughts.with(|thoughts| match thoughts {
            Some((_, true, _)) => "Thinking…".to_owned(),
            Some((_, false, ms)) => format!("Thought for {:.1} s", ms / 1000.0),
            None => String::new(),
        })
    };
    view! {
        <Show when=move || thoughts.with(Option::is_some)>
            <details class="thinking">
                <summary><Icon name="chevron" class="small flip" /><span>{label}</span></summary>
                <div>{move || thoughts.with(|thoughts| thoughts.as_ref().map(|(text, ..)| text.clone()))}</div>
            </details>
        </Show>
    }
}

/// Model, time to first token, tokens, tokens a second.
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
                    all.push(format!("first token {:.2} s", figures.first_token_ms / 1000.0));
                    all.push(format!("{about}{} tokens", figures.tokens.answer()));
                    if let Some(rate) = figures.tokens_per_second() {
                        all.push(format!("{about}{rate:.0} tokens/s"));
                    }
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
