//! Estimates the height of a row that has not been in the page yet. The estimate is too small rather than too
//! large: then too many rows are built, and not too few.

use crate::{
    app::store::Store,
    chat::{MessageId, Part},
};

/// Height of a line of text, in pixels.
const LINE: f64 = 27.0;
/// Average width of a character, in pixels.
const CHARACTER: f64 = 8.2;

/// The estimated height of a message's row in a column of this width, both in pixels.
pub(super) fn height(store: Store, id: MessageId, width: f64) -> f64 {
    let lines =
        |bytes: usize, width: f64| (bytes as f64 * CHARACTER / width.max(100.0)).ceil().max(1.0) * LINE;
    let estimate = store.with_message(id, |message| match (message.answer(), message.question()) {
        // 96 pixels for the row of actions below it, and the space after that.
        (Some(answer), _) => lines(answer.text.len(), width) + 96.0,
        (_, Some(question)) => {
            let text = question.parts.iter().map(|part| match part {
                Part::Text(text) => text.len(),
                _ => 0,
            });
            let attached = if question.parts.len() > 1 { 40.0 } else { 0.0 };
            lines(text.sum(), width * 0.85) + attached + 52.0
        }
        _ => 0.0,
    });
    estimate.unwrap_or(0.0)
}
