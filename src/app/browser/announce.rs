//! Announcements for screen readers: events, never tokens. The transcript is no live region; two small
//! live regions announce when an answer begins, ends or fails.

use leptos::prelude::*;

/// Announces text to screen readers.
#[derive(Clone, Copy)]
pub(crate) struct Announcer {
    polite: RwSignal<String>,
    urgent: RwSignal<String>,
}

impl Announcer {
    /// Creates the regions, empty. Their signals belong to the component that calls this.
    pub(crate) fn new() -> Self {
        Self { polite: RwSignal::new(String::new()), urgent: RwSignal::new(String::new()) }
    }

    /// Announces text when the screen reader pauses: 'Answering', 'Answer complete, 120 words'.
    pub(crate) fn say(self, what: impl Into<String>) {
        set_region(self.polite, what.into());
    }

    /// Announces text at once: for errors.
    pub(crate) fn alert(self, what: impl Into<String>) {
        set_region(self.urgent, what.into());
    }

    /// The two regions. They must be in the page from the start: screen readers ignore the first text of
    /// a region that is added with its text.
    pub(crate) fn view(self) -> impl IntoView {
        view! {
            <p class="unseen" role="status">{move || self.polite.get()}</p>
            <p class="unseen" role="alert">{move || self.urgent.get()}</p>
        }
    }
}

/// Sets the text of a region. A space is appended to a repeated text, or it would not be read again.
fn set_region(region: RwSignal<String>, mut what: String) {
    if region.with_untracked(|said| *said == what) {
        what.push('\u{a0}');
    }
    region.set(what);
}
