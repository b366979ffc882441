//! A message: who says it and what it is made of.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ChatError, End, Figures, MessageId, ModelId, Text, tree::Children};

/// Who says a message, in the Chat Completions API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions for the whole conversation.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// A part of what the person says. Attachments are shared, not copied, between the versions of a
/// message and the branches of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Words.
    Text(Text),
    /// A picture.
    Image(Arc<Image>),
    /// A text file, by its content.
    File(Arc<TextFile>),
}

impl Part {
    /// Whether there is nothing in it: words of spaces only.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.as_str().trim().is_empty())
    }

    /// Its share of the memory budget in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Image(image) => image.url.len() + image.name.len(),
            Self::File(file) => file.name.len() + file.text.len(),
        }
    }
}

/// A raster picture type that models take and browsers show. SVG is none: it can carry scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageType {
    /// `image/png`
    #[serde(rename = "image/png")]
    Png,
    /// `image/jpeg`
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// `image/webp`
    #[serde(rename = "image/webp")]
    Webp,
    /// `image/gif`
    #[serde(rename = "image/gif")]
    Gif,
}

impl ImageType {
    /// All of them, for a file picker's `accept`.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Webp, Self::Gif];

    /// The media type, such as `image/png`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// From a media type; `None` for one that is not taken.
    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == mime)
    }
}

/// A picture as the tab holds it.
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

/// A picture as an export brings it, before its address is known to be harmless.
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
    /// From its content as a `data:` URL, base64; sizes in pixels. Fails with
    /// [`ChatError::NotAnImage`] when the address is anything but a `data:` URL of a raster type
    /// that is taken: an imported file must not bring another address into the page.
    pub fn new(url: Text, width: u32, height: u32, name: Text) -> Result<Self, ChatError> {
        let kind = url
            .as_str()
            .strip_prefix("data:")
            .and_then(|rest| rest.split_once(";base64,"))
            .filter(|(_, data)| {
                !data.is_empty() && data.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
            })
            .and_then(|(mime, _)| ImageType::from_mime(mime))
            .ok_or(ChatError::NotAnImage)?;
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

/// A text file by its content, or a long paste.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextFile {
    /// The file's name.
    pub name: Text,
    /// What is in it.
    pub text: Text,
}

impl TextFile {
    /// As a model is told of it and an export shows it: the name, then the content in a fence that
    /// is longer than any inside.
    pub fn fenced(&self) -> String {
        let text = self.text.as_str();
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let end = if text.ends_with('\n') { "" } else { "\n" };
        [self.name.as_str(), ":\n\n", &fence, "\n", text, end, &fence].concat()
    }
}

/// What a model thought before or while it answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reasoning {
    /// The thoughts.
    pub text: Text,
    /// How long the thinking took in milliseconds.
    pub ms: f64,
}

/// What the person said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// In the order in which it is shown and sent.
    pub parts: Vec<Part>,
}

/// What a model answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Who answers.
    pub model: ModelId,
    /// What stands there: all of it once the turn ended, what stood there before it while it is
    /// live. The growing text of a live turn is in [`super::Turn::text`].
    pub text: Text,
    /// What was thought, where the model showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// How the turn ended; `None` while it is live.
    #[serde(default)]
    pub end: Option<End>,
    /// Whether the person changed the words.
    #[serde(default)]
    pub edited: bool,
    /// Tokens and times; `None` while nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
    /// How often the tab sent this again by itself.
    #[serde(skip)]
    pub(super) attempt: u8,
}

impl Answer {
    pub(super) fn open(model: ModelId) -> Self {
        Self {
            model,
            text: Text::default(),
            reasoning: None,
            end: None,
            edited: false,
            figures: None,
            attempt: 0,
        }
    }

    /// Whether its turn still runs.
    pub fn is_live(&self) -> bool {
        self.end.is_none()
    }

    /// Whether nothing came: neither words nor thoughts.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.reasoning.is_none()
    }

    /// Whether 'Continue' stands below it: there are words, and they were cut by the length limit,
    /// the person or a fault.
    pub fn can_continue(&self) -> bool {
        !self.text.is_empty() && self.end.as_ref().is_some_and(End::is_partial)
    }
}

/// One of the two kinds of message that a conversation holds; the system prompt is a setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// The person's.
    #[serde(rename = "user")]
    Question(Question),
    /// The model's.
    #[serde(rename = "assistant")]
    Answer(Answer),
}

impl Body {
    pub(super) fn bytes(&self) -> usize {
        /// About what the struct, its place in the tree and the allocator take.
        const OVERHEAD: usize = 256;
        OVERHEAD
            + match self {
                Self::Question(question) => question.parts.iter().map(Part::bytes).sum(),
                Self::Answer(answer) => {
                    answer.text.len() + answer.reasoning.as_ref().map_or(0, |r| r.text.len())
                }
            }
    }
}

/// A message in its place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub(super) id: MessageId,
    pub(super) parent: Option<MessageId>,
    pub(super) children: Children,
    pub(super) revision: u32,
    pub(super) body: Body,
}

impl Message {
    /// Its name.
    pub fn id(&self) -> MessageId {
        self.id
    }

    /// What it follows; `None` for a first message.
    pub fn parent(&self) -> Option<MessageId> {
        self.parent
    }

    /// Goes up whenever what it says or its state changes. Its versions do not count.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// What it says.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The person's or the model's.
    pub fn role(&self) -> Role {
        match self.body {
            Body::Question(_) => Role::User,
            Body::Answer(_) => Role::Assistant,
        }
    }

    /// The answer, if it is one.
    pub fn answer(&self) -> Option<&Answer> {
        match &self.body {
            Body::Answer(answer) => Some(answer),
            Body::Question(_) => None,
        }
    }

    /// The question, if it is one.
    pub fn question(&self) -> Option<&Question> {
        match &self.body {
            Body::Question(question) => Some(question),
            Body::Answer(_) => None,
        }
    }

    /// Its words in Markdown, as 'copy' takes them: an answer's text, a question's texts and files.
    pub fn markdown(&self) -> String {
        match &self.body {
            Body::Answer(answer) => answer.text.as_str().to_owned(),
            Body::Question(question) => {
                let words = question.parts.iter().filter_map(|part| match part {
                    Part::Text(text) => Some(text.as_str().to_owned()),
                    Part::File(file) => Some(file.fenced()),
                    Part::Image(_) => None,
                });
                words.collect::<Vec<_>>().join("\n\n")
            }
        }
    }
}
