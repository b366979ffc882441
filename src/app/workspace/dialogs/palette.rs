//! The palette: search and commands in one dialog.

use leptos::{html, prelude::*};
use web_sys::KeyboardEvent;

use crate::{
    api::page::ModelInfo,
    app::{
        browser::dom,
        ui::{dialog::close, icon::Icon},
        workspace::{
            commands::{ALL, Command, Scope},
            panels::DialogName,
        },
    },
    chat::{ConversationId, MessageId, ModelId, search::find as find_in},
};

/// What a line of the palette does.
#[derive(Clone)]
enum Action {
    Open(ConversationId),
    Reveal(ConversationId, MessageId),
    Model(ModelId),
    Run(&'static Command),
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Open(one), Self::Open(other)) => one == other,
            (Self::Reveal(one, message), Self::Reveal(other, another)) => one == other && message == another,
            (Self::Model(one), Self::Model(other)) => one == other,
            (Self::Run(one), Self::Run(other)) => std::ptr::eq(*one, *other),
            _ => false,
        }
    }
}

const CONVERSATIONS: &str = "Conversations";

/// The most hits of one conversation that are listed; the search finds all of them.
const HITS: usize = 3;

/// A line: its group, its text before, in and after the hit, the note beside it, and its action.
#[derive(Clone, PartialEq)]
struct Line {
    group: &'static str,
    words: [String; 3],
    aside: String,
    action: Action,
}

/// The palette.
#[component]
pub(super) fn Palette() -> impl IntoView {
    let scope = Scope::expect();
    let store = scope.store;
    let dialog = scope.panels.dialog(DialogName::Palette);
    let field: NodeRef<html::Input> = NodeRef::new();
    let words = RwSignal::new(String::new());
    let chosen = RwSignal::new(0usize);
    let lines = Memo::new(move |_| {
        store.rows();
        find(scope, &words.get())
    });
    let clear = move || {
        words.set(String::new());
        chosen.set(0);
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
    };
    let run = move |line: &Line| {
        // Read before `clear`: these words are selected in the message.
        let words = words.get_untracked();
        close(dialog);
        clear();
        act(scope, &line.action, &words);
    };
    let keydown = move |event: KeyboardEvent| {
        let count = lines.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = (*at + 1).min(count.saturating_sub(1))),
            "ArrowUp" => chosen.update(|at| *at = at.saturating_sub(1)),
            "Home" => chosen.set(0),
            "End" => chosen.set(count.saturating_sub(1)),
            "Enter" if !event.is_composing() => {
                if let Some(line) = lines.with_untracked(|lines| lines.get(chosen.get_untracked()).cloned()) {
                    run(&line);
                }
            }
            _ => return,
        }
        event.prevent_default();
        dom::reveal(&format!("found-{}", chosen.get_untracked()));
    };
    // A busy browser may send this event late, when the palette is open again with other words.
    let closed = move |_: web_sys::Event| {
        if dialog.get_untracked().is_some_and(|dialog| !dialog.open()) {
            clear();
        }
    };
    let option = move |(index, line): (usize, Line)| {
        let shown = line.clone();
        let [before, hit, after] = line.words;
        view! {
            <button
                class="option found"
                role="option"
                id=format!("found-{index}")
                tabindex="-1"
                aria-selected=move || if chosen.get() == index { "true" } else { "false" }
                on:click=move |_| run(&shown)
            >
                <b>{before}<mark>{hit}</mark>{after}</b>
                <small>{line.aside}</small>
            </button>
        }
    };
    let groups = move || {
        let mut groups: Vec<(&'static str, Vec<(usize, Line)>)> = Vec::new();
        for (index, line) in lines.get().into_iter().enumerate() {
            match groups.last_mut().filter(|(group, _)| *group == line.group) {
                Some((_, lines)) => lines.push((index, line)),
                None => groups.push((line.group, vec![(index, line)])),
            }
        }
        let group = |(name, lines): (&'static str, Vec<(usize, Line)>)| {
            view! {
                <div role="group" aria-label=name>
                    <h3 aria-hidden="true">{name}</h3>
                    {lines.into_iter().map(option).collect_view()}
                </div>
            }
        };
        groups.into_iter().map(group).collect_view()
    };
    view! {
        <dialog class="palette" node_ref=dialog aria-label="Search and commands" on:close=closed>
            <div class="find">
                <Icon name="search" />
                <input
                    type="text"
                    role="combobox"
                    aria-expanded="true"
                    aria-controls="found"
                    aria-activedescendant=move || lines.with(|lines| !lines.is_empty()).then(|| format!("found-{}", chosen.get()))
                    aria-label="Search conversations and commands"
                    placeholder="Search conversations, models, commands"
                    autocomplete="off"
                    translate="no"
                    spellcheck=store.spellcheck()
                    node_ref=field
                    on:keydown=keydown
                    on:input=move |_| {
                        chosen.set(0);
                        words.set(field.get_untracked().map(|field| field.value()).unwrap_or_default());
                    }
                />
                <button class="button bare" aria-label="Close" on:click=move |_| close(dialog)><Icon name="close" /></button>
            </div>
            <div class="options" id="found" role="listbox" aria-label="Found" translate="no">
                {groups}
            </div>
            <p class="aside nothing" role="status" hidden=move || lines.with(|lines| !lines.is_empty())>"Nothing here has these words."</p>
            <p class="foot aside" aria-hidden="true"><span>"↑ ↓ to move"</span> <span>"↵ to open"</span></p>
        </dialog>
    }
}

