//! Plain pages with one message: a sign-in failed, somebody signed out, nothing is at an address.

use leptos::prelude::*;

use crate::app::ui::icon::Mark;

/// A page with one heading, one paragraph and one or two links.
#[component]
pub(crate) fn Notice(
    /// The title of this installation.
    title: String,
    /// What happened.
    heading: &'static str,
    /// What it means, and what the person can do.
    text: &'static str,
    /// Address and label of each link, the recommended one first.
    ways: Vec<(String, &'static str)>,
) -> impl IntoView {
    view! {
        <div class="single">
            <header><a class="name" href="/"><Mark />{title}</a></header>
            <div>
                <main>
                    <h1>{heading}</h1>
                    <p>{text}</p>
                    <p class="enter">
                        {ways
                            .into_iter()
                            .enumerate()
                            .map(|(at, (href, label))| {
                                let class = if at == 0 { "button next" } else { "button line" };
                                view! { <a class=class href=href>{label}</a> }
                            })
                            .collect_view()}
                    </p>
                </main>
            </div>
        </div>
    }
}
