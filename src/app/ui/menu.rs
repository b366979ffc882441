//! Menus: `popover` elements that close when a row was chosen.

use crate::app::browser::dom;

/// The click handler of a menu: closes it.
pub(crate) fn close_menu(_: web_sys::MouseEvent) {
    dom::close_menus();
}
