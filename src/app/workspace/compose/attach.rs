//! Attaches images and text files to a draft, when they are picked, pasted or dropped. An image is decoded and
//! drawn again in the size that models use. That also removes its metadata, such as where and when a photo was
//! taken. Nothing is uploaded: attachments stay in the tab until the message is sent.

use std::{pin::Pin, sync::Arc};

use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, FileList, HtmlCanvasElement, ImageBitmap};

use crate::{
    app::{
        browser::lifetime,
        store::Store,
        ui::{
            chip::PASTED,
            lazy::{NotLoaded, lazy},
        },
    },
    chat::{Image, ImageType, Part, Text, TextFile, megabytes},
};

/// Longest side of an attached image, in pixels. Models use about this size and scale larger images down.
const LONGEST_SIDE: f64 = 1568.0;

/// A pasted text that has more bytes or more lines than this becomes an attachment.
const LONG_PASTE: (usize, usize) = (4000, 60);

/// Why a file was refused, as a sentence for the person.
type Refusal = String;

/// Attaches files to the shown conversation's draft, one after the other. The composer then shows each refused
/// file with the reason.
pub(super) fn files(store: Store, list: &FileList) {
    let files: Vec<File> = (0..list.length()).filter_map(|index| list.get(index)).collect();
    // Another conversation may be shown before the files are read.
    let id = untrack(move || store.current());
    lifetime::spawn(async move {
        let mut refusals = Vec::new();
        for file in files {
            let taken = match taking(store, file.clone()).await {
                Ok(taking) => taking.await.and_then(|part| store.attach(id, part)),
                Err(NotLoaded) => Err(NotLoaded::SENTENCE.to_owned()),
            };
            if let Err(refusal) = taken {
                refusals.push(format!("{}: {refusal}", file.name()));
            }
        }
        if !refusals.is_empty() {
            store.refuse(&refusals.join("\n"));
        }
    });
}

/// Attaches a pasted text if it is longer than [`LONG_PASTE`]. Returns false if it must go into the field: it is
/// short, or it can't be attached.
pub(super) fn long_paste(store: Store, text: &str) -> bool {
    let (bytes, lines) = LONG_PASTE;
    if text.len() <= bytes && text.lines().count() <= lines {
        return false;
    }
    let file = TextFile { name: Text::from(PASTED), text: Text::from(text) };
    match store.attach(untrack(move || store.current()), Part::File(Arc::new(file))) {
        Ok(()) => true,
        Err(refusal) => {
            store.refuse(&refusal);
            false
        }
    }
}

/// A file that is being read.
type Taking = Pin<Box<dyn Future<Output = Result<Part, Refusal>>>>;

lazy! {
    /// Loads the code that reads a file, and begins to read it.
    in files, prepared by prepare:
    pub(in crate::app::workspace) fn taking(store: Store, file: File) -> Taking { Box::pin(take(store, file)) }
}

/// Reads a file as an image or as text, by its type.
///
/// # Errors
/// The errors of [`image`] and [`text`].
async fn take(store: Store, file: File) -> Result<Part, Refusal> {
    if file.type_().starts_with("image/") { image(store, &file).await } else { text(store, &file).await }
}

/// Reads a text file.
///
/// # Errors
/// The file is larger than a message may be, can't be read, or is not UTF-8 text.
async fn text(store: Store, file: &File) -> Result<Part, Refusal> {
    let limit = store.page(|page| page.message_bytes);
    if limit > 0 && file.size() > limit as f64 {
        return Err(format!(
            "{} of text is more than the {} that a message takes; send a part of it.",
            megabytes(file.size() as usize),
            megabytes(limit)
        ));
    }
    let bytes = read(file).await?;
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => {
            let text = text.trim_start_matches('\u{feff}');
            Ok(Part::File(Arc::new(TextFile { name: Text::from(file.name()), text: Text::from(text) })))
        }
        _ => Err("this is neither a picture nor text that can be read; attach PNG, JPEG, WebP, GIF or a text file.".to_owned()),
    }
}

/// Reads an image, scaled down to [`LONGEST_SIDE`].
///
/// # Errors
/// The model takes no images, the browser can't decode this one, or it is larger than the server accepts.
async fn image(store: Store, file: &File) -> Result<Part, Refusal> {
    if store.model_untracked().is_some_and(|model| model.images == Some(false)) {
        return Err("the chosen model does not take pictures; choose one that does.".to_owned());
    }
    let broken = |_: JsValue| {
        "this picture can’t be read; it may be damaged or of a type that this browser does not know."
            .to_owned()
    };
    let promise = window().create_image_bitmap_with_blob(file).map_err(broken)?;
    let bitmap: ImageBitmap = JsFuture::from(promise).await.map_err(broken)?.unchecked_into();
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    if width < 1.0 || height < 1.0 {
        return Err(broken(JsValue::NULL));
    }
    let scale = (LONGEST_SIDE / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
    let canvas: HtmlCanvasElement = document().create_element("canvas").map_err(broken)?.unchecked_into();
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d").map_err(broken)?.ok_or_else(|| broken(JsValue::NULL))?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height).map_err(broken)?;
    bitmap.close();
    let photo = file.type_() == ImageType::Jpeg.as_str();
    let kind = if photo { ImageType::Jpeg } else { ImageType::Png };
    let mut url = canvas.to_data_url_with_type(kind.as_str()).map_err(broken)?;
    let limit = store.page(|page| page.image_bytes);
    if limit > 0 && url.len() > limit && !photo {
        // A screenshot of a photo is large as PNG, so use JPEG.
        url = canvas.to_data_url_with_type(ImageType::Jpeg.as_str()).map_err(broken)?;
    }
    canvas.set_width(0);
    if limit > 0 && url.len() > limit {
        return Err(format!(
            "even scaled down it is larger than the {} that this server takes.",
            megabytes(limit)
        ));
    }
    let image = Image::new(Text::from(url), width as u32, height as u32, Text::from(file.name()));
    image.map(|image| Part::Image(Arc::new(image))).map_err(|error| error.to_string())
}

/// Reads the bytes of a file.
///
/// # Errors
/// The browser can't read it.
async fn read(blob: &Blob) -> Result<Vec<u8>, Refusal> {
    let unreadable = |_: JsValue| "this file can’t be read; it may have been moved or changed.".to_owned();
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(unreadable)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
