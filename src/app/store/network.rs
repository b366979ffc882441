//! Going offline, and coming back online.

use leptos::prelude::*;

use super::Store;
use crate::{
    app::browser::dom,
    chat::{Conversation, ConversationId, Phase, TurnId},
};

impl Store {
    /// Whether the network is gone: the browser reported it, or a request failed for want of it. Tracked.
    pub(crate) fn is_offline(self) -> bool {
        self.offline.get()
    }

    /// Handles the browser's report that the network is gone or back. When it is back, sends what waited.
    pub(crate) fn network_changed(self, offline: bool) {
        self.offline.set(offline);
        if !offline {
            self.send_waiting();
        }
    }

    /// Holds a turn until the network is back, if the browser is offline and nothing has arrived. Returns
    /// whether it did. The browser's report alone is not enough (a server on this machine can be reached
    /// without a network), so this is called only after a request has failed.
    pub(super) fn wait_for_the_network(self, id: ConversationId, turn: TurnId) -> bool {
        let waits = |conversation: &mut Conversation| {
            let live = conversation.turn().filter(|live| live.id() == turn);
            let nothing_came = live.is_some_and(|live| live.streaming().is_none());
            if nothing_came {
                conversation.postpone(turn);
            }
            nothing_came
        };
        if dom::is_online() || self.change_unshown(id, waits) != Some(true) {
            return false;
        }
        self.live.update_value(|live| {
            live.remove(&id);
        });
        self.offline.set(true);
        self.show(id);
        true
    }

    /// Sends the turns that waited for the network. A turn that waits for a free slot has its request already.
    fn send_waiting(self) {
        let asked = |id: ConversationId| self.live.with_value(|live| live.contains_key(&id));
        let held = self.workspace.with_value(|workspace| {
            let turn = |(id, one): (ConversationId, &Conversation)| {
                one.turn().filter(|turn| *turn.phase() == Phase::Pending).map(|turn| (id, turn.id()))
            };
            workspace.iter().filter_map(turn).filter(|(id, _)| !asked(*id)).collect::<Vec<_>>()
        });
        for (id, turn) in held {
            self.change_unshown(id, |conversation| conversation.mark_sent(turn, dom::now()));
            self.run(id, turn);
        }
    }
}
