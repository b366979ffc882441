//! A turn whose request is open: how to abort it, when its last byte arrived, and how far it has grown.

use futures_util::future::AbortHandle;
use leptos::prelude::*;

use crate::chat::{Instant, TurnId};

/// The signals of one live answer: bytes of text and of reasoning so far. They change at most once a frame.
#[derive(Clone)]
pub(crate) struct Growth {
    /// Bytes of visible text.
    pub(crate) text: ArcRwSignal<usize>,
    /// Bytes of reasoning.
    pub(crate) thought: ArcRwSignal<usize>,
}

/// A live turn's request. Aborting it drops the stream; that closes the connection, and that stops the
/// model.
pub(super) struct Live {
    pub(super) turn: TurnId,
    pub(super) abort: AbortHandle,
    /// When the last byte arrived, heartbeats included; `None` while the request waits to be sent.
    pub(super) heard: Option<Instant>,
    pub(super) growth: Growth,
    /// Whether the answer has grown since the last flush.
    pub(super) dirty: bool,
}

impl Live {
    /// A request that has not been sent yet.
    pub(super) fn new(turn: TurnId, abort: AbortHandle) -> Self {
        let growth = Growth { text: ArcRwSignal::new(0), thought: ArcRwSignal::new(0) };
        Self { turn, abort, heard: None, growth, dirty: false }
    }
}
