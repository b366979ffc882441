//! The composer. It is usable before the page is live, and at the bottom of the page from the start; Send and
//! Stop share one place.

use leptos::{html, prelude::*};
use web_sys::{ClipboardEvent, DragEvent, Event, FileList, KeyboardEvent, SubmitEvent};

use super::attach;
use crate::{
    app::{
        browser::{dom, leave::Guard},
        scroll::follow::Follow,
        store::Store,
        ui::{
            chip::{PASTED, chip},
            icon::Icon,
            shown::Shown,
        },
        workspace::{
            commands::{LEAVES, Scope},
            panels::{DialogName, Panels},
        },
    },
    chat::{ConversationId, Part, Queued},
};

/// The composer, with the queued messages above it and a line about where the conversation is kept below.
#[component]
pub(in crate::app::workspace) fn Composer() -> impl IntoView {
    let scope = Scope::expect();
    let Scope { store, panels, .. } = scope;
    let (follow, guard) = (expect_context::<Follow>(), expect_context::<Guard>());
    let field: NodeRef<html::Textarea> = NodeRef::new();
    let form: NodeRef<html::Form> = NodeRef::new();
    // Before the page is live the button is not disabled, because the field's text is not known here.
    let live = RwSignal::new(false);
    let blank = RwSignal::new(true);
    // The server does not know what the page is shown on.
    let touch = RwSignal::new(false);
    Effect::new(move |_| touch.set(is_touch()));

    let read = move || field.get_untracked().map(|field| field.value()).unwrap_or_default();
    let write = move |words: &str| {
        if let Some(field) = field.get_untracked() {
            field.set_value(words);
            dom::fit(&field);
        }
        blank.set(words.trim().is_empty());
    };
    let send = move || {
        store.write(&read());
        if store.send() {
            guard.arm();
            write("");
            // By a button: the focus goes back to where people write, but brings up no keyboard on glass.
            if !is_touch() {
                dom::focus("message");
            }
        }
    };

    // Take over what was typed or sent before the page was live.
    Effect::new(move |_| {
        let Some(form) = form.get() else { return };
        store.write(&read());
        blank.set(read().trim().is_empty());
        field.get_untracked().iter().for_each(dom::fit);
        live.set(true);
        let data = form.dataset();
        let waiting = data.get("waiting").is_some();
        let _ = data.set("live", "");
        if waiting {
            data.delete("waiting");
            send();
        }
    });
    // When another conversation is shown, show its draft. Nothing else overwrites what is being typed, except
    // a draft that a command replaced.
    Effect::new(move |before: Option<_>| {
        let now = store.current();
        if before.is_some_and(|before| before != now) {
            write(&store.draft());
        }
        now
    });
    // Show a draft that a command replaced, for example with a queued message.
    let draft_replaced = store.draft_replaced();
    Effect::new(move |before: Option<()>| {
        draft_replaced.track();
        if before.is_some() {
            write(&store.draft());
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
            }
        }
    });

    let keydown = move |event: KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == 229;
        let alone = !(event.shift_key() || event.alt_key() || event.ctrl_key() || event.meta_key());
        // A keyboard on a touch screen has no Shift+Enter: there Enter breaks the line, and the button sends.
        let breaks = event.shift_key() || (is_touch() && !(event.ctrl_key() || event.meta_key()));
        if event.key() == "Enter" && !breaks && !composing {
            event.prevent_default();
            send();
        } else if event.key() == "ArrowUp" && alone && read().is_empty() && store.edit_last_question() {
            event.prevent_default();
        }
    };
    let paste = move |event: ClipboardEvent| {
        let Some(data) = event.clipboard_data() else { return };
        let text = data.get_data("text/plain").unwrap_or_default();
        let files = data.files().filter(|files| files.length() > 0);
        // Office programs put an image of the text beside it. A file manager puts the file's name there.
        let names_file = |files: &FileList| {
            text.is_empty()
                || (0..files.length()).filter_map(|at| files.get(at)).any(|file| file.name() == text.trim())
        };
        if let Some(files) = files.filter(names_file) {
            event.prevent_default();
            attach::files(store, &files);
        } else if attach::long_paste(store, &text) {
            event.prevent_default();
        }
    };
    let dragging = RwSignal::new(false);
    Effect::new(move |_| {
        // A file that is dropped beside the composer must not replace the page.
        dom::listen(&window(), "dragover", false, move |event: DragEvent| {
            if carries_files(&event) {
                event.prevent_default();
                dragging.set(true);
            }
        });
        dom::listen(&window(), "dragleave", true, move |event: DragEvent| {
            if event.related_target().is_none() {
                dragging.set(false);
            }
        });
        dom::listen(&window(), "drop", false, move |event: DragEvent| {
            dragging.set(false);
            // Text that is dragged is the field's.
            if !carries_files(&event) {
                return;
            }
            event.prevent_default();
            if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
                attach::files(store, &files);
            }
        });
    });
    let busy = move || store.is_busy();
    let nothing = move || {
        blank.get()
            && store.with_current(|conversation| conversation.draft().attachments.is_empty()).unwrap_or(true)
    };
    let placeholder = move || {
        if busy() {
            "The next message waits its turn"
        } else if store.is_blank() {
            "Begin here"
        } else {
            "Write a message"
        }
    };
    view! {
        <div class="dock">
            <div class="column">
                <Shown when=move || !follow.is_following() && !store.is_blank()>
                    <button class="button latest" class:unread=move || follow.has_unread() on:click=move |_| follow.to_end()>
                        <Icon name="down" />
                        "Jump to latest"
                        <Shown when=move || follow.has_unread()><span class="unseen">", there is something new"</span></Shown>
                    </button>
                </Shown>
                <UndoOffer />
                <Flash />
                <Queue />
                <form
                    class="composer"
                    class:drop=move || dragging.get()
                    aria-label="Message"
                    node_ref=form
                    on:submit=move |event: SubmitEvent| {
                        event.prevent_default();
                        send();
                    }
                >
                    <Attachments />
                    <textarea
                        id="message"
                        aria-label="Your message"
                        rows="1"
                        autocomplete="off"
                        translate="no"
                        enterkeyhint=move || if touch.get() { "enter" } else { "send" }
                        spellcheck=store.spellcheck()
                        placeholder=placeholder
                        node_ref=field
                        on:keydown=keydown
                        on:paste=paste
                        on:input=move |_: Event| {
                            let words = read();
                            blank.set(words.trim().is_empty());
                            field.get_untracked().iter().for_each(dom::fit);
                            store.write(&words);
                            store.refusal().set(None);
                        }
                    ></textarea>
                    <p class="refused" hidden=move || store.refusal().with(Option::is_none)>{move || store.refusal().get()}</p>
                    <div class="tools">
                        <AttachButton />
                        <ModelButton panels=panels />
                        <button
                            class="button next send"
                            aria-label="Send"
                            hidden=move || busy() && nothing()
                            disabled=move || live.get() && nothing()
                        >
                            <Icon name="send" />
                        </button>
                        <button
                            type="button"
                            class="button next send stop"
                            aria-label="Stop"
                            hidden=move || !busy()
                            on:click=move |_| {
                                store.stop();
                                if let Some(field) = field.get_untracked() {
                                    let _ = field.focus();
                                }
                            }
                        >
                            <Icon name="stop" />
                        </button>
                    </div>
                </form>
                <p class="where aside">
                    <span>"This conversation lives in this tab alone." <span class="long">" Reload, and it is gone."</span></span>
                    <button type="button" aria-haspopup="dialog" data-later="dialogs" on:click=move |_| (LEAVES.run)(scope)>{LEAVES.label}</button>
                </p>
            </div>
        </div>
    }
}

