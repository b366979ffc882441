//! A question of the person.

use leptos::prelude::*;

use super::{More, Versions, edit::Editor};
use crate::{
    app::{
        store::Store,
        ui::{chip::chip, copy::CopyButton, icon::Icon, shown::Shown},
    },
    chat::{Image, MessageId, Part, PathEntry},
};

/// A question and its actions. Editing it in place makes a new version.
#[component]
pub(in crate::app::workspace::transcript) fn QuestionRow(
    /// The message's id.
    id: MessageId,
    /// Its entry on the path.
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
        move || store.with_current(|conversation| conversation.context_start() == Some(id)).unwrap_or(false);
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

/// An attachment: a small view of an image, or the name and size of a file.
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

fn alternative(image: &Image) -> String {
    ["Attached picture ", image.name().as_str()].concat()
}
