//! Search and commands in one dialog, and the sheet of shortcuts.

use leptos::{html, prelude::*};
use web_sys::KeyboardEvent;

use super::{chat_view::Panels, icon::Icon, store::Store};
use crate::chat::{ConversationId, Format, MessageId, ModelId};

/// What a line of the palette does.
#[derive(Clone, PartialEq)]
enum Action {
    New,
    Open(ConversationId),
    Reveal(ConversationId, MessageId),
    Model(ModelId),
    Settings,
    Leaves,
    Shortcuts,
    Save(Format),
}

/// A line: its group, its words, and the words around a hit.
#[derive(Clone, PartialEq)]
struct Line {
    group: &'static str,
    title: String,
    excerpt: Option<[String; 3]>,
    keys: &'static str,
    action: Action,
}

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let field: NodeRef<html::Input> = NodeRef::new();
    let words = RwSignal::new(String::new());
    let chosen = RwSignal::new(0usize);
    let lines = Memo::new(move |_| {
        store.rows();
        find(store, &words.get())
    });
    let run = move |line: &Line| {
        Panels::hide(panels.palette);
        act(store, panels, &line.action);
    };
    let keydown = move |event: KeyboardEvent| {
        let count = lines.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = (*at + 1).min(count.saturating_sub(1))),
            "ArrowUp" => chosen.update(|at| *at = at.saturating_sub(1)),
            "Enter" if !event.is_composing() => {
                if let Some(line) = lines.with_untracked(|lines| lines.get(chosen.get_untracked()).cloned()) {
                    run(&line);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let closed = move |_: web_sys::Event| {
        words.set(String::new());
        chosen.set(0);
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
    };
    let option = move |(index, line): (usize, Line)| {
        let first = index == 0 || lines.with_untracked(|lines| lines[index - 1].group != line.group);
        let heading = first.then(|| view! { <h3>{line.group}</h3> });
        let shown = line.clone();
        let excerpt = line.excerpt.map(
            |[before, hit, after]| view! { <small class="excerpt">{before}<mark>{hit}</mark>{after}</small> },
        );
        view! {
            {heading}
            <button
                class="option found"
                role="option"
                id=format!("found-{index}")
                tabindex="-1"
                aria-selected=move || if chosen.get() == index { "true" } else { "false" }
                on:click=move |_| run(&shown)
            >
                <b>{line.title}</b>
                <kbd>{line.keys}</kbd>
                {excerpt}
            </button>
        }
    };
    view! {
        <dialog class="palette" node_ref=panels.palette aria-label="Search and commands" on:close=closed>
            <div class="find">
                <Icon name="search" />
                <input
                    type="text"
                    role="combobox"
                    aria-expanded="true"
                    aria-controls="found"
                    aria-activedescendant=move || format!("found-{}", chosen.get())
                    aria-label="Search conversations and commands"
                    placeholder="Search conversations, models, commands"
                    autocomplete="off"
                    translate="no"
                    spellcheck="false"
                    node_ref=field
                    on:keydown=keydown
                    on:input=move |_| {
                        chosen.set(0);
                        words.set(field.get_untracked().map(|field| field.value()).unwrap_or_default());
                    }
                />
                <button class="button bare" aria-label="Close" on:click=move |_| Panels::hide(panels.palette)><Icon name="close" /></button>
            </div>
            <div class="options" id="found" role="listbox" aria-label="Found">
                {move || lines.get().into_iter().enumerate().map(option).collect_view()}
                <p class="aside nothing" hidden=move || lines.with(|lines| !lines.is_empty())>"Nothing here has these words."</p>
            </div>
        </dialog>
    }
}

fn find(store: Store, words: &str) -> Vec<Line> {
    let needle = words.trim().to_lowercase();
    let fits = |title: &str| needle.is_empty() || title.to_lowercase().contains(&needle);
    let line = |group, title: String, keys, action| Line { group, title, excerpt: None, keys, action };
    let mut lines = Vec::new();
    let rows = untrack(move || store.rows());
    if needle.is_empty() {
        lines.extend(
            rows.into_iter().take(8).map(|row| line("Conversations", row.title, "", Action::Open(row.id))),
        );
    } else {
        for found in store.search(words) {
            let id = found.conversation;
            let title = rows
                .iter()
                .find(|row| row.id == id)
                .map_or_else(|| "New chat".to_owned(), |row| row.title.clone());
            match store.excerpt(&found) {
                Some((message, excerpt)) => {
                    let action = Action::Reveal(id, message);
                    lines.push(Line { excerpt: Some(excerpt), ..line("Conversations", title, "", action) });
                }
                None => lines.push(line("Conversations", title, "", Action::Open(id))),
            }
        }
    }
    let commands = [
        ("New chat", "Ctrl ⇧ O", Action::New),
        ("Settings of this conversation", "", Action::Settings),
        ("What leaves this tab", "", Action::Leaves),
        ("Shortcuts", "Ctrl /", Action::Shortcuts),
        ("Save all as Markdown", "", Action::Save(Format::Markdown)),
        ("Save all as JSON", "", Action::Save(Format::Json)),
    ];
    let commands = commands.into_iter().filter(|(title, ..)| fits(title));
    lines.extend(commands.map(|(title, keys, action)| line("Commands", title.to_owned(), keys, action)));
    let models = store.page(|page| page.models.clone());
    if models.len() > 1 {
        let models = models.into_iter().filter(|model| fits(&model.title));
        lines.extend(models.map(|model| line("Answer with", model.title, "", Action::Model(model.id))));
    }
    lines
}

fn act(store: Store, panels: Panels, action: &Action) {
    match action {
        Action::New => store.new_chat(),
        Action::Open(id) => store.open(*id),
        Action::Reveal(id, message) => store.reveal(*id, *message),
        Action::Model(id) => store.set_model(id.clone()),
        Action::Settings => Panels::show(panels.settings),
        Action::Leaves => Panels::show(panels.leaves),
        Action::Shortcuts => Panels::show(panels.shortcuts),
        Action::Save(format) => store.export(None, *format),
    }
}

/// The sheet of shortcuts.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let panels = expect_context::<Panels>();
    const ALL: [(&str, &str); 12] = [
        ("Send", "Enter"),
        ("New line", "Shift Enter"),
        ("Stop the answer", "Esc"),
        ("Edit the last message", "↑ in an empty field"),
        ("Search and commands", "Ctrl K"),
        ("New chat", "Ctrl Shift O"),
        ("Write", "Ctrl Shift E"),
        ("Copy the last answer", "Ctrl Shift Y"),
        ("Copy the last code block", "Ctrl Shift U"),
        ("Open or close the sidebar", "Ctrl Shift S"),
        ("Previous, next conversation", "Alt ↑, Alt ↓"),
        ("This sheet", "Ctrl /"),
    ];
    view! {
        <dialog node_ref=panels.shortcuts aria-labelledby="shortcuts-title">
            <header>
                <h2 id="shortcuts-title">"Shortcuts"</h2>
                <button class="button bare" aria-label="Close" on:click=move |_| Panels::hide(panels.shortcuts)><Icon name="close" /></button>
            </header>
            <div class="panel">
                <dl class="keys">
                    {ALL.into_iter().map(|(what, keys)| view! { <dt>{what}</dt><dd><kbd>{keys}</kbd></dd> }).collect_view()}
                </dl>
                <p class="aside">"On a Mac, ⌘ stands for Ctrl."</p>
                <label class="switch">
                    <input
                        type="checkbox"
                        prop:checked=move || panels.keys.get()
                        on:change=move |event| panels.keys.set(event_target_checked(&event))
                    />
                    <span>"Use shortcuts"</span>
                </label>
            </div>
        </dialog>
    }
}
