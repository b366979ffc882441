//! An attachment as a chip: a thumbnail or the icon of a file, its name, its size.

use leptos::prelude::*;

use super::icon::Icon;
use crate::chat::{Part, TextFile, bytes_text};

/// The name of a long pasted text, which becomes an attachment.
pub(crate) const PASTED: &str = "Pasted text";

/// The content of an attachment's chip; `None` for text.
pub(crate) fn chip(part: &Part) -> Option<impl IntoView + use<>> {
    let (image, name, size) = match part {
        Part::Text(_) => return None,
        Part::Image(image) => {
            // Base64 has four characters for three bytes.
            let bytes = bytes_text(image.url().len() * 3 / 4);
            (Some(image.url().as_str().to_owned()), image.name().as_str().to_owned(), bytes)
        }
        Part::File(file) => (None, file.name.as_str().to_owned(), measure(file)),
    };
    // Decorative: the name beside it describes it.
    let image = match image {
        Some(url) => view! { <img src=url alt="" /> }.into_any(),
        None => view! { <Icon name="file" /> }.into_any(),
    };
    Some(view! { {image} <span>{name}</span> <small>{size}</small> })
}

/// The size of a pasted text in lines, or of a file in bytes.
fn measure(file: &TextFile) -> String {
    match file.text.as_str().lines().count() {
        lines if file.name.as_str() == PASTED && lines > 1 => format!("{lines} lines"),
        _ => bytes_text(file.text.len()),
    }
}