fn find(scope: Scope, words: &str) -> Vec<Line> {
    let store = scope.store;
    let needle: Vec<char> = words.trim().chars().flat_map(char::to_lowercase).collect();
    // A title, split around the first hit; `None` if it has none.
    let marked = |title: &str| {
        let whole = || [title.to_owned(), String::new(), String::new()];
        if needle.is_empty() {
            return Some(whole());
        }
        let hit = find_in(title, &needle).into_iter().next()?;
        Some([&title[..hit.start], &title[hit.clone()], &title[hit.end..]].map(str::to_owned))
    };
    let line = |group, words, aside: &str, action| Line { group, words, aside: aside.to_owned(), action };
    let title = |id| untrack(move || store.row(id)).map_or_else(|| "New chat".to_owned(), |row| row.title);
    let mut lines = Vec::new();
    if needle.is_empty() {
        let newest = untrack(move || store.rows()).into_iter().take(8);
        lines.extend(
            newest.filter_map(|id| Some(line(CONVERSATIONS, marked(&title(id))?, "", Action::Open(id)))),
        );
    } else {
        for found in store.search(words) {
            let (id, title) = (found.conversation, title(found.conversation));
            if let Some(name) = marked(&title) {
                lines.push(line(CONVERSATIONS, name, "", Action::Open(id)));
            }
            let hits = found.messages.iter().take(HITS);
            lines.extend(hits.filter_map(|hit| {
                let words = store.excerpt(id, hit)?;
                Some(line(CONVERSATIONS, words, &title, Action::Reveal(id, hit.message)))
            }));
        }
    }
    let commands = ALL.iter().filter(|command| command.in_palette && (command.is_available)(scope));
    lines.extend(commands.filter_map(|command| {
        Some(line("Commands", marked(command.label)?, &command.hint(), Action::Run(command)))
    }));
    let models = store.page(|page| page.models.clone());
    if models.len() > 1 {
        let model = |model: ModelInfo| {
            Some(line("Answer with", marked(&model.title)?, &model.host, Action::Model(model.id)))
        };
        lines.extend(models.into_iter().filter_map(model));
    }
    lines
}

fn act(scope: Scope, action: &Action, words: &str) {
    match action {
        Action::Open(id) => scope.store.open(*id),
        Action::Reveal(id, message) => scope.rows.reveal(*id, *message, words),
        Action::Model(id) => scope.store.set_model(id.clone()),
        Action::Run(command) => (command.run)(scope),
    }
}
