//! The notice that the network is gone.

use leptos::prelude::*;
use web_sys::Event;

use crate::app::{browser::dom, store::Store, ui::shown::Shown};

/// Listens for network changes, and shows a notice while offline.
#[component]
pub(super) fn NetworkNotice() -> impl IntoView {
    let store = expect_context::<Store>();
    Effect::new(move |_| {
        let page = window();
        dom::listen(&page, "offline", true, move |_: Event| store.network_changed(true));
        dom::listen(&page, "online", true, move |_: Event| store.network_changed(false));
    });
    view! {
        <Shown when=move || store.is_offline()>
            <div class="notice" role="status">
                <span>"You are offline. What you send goes out when the network is back."</span>
            </div>
        </Shown>
    }
}
