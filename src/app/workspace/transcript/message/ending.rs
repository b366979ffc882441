//! How an answer ended, if it is not complete: a line, a sentence and the possible actions, right below its
//! text.

use leptos::prelude::*;

use super::focus_last;
use crate::{
    app::{store::Store, ui::icon::Icon},
    chat::{End, MessageId, Remedy},
};

/// The note below an answer that was stopped, cut off, filtered or interrupted, or that failed.
#[component]
pub(super) fn Ending(id: MessageId, end: Memo<Option<End>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let countdown = Memo::new(move |_| {
        let due = store.with_current(|conversation| conversation.countdown()).flatten();
        due.filter(|countdown| countdown.answer == id).map(|countdown| countdown.due.0)
    });
    let button = move |remedy: Remedy| {
        match remedy {
        Remedy::StartFromHere => view! {
            <button class="button next" on:click=move |_| store.start_from_here(id)>"Start from here"</button>
        }
        .into_any(),
        Remedy::DropOldestTurn => view! {
            <button class="button line" on:click=move |_| store.drop_oldest_turn(id)>"Drop the oldest turn"</button>
        }
        .into_any(),
        Remedy::Continue => view! {
            <button class="button next" on:click=move |_| { store.continue_answer(id); focus_last(store); }>
                <Icon name="continue" class="flip" />
                "Continue"
            </button>
        }
        .into_any(),
        Remedy::Retry => view! {
            <button class="button line" on:click=move |_| { store.retry(id); focus_last(store); }><Icon name="retry" />"Retry"</button>
        }
        .into_any(),
    }
    };
    let note = Memo::new(move |_| {
        end.track();
        store.with_current(|conversation| conversation.note(id)).flatten()
    });
    move || {
        let Some(note) = note.get() else { return ().into_any() };
        match countdown.get() {
            Some(due) => view! {
                <div class="note bad">
                    <p>
                        <strong>{note.heading}</strong>
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
            None => view! {
                <div class="note" class:bad=note.is_failure>
                    <p><strong>{note.heading}</strong>{note.text}</p>
                    <div class="do">{note.remedies.into_iter().map(button).collect_view()}</div>
                </div>
            }
            .into_any(),
        }
    }
}

/// As in `0:23`.
fn remaining(due: f64, store: Store) -> String {
    let seconds = ((due - store.clock().0) / 1000.0).ceil().max(0.0) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
