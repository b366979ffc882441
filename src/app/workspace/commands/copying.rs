//! Copies the last answer or its code from the store, so that its row need not be in the page.

use super::Scope;
use crate::app::{
    browser::lifetime,
    text,
    ui::{copy::copy_text, lazy::NotLoaded},
};

/// Copies the last answer as Markdown.
pub(super) fn last_answer(scope: Scope) {
    match scope.store.last_answer() {
        Some(text) => lifetime::spawn(async move { copy(scope, text).await }),
        None => {
            scope.store.refuse("There is no answer to copy yet.");
        }
    }
}

/// Copies the last code block of the conversation.
pub(super) fn last_code_block(scope: Scope) {
    // A code block is fenced, indented or raw HTML. Answers without a sign of one are not parsed.
    let may_hold = |text: &String| ["```", "~~~", "    ", "\t", "<"].iter().any(|sign| text.contains(sign));
    let answers: Vec<_> = scope.store.answers().into_iter().filter(may_hold).collect();
    lifetime::spawn(async move {
        match text::last_code().await {
            Ok(last) => match answers.iter().find_map(|answer| last(answer)) {
                Some(code) => copy(scope, code).await,
                None => {
                    scope.store.refuse("There is no code block to copy in this conversation.");
                }
            },
            Err(NotLoaded) => {
                scope.store.refuse(NotLoaded::SENTENCE);
            }
        }
    });
}

async fn copy(scope: Scope, text: String) {
    if copy_text(scope.announcer, &text).await {
        scope.panels.flash("Copied");
    }
}
