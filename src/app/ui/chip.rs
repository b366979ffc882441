//! An attachment as a chip: a small image or the drawing of a file, its name, its size.

use leptos::prelude::*;

use super::{icon::Icon, number::rounded};
use crate::chat::{Part, TextFile};

/// The name of a pasted text that became an attachment.
pub(crate) const PASTED: &str = "Pasted text";

/// The content of an attachment's chip; nothing for text.
pub(crate) fn chip(part: &Part) -> Option<impl IntoView + use<>> {
    let (image, name, size) = match part {
        Part::Text(_) => return None,
        Part::Image(image) => {
            // Base64 has four characters for three bytes.
            let bytes = size(image.url().len() * 3 / 4);
            (Some(image.url().as_str().to_owned()), image.name().as_str().to_owned(), bytes)
        }
        Part::File(file) => (None, file.name.as_str().to_owned(), measure(file)),
    };
    // The name beside it says what it is.
    let image = match image {
        Some(url) => view! { <img src=url alt="" /> }.into_any(),
        None => view! { <Icon name="file" /> }.into_any(),
    };
    Some(view! { {image} <span>{name}</span> <small>{size}</small> })
}

/// The size of a pasted text is its lines, that of a file its bytes.
fn measure(file: &TextFile) -> String {
    match file.text.as_str().lines().count() {
        lines if file.name.as_str() == PASTED && lines > 1 => format!("{lines} lines"),
        _ => size(file.text.len()),
    }
}

fn size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes.div_ceil(1000))
    } else {
        format!("{} MB", rounded(bytes as f64 / 1e6, 1))
    }
}
