//! Shows a search result of the palette, whatever its conversation and branch.

use super::{Rows, marks};
use crate::{
    app::browser::dom,
    chat::{ConversationId, MessageId},
};

/// Offset of the found words from the top of the window, as a fraction of the window's height.
const SHOWN_AT: f64 = 0.35;

impl Rows {
    /// Shows a message, with the first occurrence of the words selected.
    pub(in crate::app::workspace) fn reveal(self, id: ConversationId, message: MessageId, words: &str) {
        let needle: Vec<char> = words.trim().chars().flat_map(char::to_lowercase).collect();
        self.store.open_at(id, message);
        // The rows of another conversation are built in the next frame.
        dom::before_next_frame(move || {
            if !self.go_to(message, true) {
                return;
            }
            // Their text is built in the frame after that.
            dom::before_next_frame(move || {
                let hit = self.element(message).and_then(|row| marks::hits(&row, &needle).into_iter().next());
                let Some(hit) = hit else { return };
                if let Some(selection) = dom::selection() {
                    // Fails only for a range that is in no document.
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
