//! What the server tells a page when it renders it, for the tab to go on with: who is signed in,
//! which models there are, what the running configuration allows.

use leptos::server::codee::{Decoder, Encoder};
use serde::{Deserialize, Serialize};

use super::json::{FromJson, Json, from_json};
use crate::chat::ModelId;

/// What a page starts with. It carries no secret: all of it is readable in the page's source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Page {
    /// What this installation is called.
    pub title: String,
    /// Who is signed in; none on the landing page.
    pub person: Option<PersonInfo>,
    /// The models to choose from, in the order to show them.
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
    /// Bytes that a picture may have as it is sent.
    pub image_bytes: usize,
    /// Seconds between two heartbeats of an open stream.
    pub heartbeat: u32,
    /// Whether the browser may spell-check what is typed.
    pub spellcheck: bool,
    /// Seconds without input after which the tab forgets; none where it never does by itself.
    pub idle_wipe: Option<u32>,
    /// Whether the model is asked for titles.
    pub titles: bool,
    /// Whether the session is held by the server; else it is in a sealed cookie.
    pub session_on_server: bool,
    /// The release that runs, as in `0.1.0`.
    pub version: String,
}

from_json!(Page {
    title,
    person,
    models,
    default_model,
    providers,
    demo,
    tab_bytes,
    message_bytes,
    image_bytes,
    heartbeat,
    spellcheck,
    idle_wipe,
    titles,
    session_on_server,
    version,
});

/// How a page carries it from the server to the tab.
pub struct PageCodec;

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

/// Who is signed in, as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonInfo {
    /// The provider that vouches for the person.
    pub issuer: String,
    /// The provider's name for the person.
    pub subject: String,
    /// What the page shows: e-mail address, else name, else subject.
    pub label: String,
}

from_json!(PersonInfo { issuer, subject, label });

/// A model to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// By this the tab asks for it.
    pub id: ModelId,
    /// What people read.
    pub title: String,
    /// The host that serves it, as in `api.example.org`.
    pub host: String,
    /// Tokens that fit into a conversation, where known.
    pub context_size: Option<u32>,
    /// Whether it takes pictures, where known.
    pub images: Option<bool>,
    /// Whether it thinks before it answers, where known.
    pub reasoning: Option<bool>,
    /// Request fields that it does not take, as in `seed`.
    #[serde(default)]
    pub unsupported: Vec<String>,
    /// Whether the request asks that nothing is stored.
    #[serde(default)]
    pub asks_no_store: bool,
    /// What else asks for zero retention, as in `header x-data-retention`: names, never values.
    #[serde(default)]
    pub zero_retention: Vec<String>,
    /// Whether it goes on with a last message of its own; else it is told to in words.
    #[serde(default)]
    pub prefills: bool,
    /// Whether this is the embedded demo model.
    #[serde(default)]
    pub demo: bool,
}

from_json!(ModelInfo {
    id,
    title,
    host,
    context_size,
    images,
    reasoning,
    unsupported,
    asks_no_store,
    zero_retention,
    prefills,
    demo,
});

/// A way to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderInfo {
    /// As in `/login/{name}`.
    pub name: String,
    /// What the button says after 'Sign in with'.
    pub title: String,
    /// Its issuer, to find the one that vouched for a person.
    pub issuer: String,
}

from_json!(ProviderInfo { name, title, issuer });

impl FromJson for ModelId {
    fn from_json(json: &Json) -> Option<Self> {
        String::from_json(json).map(Self)
    }
}
