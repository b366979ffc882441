//! What the person said.

use leptos::prelude::*;

use super::{CopyButton, More, Versions, edit::Editor};
use crate::{
    app::{attach::PASTED, icon::Icon, number::rounded, shown::Shown, store::Store},
    chat::{Image, MessageId, Part, PathEntry, TextFile},
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
    let editing = move || store.editing().get() == Some(id);
    let starts_here =
        move || store.around(|conversation| conversation.context_start() == Some(id)).unwrap_or(false);
    view! {
        <article class="turn you" id=format!("message-{id}") tabindex="-1">
            <Shown when=starts_here>
                <div class="note">
                    <p>"What stands above is not sent to the model."</p>
                    <div class="do">
                        <button class="button line" on:click=move |_| store.send_from_the_start()>"Send it again"</button>
                    </div>
                </div>
            </Shown>
            <h2 class="unseen">"You"</h2>
            <Shown when=move || parts.with(|parts| parts.iter().any(|part| !matches!(part, Part::Text(_))))>
                <ul class="chips" aria-label="Attachments" translate="no">{move || parts.with(|parts| parts.iter().map(attachment).collect_view())}</ul>
            </Shown>
            <Shown
                when=editing
                fallback=move || view! {
                    <Shown when=move || !words().is_empty()><div class="said" translate="no"><p>{move || words()}</p></div></Shown>
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
                    enter=true
                    text=Callback::new(move |()| words())
                    save=Callback::new(move |words: String| store.edit_question(id, &words))
                />
            </Shown>
        </article>
    }
}

/// A picture as it was sent, small; a file as its name and size.
fn attachment(part: &Part) -> Option<AnyView> {
    match part {
        Part::Text(_) => None,
        Part::Image(image) => {
            let (width, height) = (image.width().to_string(), image.height().to_string());
            let url = image.url().as_str().to_owned();
            Some(view! { <li class="picture"><img src=url alt=alternative(image) width=width height=height /></li> }.into_any())
        }
        Part::File(_) => Some(view! { <li class="chip">{chip(part)}</li> }.into_any()),
    }
}

/// What stands in a chip: a small picture or the drawing of a file, its name, its size.
pub fn chip(part: &Part) -> Option<impl IntoView + use<>> {
    let (picture, name, size) = match part {
        Part::Text(_) => return None,
        Part::Image(image) => {
            let bytes = size(image.url().len() * 3 / 4);
            (Some(image.url().as_str().to_owned()), image.name().as_str().to_owned(), bytes)
        }
        Part::File(file) => (None, file.name.as_str().to_owned(), measure(file)),
    };
    // The name beside it says what it is.
    let picture = match picture {
        Some(url) => view! { <img src=url alt="" /> }.into_any(),
        None => view! { <Icon name="file" /> }.into_any(),
    };
    Some(view! { {picture} <span>{name}</span> <small>{size}</small> })
}

fn alternative(image: &Image) -> String {
    ["Attached picture ", image.name().as_str()].concat()
}

/// A paste is told by its lines, a file by its size.
fn measure(file: &TextFile) -> String {
    match file.text.as_str().lines().count() {
        lines if file.name.as_str() == PASTED && lines > 1 => format!("{lines} lines"),
        _ => size(file.text.len()),
    }
}

fn size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes.div_ceil(1000))
    } else {
        format!("{} MB", rounded(bytes as f64 / 1e6, 1))
    }
}
