//! 'What leaves this tab': where messages go, what is kept there, and what the provider is asked. It describes
//! the running configuration.

use leptos::prelude::*;

use crate::app::{
    store::Store,
    ui::dialog::Dialog,
    workspace::panels::{DialogName, Panels},
};

/// The dialog.
#[component]
pub(super) fn LeavesPanel() -> impl IntoView {
    let store = expect_context::<Store>();
    let panels = expect_context::<Panels>();
    let person =
        store.page(|page| page.person.as_ref().map(|person| person.label.clone())).unwrap_or_default();
    let session = if store.page(|page| page.session_on_server) {
        ", held by this server until you sign out or it ends"
    } else {
        ", sealed in a cookie of this browser; this server keeps no list of it"
    };
    let titles = store.page(|page| page.titles);
    let model_host = move || store.model().map_or_else(|| "no model".to_owned(), |model| model.host);
    let requests = move || {
        let model = store.model()?;
        let usual = model.asks_no_store.then(|| "store: false".to_owned());
        Some(usual.into_iter().chain(model.zero_retention).collect::<Vec<_>>())
    };
    let asked = move || match requests() {
        Some(requests) if !requests.is_empty() => "asked to keep nothing",
        Some(_) => "not asked",
        None => "nothing to ask",
    };
    view! {
        <Dialog class="broad" node_ref=panels.dialog(DialogName::Leaves) id="leaves-title" title="What leaves this tab">
            <div class="panel">
                <p>"When you send a message, the conversation up to it goes this way, and the answer comes back:"</p>
                <ol class="way">
                    <li>
                        <h3>"This tab"</h3>
                        <span class="keeps">"keeps everything"</span>
                        <p>"in memory, until you reload, close or forget"</p>
                    </li>
                    <li>
                        <h3>"This server"</h3>
                        <span class="keeps">"keeps nothing"</span>
                        <p>"it passes words on and counts them"</p>
                    </li>
                    <li>
                        <h3>{model_host}</h3>
                        <span class="keeps">{asked}</span>
                        <p>"a request is no proof: ask who runs it"</p>
                    </li>
                </ol>
                <dl class="facts">
                    <dt>"The provider is asked"</dt>
                    <dd>{move || match requests() {
                        Some(requests) if !requests.is_empty() => view! { <code>{requests.join(", ")}</code> }.into_any(),
                        _ => view! { "nothing about storing: its server does not know the question" }.into_any(),
                    }}</dd>
                    <dt>"Kept about you"</dt>
                    <dd>"Who you are (" {person} ") and when you signed in" {session}</dd>
                    <dt>"Logged here"</dt>
                    <dd>"Of each answer its number, model, outcome, durations, and counts of tokens and bytes; never words, never names"</dd>
                    <dt>"Titles"</dt>
                    <dd>{if titles {
                        "After the first answer the beginning of your first message goes to the same model once more, for a title"
                    } else {
                        "Your first words, taken in this tab: nobody is asked"
                    }}</dd>
                    <dt>"Pictures and links"</dt>
                    <dd>"Never fetched; a link opens elsewhere when you choose it"</dd>
                </dl>
            </div>
        </Dialog>
    }
}