/// Whether people write on a touch screen, without a keyboard of its own.
fn is_touch() -> bool {
    let query = window().match_media("(pointer: coarse) and (hover: none)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// Whether files are being dragged, and not text.
fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// What was deleted can be brought back for a while.
#[component]
fn UndoOffer() -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        <Shown when=move || store.undo_offered().is_some()>
            <div class="toast">
                <span>"Deleted."</span>
                <button class="button next" on:click=move |_| store.undo()>"Undo"</button>
            </div>
        </Shown>
    }
}

/// A short confirmation of what a shortcut did, if nothing else on screen shows it.
#[component]
fn Flash() -> impl IntoView {
    let panels = expect_context::<Panels>();
    view! {
        <Shown when=move || panels.flash.with(Option::is_some)>
            <div class="toast" aria-hidden="true"><span>{move || panels.flash.get()}</span></div>
        </Shown>
    }
}

/// The attachments of the draft: images and text files.
#[component]
fn Attachments() -> impl IntoView {
    let store = expect_context::<Store>();
    let attached = Memo::new(move |_| {
        store.with_current(|conversation| conversation.draft().attachments.clone()).unwrap_or_default()
    });
    let shown = move || {
        let parts = attached.get().into_iter().enumerate();
        parts.map(|(index, part)| {
            let name = match &part {
                Part::Text(_) => "text",
                Part::Image(image) => image.name().as_str(),
                Part::File(file) => file.name.as_str(),
            };
            let pasted = name == PASTED;
            let remove = format!("Remove {name}");
            view! {
                <li class="chip">
                    {chip(&part)}
                    {pasted.then(|| view! {
                        <button type="button" class="button bare" aria-label="Turn back into text" title="Turn back into text" on:click=move |_| store.unfold(index)><Icon name="edit" class="small" /></button>
                    })}
                    <button type="button" class="button bare" aria-label=remove on:click=move |_| { store.detach(index); dom::focus("message"); }><Icon name="close" class="small" /></button>
                </li>
            }
        }).collect_view()
    };
    view! {
        <Shown when=move || attached.with(|attached| !attached.is_empty())>
            <ul class="chips" aria-label="Attachments" translate="no">{move || shown()}</ul>
        </Shown>
    }
}

