//! How tall a row will be, before it has ever been in the page. The estimate is rather too small than
//! too large: then more rows are built than needed, and not fewer.

use crate::{
    app::store::Store,
    chat::{MessageId, Part},
};

/// Height of a line of text, in pixels.
const LINE: f64 = 27.0;
/// Average width of a character, in pixels.
const CHARACTER: f64 = 8.2;

/// The height of a message's row in pixels, at this width of the column in pixels.
pub(super) fn height(store: Store, id: MessageId, width: f64) -> f64 {
    let lines =
        |bytes: usize, width: f64| (bytes as f64 * CHARACTER / width.max(100.0)).ceil().max(1.0) * LINE;
    let estimate = store.with_message(id, |message| match (message.answer(), message.question()) {
        // What can be done with it stands below, and then some space.
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
