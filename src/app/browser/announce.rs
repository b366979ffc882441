//! What screen readers hear: boundaries, never tokens. The transcript is no live region; two small
//! ones say when an answer begins, ends and fails.

use leptos::prelude::*;

/// Says things to screen readers.
#[derive(Clone, Copy)]
pub(crate) struct Announcer {
    polite: RwSignal<String>,
    urgent: RwSignal<String>,
}

impl Announcer {
    /// Silent so far. Its signals belong to the component that calls it.
    pub(crate) fn new() -> Self {
        Self { polite: RwSignal::new(String::new()), urgent: RwSignal::new(String::new()) }
    }

    /// When the reader pauses: 'Answering', 'Answer complete, 120 words'.
    pub(crate) fn say(self, what: impl Into<String>) {
        tell(self.polite, what.into());
    }

    /// At once: errors.
    pub(crate) fn alert(self, what: impl Into<String>) {
        tell(self.urgent, what.into());
    }

    /// The two regions. They stand in the page from the start: a region that comes with its text is
    /// not read.
    pub(crate) fn view(self) -> impl IntoView {
        view! {
            <p class="unseen" role="status">{move || self.polite.get()}</p>
            <p class="unseen" role="alert">{move || self.urgent.get()}</p>
        }
    }
}

/// The same words once more are told apart by a space, or they would not be read again.
fn tell(region: RwSignal<String>, mut what: String) {
    if region.with_untracked(|said| *said == what) {
        what.push('\u{a0}');
    }
    region.set(what);
}
