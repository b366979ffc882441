//! What the server puts into a page for its tab: who is signed in, which models there are, and what
//! the configuration allows.

use leptos::server::codee::{Decoder, Encoder};
use serde::{Deserialize, Serialize};

use crate::chat::{
    ModelId,
    wire::{FromJson, wire},
};

wire! {
    /// What a page starts with. It contains no secret: everyone can read it in the page's source.
    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    pub(crate) struct Page {
        /// The name of this installation.
        pub title: String,
        /// Who is signed in; `None` on the landing page.
        pub person: Option<PersonInfo>,
        /// The models to choose from, in the order in which they are shown.
        pub models: Vec<ModelInfo>,
        /// The model of a new conversation.
        pub default_model: Option<ModelId>,
        /// The ways to sign in.
        pub providers: Vec<ProviderInfo>,
        /// Whether an embedded demo part is in use.
        pub demo: bool,
        /// Bytes that the tab may hold.
        pub tab_bytes: u64,
        /// Bytes of text that a message may have.
        pub message_bytes: usize,
        /// Bytes that an image may have as it is sent.
        pub image_bytes: usize,
        /// Seconds between two heartbeats of an open stream.
        pub heartbeat: u32,
        /// Whether the browser may spell-check what is typed.
        pub spellcheck: bool,
        /// Seconds without input after which the tab forgets everything; `None` for never.
        pub idle_wipe: Option<u32>,
        /// Whether the model is asked for titles.
        pub titles: bool,
        /// Whether the server stores the session; otherwise it is in a sealed cookie.
        pub session_on_server: bool,
        /// The running release, as in `0.1.0`.
        pub version: String,
    }
}

/// How a [`Page`] is written into the page and read by the tab.
pub(crate) struct PageCodec;

impl Encoder<Page> for PageCodec {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(page: &Page) -> Result<String, Self::Error> {
        serde_json::to_string(page)
    }
}

impl Decoder<Page> for PageCodec {
    type Error = &'static str;
    type Encoded = str;

    fn decode(text: &str) -> Result<Page, Self::Error> {
        Page::from_bytes(text.as_bytes()).ok_or("no such page")
    }
}

wire! {
    /// Who is signed in, as the page shows it.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct PersonInfo {
        /// The provider that identified the person.
        pub issuer: String,
        /// The provider's name for the person.
        pub subject: String,
        /// What the page shows: the e-mail address, else the name, else the subject.
        pub label: String,
    }
}

wire! {
    /// A model to choose.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct ModelInfo {
        /// What a request names.
        pub id: ModelId,
        /// Its name for people.
        pub title: String,
        /// The host that serves it, as in `api.example.org`.
        pub host: String,
        /// Maximum length of a conversation in tokens, where known.
        pub context_size: Option<u32>,
        /// Whether it accepts images, where known.
        pub images: Option<bool>,
        /// Whether it reasons before it answers, where known.
        pub reasoning: Option<bool>,
        /// Request fields that it does not accept, such as `seed`.
        #[serde(default)]
        pub unsupported: Vec<String>,
        /// Whether the request asks that nothing is stored.
        #[serde(default)]
        pub asks_no_store: bool,
        /// What else asks for zero retention, such as `header x-data-retention`: names, never values.
        #[serde(default)]
        pub zero_retention: Vec<String>,
        /// Whether it continues a trailing assistant message (prefill); otherwise an instruction is added.
        #[serde(default)]
        pub prefills: bool,
        /// Whether its text begins with its reasoning, without an opening tag.
        #[serde(default)]
        pub thinks_first: bool,
        /// Whether this is the embedded demo model.
        #[serde(default)]
        pub demo: bool,
    }
}

wire! {
    /// A way to sign in.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(crate) struct ProviderInfo {
        /// As in `/login/{name}`.
        pub name: String,
        /// What the button says after 'Sign in with'.
        pub title: String,
        /// Its issuer, to find the provider of a person.
        pub issuer: String,
    }
}
