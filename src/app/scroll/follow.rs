//! Follows the end of the transcript, while the reader is there.
//!
//! Every scroll event is attributed to the app, to the reader, or to a layout shift. When the reader
//! scrolls up, the page stops following at once; when the reader reaches the end, it follows again. While
//! not following, the block being read is kept in place, whatever changes above it: browsers with scroll
//! anchoring do that themselves, and the rest is corrected here, before the browser paints.

mod anchor;

use leptos::prelude::*;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent, TouchEvent, WheelEvent};

use crate::app::{browser::dom, scroll::follow::anchor::Anchor};

/// Distance from the bottom, in pixels, that still counts as the end.
const NEAR: f64 = 24.0;
/// Largest difference, in pixels, that is taken for a rounding error of the layout and not for a move.
const STILL: f64 = 0.5;

/// Whether the page follows the end, and whether there is something new below if it does not.
#[derive(Clone, Copy)]
pub(crate) struct Follow {
    following: RwSignal<bool>,
    unread: RwSignal<bool>,
    /// The scroll position at the last event, and the page's height then, in pixels.
    last: StoredValue<(f64, f64)>,
    /// The position that the app scrolled to last; a scroll event there is the app's own.
    app_position: StoredValue<Option<f64>>,
    touch: StoredValue<f64>,
    /// Whether a button of the mouse is held down over the transcript.
    pressed: StoredValue<bool>,
    /// The block being read, while not following.
    anchor: StoredValue<Option<Anchor>, LocalStorage>,
    /// A row near the end, and where it was at the last event, while following.
    end_row: StoredValue<Option<Anchor>, LocalStorage>,
    /// Called when the scroll position has changed.
    moved: StoredValue<Option<Callback<()>>>,
}

fn root() -> Option<Element> {
    document().document_element()
}

fn transcript() -> Option<Element> {
    document().get_element_by_id("transcript")
}

fn top() -> f64 {
    window().scroll_y().unwrap_or(0.0)
}

/// Height of the whole page and of the window, in pixels.
fn heights() -> (f64, f64) {
    root().map_or((0.0, 0.0), |root| (f64::from(root.scroll_height()), f64::from(root.client_height())))
}

/// Whether the block being read moved exactly as far as the page scrolled, both in pixels. This distinguishes
/// a scroll by a single pixel from the rest of a shift that the browser did not correct.
fn is_step(moved: f64, scrolled: f64) -> bool {
    moved.abs() > STILL && (moved + scrolled).abs() < 0.1
}

/// Whether an event happened within an element that matches this selector.
fn within(event: &Event, selector: &str) -> bool {
    let target = event.target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<Element>(target).ok());
    target.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Whether a wheel or touch event scrolls the page, and not a field, a dialog or a menu.
fn over_page(event: &Event) -> bool {
    within(event, ".stage") && !within(event, "textarea, dialog, [popover]")
}

impl Follow {
    /// Starts at the end. Call it in the component that owns the transcript: it listens to the window until
    /// that component is gone.
    pub(crate) fn new() -> Self {
        let follow = Self {
            following: RwSignal::new(true),
            unread: RwSignal::new(false),
            last: StoredValue::new((0.0, 0.0)),
            app_position: StoredValue::new(None),
            touch: StoredValue::new(0.0),
            pressed: StoredValue::new(false),
            anchor: StoredValue::new_local(None),
            end_row: StoredValue::new_local(None),
            moved: StoredValue::new(None),
        };
        Effect::new(move |_| follow.attach());
        follow
    }

    /// Whether the page follows the end. Tracked.
    pub(crate) fn is_following(self) -> bool {
        self.following.get()
    }

    /// Whether the page follows the end. Not tracked.
    pub(crate) fn is_following_untracked(self) -> bool {
        self.following.get_untracked()
    }

    /// Whether there is something new below while not following. Tracked.
    pub(crate) fn has_unread(self) -> bool {
        self.unread.get()
    }

    /// Sets what is called whenever the scroll position has changed, so that rows are built there; `None`
    /// when the rows are gone.
    pub(crate) fn on_moved(self, moved: Option<Callback<()>>) {
        self.moved.set_value(moved);
    }

    /// Starts following, and scrolls to the end.
    pub(crate) fn to_end(self) {
        self.following.set(true);
        self.unread.set(false);
        self.anchor.set_value(None);
        self.notify();
        self.keep();
    }

    /// Notes that something new arrived: while not following, it is unread. The page scrolls later, in
    /// [`Self::settle`], when the new height is known.
    pub(crate) fn on_growth(self) {
        if !self.following.get_untracked() && !self.unread.get_untracked() {
            self.unread.set(true);
        }
    }

    /// Call after the layout has changed: scrolls to the end while following, else moves the block being
    /// read back to its place.
    pub(crate) fn settle(self) {
        if self.following.get_untracked() {
            self.keep();
        } else {
            self.correct();
        }
    }

    /// Stops following and pins this element at that offset, in pixels from the top of the window. If the
    /// page is too short for that, it is pinned as near as possible.
    pub(crate) fn pin(self, element: Element, offset: f64) {
        self.following.set(false);
        self.anchor.set_value(Some(Anchor::at(element, offset)));
        self.correct();
    }

