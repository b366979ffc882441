//! The JSON form, version 1.
//!
//! `{ "format": "mayfly", "version": 1, "conversations": [ { title, settings, messages, … } ] }`.
//! Messages are one flat list in which each names its parent by position; a parent always comes
//! before its children, and versions come in their order, so no list can describe a cycle. The
//! selected version is marked as shown. Unknown fields are ignored.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::chat::draft::Draft;
use crate::chat::{Conversation, Part, Settings, Title};
use crate::chat::{message::Body, tree::Message};

/// The value of `format`.
pub(crate) const FORMAT: &str = "mayfly";
/// The version that is written, and the newest that is read.
pub(crate) const VERSION: u32 = 1;

/// What decides whether the rest can be read.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Head {
    /// Must be [`FORMAT`].
    pub format: String,
    /// At most [`VERSION`].
    pub version: u32,
}

/// The whole file.
#[derive(Serialize, Deserialize)]
pub(crate) struct File<'a> {
    format: Cow<'a, str>,
    version: u32,
    /// Newest first.
    pub conversations: Vec<ConversationRow<'a>>,
}

/// One conversation.
#[derive(Serialize, Deserialize)]
pub(crate) struct ConversationRow<'a> {
    /// Absent fields are as in a new conversation.
    #[serde(default)]
    pub title: Cow<'a, Title>,
    #[serde(default)]
    pub settings: Cow<'a, Settings>,
    #[serde(default)]
    pub messages: Vec<MessageRow<'a>>,
    #[serde(default)]
    pub queue: Vec<Cow<'a, [Part]>>,
    #[serde(default)]
    pub draft: Cow<'a, Draft>,
    /// Position of the first message that is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_start: Option<usize>,
}

/// One message.
#[derive(Serialize, Deserialize)]
pub(crate) struct MessageRow<'a> {
    /// Position of its parent, always an earlier one; absent for a first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<usize>,
    /// Whether it is the selected version.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shown: bool,
    /// `{ "user": … }` or `{ "assistant": … }`.
    pub message: Cow<'a, Body>,
}

/// Writes conversations. `None` if they can't be serialised, which these types never cause.
pub(crate) fn write(conversations: &[&Conversation]) -> Option<String> {
    let conversations = conversations.iter().map(|conversation| row(conversation)).collect();
    serde_json::to_string(&File { format: FORMAT.into(), version: VERSION, conversations }).ok()
}

fn row(conversation: &Conversation) -> ConversationRow<'_> {
    let tree = conversation.tree();
    let messages = tree.preorder();
    let mut positions: Vec<_> = messages.iter().enumerate().map(|(at, message)| (message.id, at)).collect();
    positions.sort_unstable();
    let position = |id| {
        let found = positions.binary_search_by_key(&id, |(id, _)| *id).ok();
        found.map(|index| positions[index].1)
    };
    let mut rows = Vec::with_capacity(messages.len());
    for message in messages {
        let shown = tree.children(message.parent).and_then(|versions| versions.selected());
        rows.push(MessageRow {
            parent: message.parent.and_then(position),
            shown: shown == Some(message.id),
            message: body(conversation, message),
        });
    }
    ConversationRow {
        title: Cow::Borrowed(&conversation.title),
        settings: Cow::Borrowed(&conversation.settings),
        messages: rows,
        queue: conversation.queue.iter().map(|queued| Cow::Borrowed(&queued.parts[..])).collect(),
        draft: Cow::Borrowed(&conversation.draft),
        context_start: conversation.context_start.and_then(position),
    }
}

/// The content of a message; for the live answer, what has arrived so far.
pub(super) fn body<'a>(conversation: &Conversation, message: &'a Message) -> Cow<'a, Body> {
    let live = conversation.turn().filter(|turn| turn.answer() == message.id);
    match (live, &message.body) {
        (Some(turn), Body::Answer(answer)) => Cow::Owned(Body::Answer(turn.snapshot(answer))),
        (_, body) => Cow::Borrowed(body),
    }
}
