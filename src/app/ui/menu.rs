//! Menus: `popover` elements that close when something in them was chosen.

use crate::app::browser::dom;

/// Closes the open menu: the handler of a click within a menu.
pub(crate) fn close_menu(_: web_sys::MouseEvent) {
    dom::close_menus();
}
