//! The tab's own network: gone, and back.

use leptos::prelude::*;

use super::Store;
use crate::{
    app::browser::dom,
    chat::{Conversation, ConversationId, Phase, TurnId},
};

impl Store {
    /// Whether the browser said that the network is gone. Tracked.
    pub(crate) fn is_offline(self) -> bool {
        self.offline.get()
    }

    /// The browser says that the network is gone, or back. What waited for it goes out.
    pub(crate) fn network_changed(self, offline: bool) {
        self.offline.set(offline);
        if !offline {
            self.send_waiting();
        }
    }

    /// Lets a turn wait for the network where that is what failed and nothing had come. A browser's
    /// word that there is no network is not enough by itself (a server on this machine is reached
    /// without one), so every message is tried first.
    pub(super) fn wait_for_the_network(self, id: ConversationId, turn: TurnId) -> bool {
        let waits = |conversation: &mut Conversation| {
            let live = conversation.turn().filter(|live| live.id() == turn);
            let nothing_came = live.is_some_and(|live| live.streaming().is_none());
            if nothing_came {
                conversation.hold(turn);
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

    /// Sends what waited for the network. What waits for a free slot has its request already.
    fn send_waiting(self) {
        let asked = |id: ConversationId| self.live.with_value(|live| live.contains_key(&id));
        let held = self.workspace.with_value(|workspace| {
            let turn = |(id, one): (ConversationId, &Conversation)| {
                one.turn().filter(|turn| *turn.phase() == Phase::Held).map(|turn| (id, turn.id()))
            };
            workspace.iter().filter_map(turn).filter(|(id, _)| !asked(*id)).collect::<Vec<_>>()
        });
        for (id, turn) in held {
            self.change_unshown(id, |conversation| conversation.sent(turn, dom::now()));
            self.run(id, turn);
        }
    }
}