/// The button that opens the browser's file picker.
#[component]
fn AttachButton() -> impl IntoView {
    let store = expect_context::<Store>();
    let picker: NodeRef<html::Input> = NodeRef::new();
    let pick = move |_| {
        if let Some(picker) = picker.get_untracked() {
            picker.click();
        }
    };
    let picked = move |_: Event| {
        let Some(picker) = picker.get_untracked() else { return };
        if let Some(files) = picker.files() {
            attach::files(store, &files);
        }
        // Without this, picking the same file again would raise no event.
        picker.set_value("");
    };
    view! {
        <button type="button" class="button bare" aria-label="Attach files" title="Attach files" data-later="files" on:click=pick><Icon name="attach" /></button>
        <input type="file" multiple hidden autocomplete="off" translate="no" spellcheck="false" aria-label="Files to attach" node_ref=picker on:change=picked />
    }
}

/// The model that answers next. If there are several, a button to choose one.
#[component]
fn ModelButton(panels: Panels) -> impl IntoView {
    let store = expect_context::<Store>();
    let many = store.page(|page| page.models.len() > 1);
    let title = move || store.model().map_or_else(|| "No model".to_owned(), |model| model.title);
    view! {
        <button
            type="button"
            class="button model"
            aria-haspopup="dialog"
            data-later="dialogs"
            aria-label=move || format!("Model: {}", title())
            disabled=!many
            on:click=move |_| panels.show(DialogName::Models)
        >
            <span>{move || title()}</span>
            {many.then(|| view! { <Icon name="chevron" class="small" /> })}
        </button>
    }
}

/// The queued messages, which wait until the answer is complete.
#[component]
fn Queue() -> impl IntoView {
    let store = expect_context::<Store>();
    // The key contains the conversation: two conversations can have queued messages with the same id.
    let waiting = move || {
        let shown = store.current();
        let all = store.with_current(|conversation| conversation.queue().to_vec()).unwrap_or_default();
        all.into_iter().map(|queued| (shown, queued)).collect::<Vec<_>>()
    };
    view! {
        <For
            each=waiting
            key=|(shown, queued)| (*shown, queued.id)
            children=move |(_, queued): (ConversationId, Queued)| {
                let id = queued.id;
                view! {
                    <div class="queue" role="group" aria-label="Waiting message">
                        <b>"Next"</b>
                        <p translate="no">{words(&queued.parts)}</p>
                        <button class="button bare" aria-label="Edit waiting message" on:click=move |_| store.edit_queued(id)><Icon name="edit" /></button>
                        <button class="button bare" aria-label="Remove waiting message" on:click=move |_| store.remove_queued(id)><Icon name="close" /></button>
                    </div>
                }
            }
        />
    }
}

/// The text of a message, its parts joined by spaces.
fn words(parts: &[Part]) -> String {
    let texts = parts.iter().filter_map(|part| match part {
        Part::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}
