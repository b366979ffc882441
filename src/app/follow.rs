//! Following the end of the transcript: only while the reader is there.
//!
//! Every scroll event is attributed to us, to the reader, or to a layout shift. Any upward move of
//! the reader lets go at once; reaching the end takes hold again. While let go nothing here moves
//! the page: what is appended stands below what is read, so the reader's line stays where it is.

use leptos::prelude::*;
use web_sys::{Event, KeyboardEvent, TouchEvent, WheelEvent};

use super::dom;

/// So close to the end, in pixels, counts as at the end.
const NEAR: f64 = 24.0;

/// Whether the page follows the end, and whether something new stands below while it does not.
#[derive(Clone, Copy)]
pub struct Follow {
    following: RwSignal<bool>,
    unread: RwSignal<bool>,
    /// Where the page stood at the last event, and how tall it was: pixels.
    last: StoredValue<(f64, f64)>,
    /// Where we last put the page; a scroll event there is our own.
    ours: StoredValue<Option<f64>>,
    touch: StoredValue<f64>,
}

fn root() -> Option<web_sys::Element> {
    document().document_element()
}

fn top() -> f64 {
    window().scroll_y().unwrap_or(0.0)
}

/// Height of the whole page and of the window, in pixels.
fn heights() -> (f64, f64) {
    root().map_or((0.0, 0.0), |root| (f64::from(root.scroll_height()), f64::from(root.client_height())))
}

impl Follow {
    /// Starts at the end. Call in the component that owns the transcript: it listens to the page
    /// for as long as that stands.
    #[allow(clippy::new_without_default, reason = "it listens to the page: nothing that a default may do")]
    pub fn new() -> Self {
        let follow = Self {
            following: RwSignal::new(true),
            unread: RwSignal::new(false),
            last: StoredValue::new((0.0, 0.0)),
            ours: StoredValue::new(None),
            touch: StoredValue::new(0.0),
        };
        Effect::new(move |_| follow.attach());
        follow
    }

    /// Whether the page has let go of the end.
    pub fn is_held(self) -> bool {
        !self.following.get()
    }

    /// Whether something new stands below while let go.
    pub fn has_unread(self) -> bool {
        self.unread.get()
    }

    /// Takes hold of the end and goes there.
    pub fn to_end(self) {
        self.following.set(true);
        self.unread.set(false);
        self.keep();
    }

    /// The transcript grew: goes to its end while following, marks it unread while not.
    pub fn grown(self) {
        if self.following.get_untracked() {
            self.keep();
        } else if !self.unread.get_untracked() {
            self.unread.set(true);
        }
    }

    fn keep(self) {
        let (whole, shown) = heights();
        let end = (whole - shown).max(0.0);
        if (top() - end).abs() > 0.5 {
            self.ours.set_value(Some(end));
            window().scroll_to_with_x_and_y(0.0, end);
        }
        self.last.set_value((top(), whole));
    }

    fn let_go(self) {
        let (whole, shown) = heights();
        // Nothing to scroll: there is no end to let go of.
        if whole > shown + 1.0 && self.following.get_untracked() {
            self.following.set(false);
        }
    }

    fn scrolled(self) {
        let (last_top, last_height) = self.last.get_value();
        let (whole, shown) = heights();
        let now = top();
        self.last.set_value((now, whole));
        let ours = self.ours.get_value();
        if ours.is_some_and(|ours| (ours - now).abs() <= 1.0) {
            self.ours.set_value(None);
            return;
        }
        let at_end = now + shown >= whole - NEAR;
        if now < last_top - 0.5 {
            // Upward. Where the page became shorter, the browser had to: that is a shift.
            if whole >= last_height - 0.5 {
                self.let_go();
            }
        } else if at_end && now > last_top && !self.following.get_untracked() {
            self.following.set(true);
            self.unread.set(false);
        }
    }

    fn attach(self) {
        let page = window();
        dom::listen(&page, "scroll", true, move |_: Event| self.scrolled());
        dom::listen(&page, "wheel", true, move |event: WheelEvent| {
            if event.delta_y() < 0.0 && !event.ctrl_key() {
                self.let_go();
            }
        });
        dom::listen(&page, "touchstart", true, move |event: TouchEvent| {
            if let Some(touch) = event.touches().get(0) {
                self.touch.set_value(f64::from(touch.client_y()));
            }
        });
        dom::listen(&page, "touchmove", true, move |event: TouchEvent| {
            if let Some(touch) = event.touches().get(0) {
                let y = f64::from(touch.client_y());
                if y > self.touch.get_value() + 2.0 {
                    self.let_go();
                }
                self.touch.set_value(y);
            }
        });
        dom::listen(&page, "keydown", true, move |event: KeyboardEvent| {
            let upward = matches!(event.key().as_str(), "PageUp" | "Home") || (event.key() == "ArrowUp");
            let in_field = document().active_element().is_some_and(|element| {
                matches!(element.tag_name().as_str(), "TEXTAREA" | "INPUT" | "SELECT")
            });
            if upward && !in_field {
                self.let_go();
            }
        });
        dom::listen(&page, "resize", true, move |_: Event| {
            if self.following.get_untracked() {
                self.keep();
            }
        });
    }
}