    /// Stops following and scrolls to a position, in pixels from the top of the page.
    pub(crate) fn go(self, position: f64) {
        self.following.set(false);
        self.anchor.set_value(None);
        self.put(position);
    }

    fn put(self, position: f64) {
        self.app_position.set_value(Some(position));
        window().scroll_to_with_x_and_y(0.0, position);
        self.remember(top(), heights().0);
    }

    /// Keeps what the next scroll event is compared with: the scroll position and the page's height, in pixels.
    fn remember(self, position: f64, whole: f64) {
        self.last.set_value((position, whole));
        if self.following.get_untracked() {
            self.end_row.update_value(|row| match row {
                Some(row) if row.moved().is_some() => row.accept(),
                _ => *row = transcript().and_then(|transcript| Anchor::last_row(&transcript)),
            });
        }
    }

    fn keep(self) {
        let (whole, shown) = heights();
        let end = (whole - shown).max(0.0);
        if (top() - end).abs() > 0.5 {
            self.put(end);
        } else {
            self.remember(top(), whole);
        }
    }

    fn correct(self) {
        let moved = self.anchor.with_value(|anchor| anchor.as_ref().and_then(Anchor::moved));
        match moved {
            None => self.pick(),
            Some(moved) if moved.abs() > STILL => {
                self.put(top() + moved);
                self.anchor.update_value(|anchor| {
                    // If the page can't scroll that far, accept the offset as it is, or it would scroll later.
                    if let Some(anchor) = anchor
                        && anchor.moved().is_none_or(|left| left.abs() > STILL)
                    {
                        anchor.accept();
                    }
                });
            }
            Some(_) => self.remember(top(), heights().0),
        }
    }

    fn pick(self) {
        self.anchor.set_value(transcript().and_then(|transcript| Anchor::pick(&transcript)));
    }

    fn notify(self) {
        if let Some(moved) = self.moved.get_value() {
            moved.run(());
        }
    }

    fn unfollow(self) {
        let (whole, shown) = heights();
        // A page that does not scroll is always at its end.
        if whole > shown + 1.0 && self.following.get_untracked() {
            self.following.set(false);
            self.pick();
        }
    }

    fn scrolled(self) {
        let (before, tall) = self.last.get_value();
        let (whole, shown) = heights();
        let now = top();
        let end_moved = self.end_row.with_value(|row| row.as_ref().and_then(Anchor::moved));
        self.remember(now, whole);
        let own = self.app_position.try_update_value(Option::take).flatten();
        if !own.is_some_and(|own| (own - now).abs() <= 1.0) {
            if self.following.get_untracked() {
                // Upward. If the page became shorter, or if its last rows did not move exactly as far as it
                // scrolled, that was a layout shift: above the window it shrank, below it grew.
                let step = end_moved.is_none_or(|moved| is_step(moved, now - before));
                if now < before - STILL && whole >= tall - STILL && step {
                    self.unfollow();
                }
            } else if self
                .anchor
                .with_value(|anchor| anchor.as_ref().and_then(Anchor::moved))
                .is_none_or(|moved| moved.abs() > 1.0 || is_step(moved, now - before))
            {
                // The block being read has moved with the page, so the reader scrolled. If it has not, the
                // browser corrected a shift, and at most a pixel is left.
                if now > before && now + shown >= whole - NEAR {
                    self.to_end();
                } else {
                    self.pick();
                }
            }
        }
        self.notify();
        if !self.following.get_untracked() && self.anchor.with_value(Option::is_none) {
            self.pick();
        }
    }

    fn attach(self) {
        let page = window();
        dom::listen(&page, "scroll", true, move |_: Event| self.scrolled());
        dom::listen(&page, "wheel", true, move |event: WheelEvent| {
            if event.delta_y() < 0.0 && !event.ctrl_key() && over_page(&event) {
                self.unfollow();
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
                if y > self.touch.get_value() + 2.0 && over_page(&event) {
                    self.unfollow();
                }
                self.touch.set_value(y);
            }
        });
        dom::listen(&page, "keydown", true, move |event: KeyboardEvent| {
            let upward = match event.key().as_str() {
                "PageUp" | "Home" | "ArrowUp" => true,
                " " => event.shift_key(),
                _ => false,
            };
            if upward && !within(&event, "textarea, input, select, button, dialog, .sidebar") {
                self.unfollow();
            }
        });
        // The text must not move away under the mouse while the reader selects it.
        dom::listen(&page, "pointerdown", true, move |event: PointerEvent| {
            self.pressed.set_value(event.button() == 0 && within(&event, ".transcript"));
        });
        dom::listen(&page, "pointerup", true, move |_: Event| self.pressed.set_value(false));
        dom::listen(&page, "pointercancel", true, move |_: Event| self.pressed.set_value(false));
        dom::listen(&document(), "selectionchange", true, move |_: Event| {
            let selects = || dom::selection().is_some_and(|selection| !selection.is_collapsed());
            if self.pressed.get_value() && self.following.get_untracked() && selects() {
                self.unfollow();
            }
        });
        dom::listen(&page, "resize", true, move |_: Event| {
            self.notify();
            self.settle();
        });
    }
}
