//! Images that a person attaches.

use serde::{Deserialize, Serialize};

use super::wire::names;
use super::{ChatError, Text};

names! {
    /// A raster image type that models take and browsers show. SVG is not one: it can carry scripts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ImageType {
        /// PNG
        Png = "image/png",
        /// JPEG
        Jpeg = "image/jpeg",
        /// WebP
        Webp = "image/webp",
        /// GIF
        Gif = "image/gif",
    }
}

/// Why a text is not the `data:` URL of an image that can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ImageFault {
    /// Another address, or one whose content is not base64.
    #[error("not a base64 data: URL")]
    NotDataUrl,
    /// A media type that is not in [`ImageType`].
    #[error("not an image type that is taken")]
    Type,
    /// Content that is empty or breaks base64's alphabet (RFC 4648, section 4).
    #[error("not base64")]
    Base64,
}

/// The parts of an image's `data:` URL. The one rule for what is attached in the tab and for what the server
/// passes on to a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DataUrl {
    /// The type that it names.
    pub kind: ImageType,
}

impl DataUrl {
    /// Reads `data:TYPE;base64,CONTENT`. The content is not decoded: its alphabet is checked, so that the address
    /// can carry nothing else into a page or a request.
    ///
    /// # Errors
    /// The first [`ImageFault`] from left to right.
    pub(crate) fn parse(url: &str) -> Result<Self, ImageFault> {
        let rest = url.strip_prefix("data:").ok_or(ImageFault::NotDataUrl)?;
        let (name, content) = rest.split_once(";base64,").ok_or(ImageFault::NotDataUrl)?;
        let kind = ImageType::from_name(name).ok_or(ImageFault::Type)?;
        let digits = content.strip_suffix("==").or_else(|| content.strip_suffix('=')).unwrap_or(content);
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
        if digits.is_empty() || !digits.bytes().all(is_digit) {
            return Err(ImageFault::Base64);
        }
        Ok(Self { kind })
    }
}

/// An image as the tab holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedImage")]
pub struct Image {
    #[serde(skip_serializing)]
    kind: ImageType,
    pub(super) url: Text,
    width: u32,
    height: u32,
    pub(super) name: Text,
}

/// An image from an export, before its URL is validated.
#[derive(Deserialize)]
struct UncheckedImage {
    url: Text,
    width: u32,
    height: u32,
    name: Text,
}

impl TryFrom<UncheckedImage> for Image {
    type Error = ChatError;

    fn try_from(image: UncheckedImage) -> Result<Self, ChatError> {
        Self::new(image.url, image.width, image.height, image.name)
    }
}

impl Image {
    /// From its content as a `data:` URL; sizes in pixels.
    ///
    /// # Errors
    /// [`ChatError::NotAnImage`] when [`DataUrl::parse`] refuses the URL: an imported file must not bring another
    /// address into the page.
    pub fn new(url: Text, width: u32, height: u32, name: Text) -> Result<Self, ChatError> {
        let kind = DataUrl::parse(url.as_str()).map_err(|_| ChatError::NotAnImage)?.kind;
        Ok(Self { kind, url, width, height, name })
    }

    /// Its type.
    pub fn kind(&self) -> ImageType {
        self.kind
    }

    /// Its content as a `data:` URL.
    pub fn url(&self) -> &Text {
        &self.url
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The file's name.
    pub fn name(&self) -> &Text {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::DataUrl;

    #[test]
    fn what_is_attached_follows_the_shared_table() {
        for row in
            include_str!("../../tests/tables/data_urls.tsv").lines().filter(|line| !line.starts_with('#'))
        {
            let mut cells = row.split('\t');
            let (attached, _shown, url) = (cells.next(), cells.next(), cells.next().unwrap_or_default());
            assert_eq!(DataUrl::parse(url).is_ok(), attached == Some("yes"), "{url}");
        }
    }
}
