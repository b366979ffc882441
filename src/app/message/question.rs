//! What the person said.

use leptos::prelude::*;

use super::{CopyButton, More, Versions, edit::Editor};
use crate::{
    app::{icon::Icon, store::Store},
    chat::{MessageId, Part, PathEntry},
};

/// On a quiet tint, aligned to the end; editing happens in place and makes a branch.
#[component]
pub fn Question(
    /// Which message.
    id: MessageId,
    /// Its row.
    entry: Memo<PathEntry>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let parts = Memo::new(move |_| {
        entry.track();
        store
            .with_message(id, |message| message.question().map(|question| question.parts.clone()))
            .flatten()
            .unwrap_or_default()
    });
    let words = move || {
        parts.with(|parts| {
            let texts = parts.iter().filter_map(|part| match part {
                Part::Text(text) => Some(text.as_str().to_owned()),
                _ => None,
            });
            texts.collect::<Vec<_>>().join("\n\n")
        })
    };
    let attachments = move || parts.with(|parts| parts.iter().filter_map(chip).collect::<Vec<_>>());
    let editing = move || store.editing().get() == Some(id);
    let starts_here =
        move || store.around(|conversation| conversation.context_start() == Some(id)).unwrap_or(false);
    view! {
        <article class="turn you" id=format!("message-{id}") tabindex="-1">
            <Show when=starts_here>
                <div class="note">
                    <p>"What stands above is not sent to the model."</p>
                    <div class="do">
                        <button class="button line" on:click=move |_| store.send_from_the_start()>"Send it again"</button>
                    </div>
                </div>
            </Show>
            <h2 class="unseen">"You"</h2>
            <Show when=move || !attachments().is_empty()>
                <ul class="chips" aria-label="Attachments">
                    {move || attachments().into_iter().map(|(icon, name, size)| view! {
                        <li class="chip"><Icon name=icon /><span>{name}</span><small>{size}</small></li>
                    }).collect_view()}
                </ul>
            </Show>
            <Show
                when=editing
                fallback=move || view! {
                    <Show when=move || !words().is_empty()><div class="said"><p>{words}</p></div></Show>
                    <div class="actions shy">
                        <Versions id=id entry=entry />
                        <CopyButton label="Copy" text=Callback::new(move |()| words()) />
                        <button class="button bare" aria-label="Edit" title="Edit" on:click=move |_| store.editing().set(Some(id))>
                            <Icon name="edit" />
                        </button>
                        <More id=id />
                    </div>
                }
            >
                <Editor
                    label="Edit your message"
                    submit="Send"
                    text=Callback::new(move |()| words())
                    save=Callback::new(move |words: String| store.edit_question(id, &words))
                />
            </Show>
        </article>
    }
}

/// Icon, name and size of an attachment.
pub fn chip(part: &Part) -> Option<(&'static str, String, String)> {
    match part {
        Part::Text(_) => None,
        Part::Image(image) => {
            Some(("image", image.name().as_str().to_owned(), size(image.url().len() * 3 / 4)))
        }
        Part::File(file) => Some(("file", file.name.as_str().to_owned(), size(file.text.len()))),
    }
}

fn size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes.div_ceil(1000))
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}
