//! How an answer ended, if it is not complete: a line, a sentence and the possible actions, right below its
//! text.

use leptos::prelude::*;

use crate::{
    app::{store::Store, ui::icon::Icon},
    chat::{Conversation, End, ErrorKind, FinishReason, MessageId, StreamError},
};

/// The note below an answer that was stopped, cut off, filtered or interrupted, or that failed.
#[component]
pub(super) fn Ending(id: MessageId, end: Memo<Option<End>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let countdown = Memo::new(move |_| {
        let due = store.with_current(|conversation| conversation.countdown()).flatten();
        due.filter(|countdown| countdown.answer == id).map(|countdown| countdown.due.0)
    });
    let proceed = move || {
        let can =
            store.with_message(id, |message| message.answer().is_some_and(|answer| answer.can_continue()));
        can.unwrap_or(false).then(|| {
            view! {
                <button class="button next" on:click=move |_| store.continue_answer(id)>
                    <Icon name="continue" class="flip" />
                    "Continue"
                </button>
            }
        })
    };
    // If the context is too long, offer to send less of the conversation.
    let shorter = move || {
        let too_long = end.with(|end| {
            let error = end.as_ref().and_then(End::error);
            error.is_some_and(|error| error.kind == ErrorKind::ContextLength)
        });
        let earlier = too_long && store.with_current(Conversation::sends_several_turns).unwrap_or(false);
        earlier.then(|| {
            view! {
                <button class="button next" on:click=move |_| store.start_from_here(id)>"Start from here"</button>
                <button class="button line" on:click=move |_| store.drop_oldest_turn(id)>"Drop the oldest turn"</button>
            }
        })
    };
    let again = move || {
        view! {
            <button class="button line" on:click=move |_| store.retry(id)><Icon name="retry" />"Retry"</button>
        }
    };
    let note = move |bad: bool, heading: String, text: String| {
        view! {
            <div class="note" class:bad=bad>
                <p><strong>{heading}</strong>{text}</p>
                <div class="do">{shorter()}{proceed()}{again()}</div>
            </div>
        }
        .into_any()
    };
    move || match end.get() {
        Some(End::Stopped) => {
            note(false, "You stopped this answer.".to_owned(), "What arrived is above.".to_owned())
        }
        Some(End::Done(FinishReason::Length)) => {
            note(false, "Cut at the length limit.".to_owned(), "The model may have more to say.".to_owned())
        }
        Some(End::Done(FinishReason::ContentFilter)) => note(
            true,
            "Filtered.".to_owned(),
            "The provider’s filter withheld the rest of this answer.".to_owned(),
        ),
        Some(End::Interrupted(error)) => {
            let words = store
                .with_message(id, |message| {
                    message.answer().map(|answer| answer.text.as_str().split_whitespace().count())
                })
                .flatten()
                .unwrap_or(0);
            note(
                false,
                error.message.clone(),
                format!("{words} words arrived; this is not complete.{}", request(&error)),
            )
        }
        Some(End::Failed(error)) => match countdown.get() {
            Some(due) => view! {
                <div class="note bad">
                    <p>
                        <strong>{error.message.clone()}</strong>
                        "Your message is kept; it goes out again in "
                        {move || remaining(due, store)}
                        "."
                    </p>
                    <div class="do">
                        <button class="button line" on:click=move |_| store.retry(id)>"Send now"</button>
                        <button class="button line" on:click=move |_| store.stop()>"Cancel"</button>
                    </div>
                </div>
            }
            .into_any(),
            None => note(true, error.message.clone(), format!("Your message is kept.{}", request(&error))),
        },
        Some(End::Done(_)) | None => ().into_any(),
    }
}

fn request(error: &StreamError) -> String {
    error.request_id.as_ref().map(|id| format!(" Request {id}.")).unwrap_or_default()
}

/// The time until a retry, such as `0:23`.
fn remaining(due: f64, store: Store) -> String {
    let seconds = ((due - store.clock().0) / 1000.0).ceil().max(0.0) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
