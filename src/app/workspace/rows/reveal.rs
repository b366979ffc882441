//! Going to words that were found: on whatever branch and in whatever conversation they are.

use super::{Rows, marks};
use crate::{
    app::browser::dom,
    chat::{ConversationId, MessageId},
};

/// Where words that were found are shown, as a part of the window's height.
const SHOWN_AT: f64 = 0.35;

impl Rows {
    /// Shows a message that was found, with the words selected in it.
    pub(in crate::app::workspace) fn reveal(self, id: ConversationId, message: MessageId, words: &str) {
        let needle: Vec<char> = words.trim().chars().flat_map(char::to_lowercase).collect();
        self.store.open_at(id, message);
        // The rows of another conversation are in the page a frame later.
        dom::before_next_frame(move || {
            if !self.go_to(message, true) {
                return;
            }
            // And their text after that.
            dom::before_next_frame(move || {
                let hit = self.element(message).and_then(|row| marks::hits(&row, &needle).into_iter().next());
                let Some(hit) = hit else { return };
                if let Some(selection) = dom::selection() {
                    // It fails only for a range that is in no document.
                    let _ = selection.remove_all_ranges();
                    let _ = selection.add_range(&hit);
                }
                let holder = hit.start_container().ok().and_then(|node| node.parent_element());
                if let Some(holder) = holder {
                    self.follow.pin(holder, dom::window_height() * SHOWN_AT);
                }
            });
        });
    }
}
