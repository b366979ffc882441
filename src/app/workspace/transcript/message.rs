//! The view of a message: a question of the person, or an answer of the model.

mod answer;
mod answer_text;
mod edit;
mod ending;
mod question;
mod reasoning;

pub(super) use answer::AnswerRow;
pub(super) use question::QuestionRow;

use leptos::prelude::*;

use crate::{
    app::{
        browser::dom,
        store::Store,
        ui::{icon::Icon, menu::close_menu, shown::Shown},
    },
    chat::{MessageId, PathEntry},
};

/// `‹ 2/3 ›`: switches between the versions of a message.
#[component]
fn Versions(id: MessageId, entry: Memo<PathEntry>) -> impl IntoView {
    let store = expect_context::<Store>();
    let many = move || entry.with(|entry| entry.versions > 1);
    view! {
        <Shown when=many>
            <span class="versions">
                <button
                    class="button bare"
                    aria-label="Previous version"
                    disabled=move || entry.with(|entry| entry.version == 0)
                    on:click=move |_| walk(store, id, entry, -1)
                >
                    <Icon name="chevron" class="small back" />
                </button>
                <span aria-label=move || entry.with(|entry| format!("Version {} of {}", entry.version + 1, entry.versions))>
                    {move || entry.with(|entry| format!("{}/{}", entry.version + 1, entry.versions))}
                </span>
                <button
                    class="button bare"
                    aria-label="Next version"
                    disabled=move || entry.with(|entry| entry.version + 1 >= entry.versions)
                    on:click=move |_| walk(store, id, entry, 1)
                >
                    <Icon name="chevron" class="small flip" />
                </button>
            </span>
        </Shown>
    }
}

/// Shows the next version or the one before. The arrow that was used keeps the focus, in the row that
/// is there then; where it leads no further, the other one.
fn walk(store: Store, id: MessageId, entry: Memo<PathEntry>, step: isize) {
    let version = entry.with_untracked(|entry| entry.version.saturating_add_signed(step));
    let at = store.path().with_untracked(|path| path.iter().position(|other| *other == id));
    store.select_version(id, version);
    let shown = store.path().with_untracked(|path| path.get(at?).copied());
    let Some(shown) = shown else { return };
    let arrow = move |step: isize| {
        let name = if step < 0 { "Previous" } else { "Next" };
        format!("#message-{shown} .versions [aria-label=\"{name} version\"]:enabled")
    };
    dom::before_next_frame(move || {
        let _ = dom::focus_first(&[&arrow(step), &arrow(-step)]);
    });
}

/// Puts the focus on the message that was just begun: the button that began it may be gone.
fn focus_last(store: Store) {
    let last = store.path().with_untracked(|path| path.last().copied());
    if let Some(last) = last {
        dom::before_next_frame(move || dom::focus(&format!("message-{last}")));
    }
}

/// The menu of a message's less frequent actions.
#[component]
fn More(id: MessageId) -> impl IntoView {
    let store = expect_context::<Store>();
    let menu = format!("more-{id}");
    let answer = store.with_message(id, |message| message.answer().is_some()).unwrap_or(false);
    let models = store.page(|page| page.models.clone());
    let others = (answer && models.len() > 1).then(|| {
        let item = |model: crate::api::page::ModelInfo| view! {
            <button class="row" role="menuitem" on:click=move |_| { store.regenerate(id, Some(model.id.clone())); focus_last(store); }>
                <span>{format!("Answer again with {}", model.title)}</span>
            </button>
        };
        view! { {models.into_iter().map(item).collect_view()} <hr /> }
    });
    view! {
        <button class="button bare" popovertarget=menu.clone() aria-haspopup="menu" aria-label="More" title="More"><Icon name="more" /></button>
        <div class="menu" id=menu popover role="menu" on:click=close_menu>
            {others}
            <button class="row" role="menuitem" on:click=move |_| store.branch(id)><span>"Branch to a new conversation"</span><Icon name="branch" class="small" /></button>
            <button class="row danger" role="menuitem" on:click=move |_| store.delete_branch(id)><span>"Delete from here on"</span><Icon name="delete" class="small" /></button>
        </div>
    }
}
