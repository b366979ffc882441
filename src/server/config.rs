//! The running configuration: every value checked, every default filled in.
//!
//! [`Config::load`] reads it from flags, variables and a file. `keys` lists every key, `rules` what
//! must hold between them; all faults are reported at once.

mod fault;
mod file;
mod flags;
mod form;
mod keys;
mod kind;
mod layer;
mod load;
mod path;
mod reader;
mod rules;
mod secret;
mod stop;
mod summary;
#[cfg(test)]
mod tests;
mod units;
mod unknown;

pub use self::{
    fault::{Fault, Faults, Origin},
    stop::Stop,
};

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

/// All that can be configured. Made once at start; a fault in it ends the process with status 2.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the pages call this installation.
    pub title: String,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The one origin that people use, without path: `https` except on loopback.
    pub public_url: Url,
    /// Proxies whose `X-Forwarded-For` or `Forwarded` names the client's address.
    pub trusted_proxies: Vec<IpNet>,
    /// Models by the name that tabs use.
    pub models: BTreeMap<String, Model>,
    /// Endpoints for which no model is named: their servers are asked at start what they have
    /// (`probe::complete`), and it joins `models`. Their `id` is empty.
    pub endpoints: BTreeMap<String, Model>,
    /// The model that a new conversation starts with: a key of `models`, or of `endpoints` until
    /// they were asked. None only where there is neither.
    pub default_model: Option<String>,
    /// Whether loopback ports are asked for a model server where no model is configured.
    pub probe: bool,
    /// OpenID providers by name; `login/{name}` enters one.
    pub providers: BTreeMap<String, Provider>,
    /// Whether the embedded demo parts may run where nothing else is configured.
    pub demo: bool,
    /// A real local model that `make run` brought: its base URL, tried before the usual ports.
    pub local_model: Option<Url>,
    /// Sessions.
    pub session: Session,
    /// What one person may use.
    pub limits: Limits,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// What the logs look like.
    pub log: Log,
    /// What is done against leaks through memory and packet lengths.
    pub privacy: Privacy,
    /// Where the bundle and the other files of the pages lie; beside the binary where nothing is set.
    pub site_root: Option<PathBuf>,
}

/// A model and the endpoint that serves it.
#[derive(Debug, Clone)]
pub struct Model {
    /// What the upstream calls it.
    pub id: String,
    /// What people read; the upstream's name where nothing is set.
    pub title: String,
    /// The API's base, as in `https://host/v1`.
    pub base_url: Url,
    /// The key for it.
    pub api_key: Option<SecretString>,
    /// A file of PEM certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Tokens that fit into a conversation, where known.
    pub context_size: Option<u32>,
    /// Whether it takes pictures, where known.
    pub images: Option<bool>,
    /// Whether it thinks before it answers, where known.
    pub reasoning: Option<bool>,
    /// What its server knows and does not know.
    pub profile: Profile,
    /// Whether this is the embedded demo model.
    pub demo: bool,
}

/// How a model's server differs from the usual.
#[derive(Clone)]
pub struct Profile {
    /// A provider that never sends finish reasons: its `[DONE]` counts as one.
    pub done_marker_is_finish: bool,
    /// Whether a last message of role assistant is continued by the model itself.
    pub prefill: bool,
    /// Request fields that are left out: `stream_options`, `store`, `reasoning_effort`, `seed`, …
    pub omit: Vec<String>,
    /// The name of the answer's length limit: `max_completion_tokens` or `max_tokens`.
    pub max_tokens_field: String,
    /// Request headers to add, for example one that asks for zero retention.
    pub headers: BTreeMap<String, SecretString>,
    /// Request fields to add, as JSON values.
    pub fields: serde_json::Map<String, serde_json::Value>,
    /// The names of those headers and fields that ask for zero retention.
    pub zero_retention: Vec<String>,
}

impl Profile {
    /// What asks for zero retention, as people read it: `header x-data-retention`. None where a name
    /// is of neither a header nor a field that is set.
    pub(crate) fn zero_retention(&self) -> Option<Vec<String>> {
        let named = |name: &String| {
            let header = name.to_ascii_lowercase();
            match self.fields.contains_key(name) {
                true => Some(format!("field {name}")),
                false => self.headers.contains_key(&header).then(|| format!("header {header}")),
            }
        };
        self.zero_retention.iter().map(named).collect()
    }
}

/// Without the values of headers and fields, which may be secrets.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("done_marker_is_finish", &self.done_marker_is_finish)
            .field("prefill", &self.prefill)
            .field("omit", &self.omit)
            .field("max_tokens_field", &self.max_tokens_field)
            .field("headers", &self.headers.keys())
            .field("fields", &self.fields.keys().collect::<Vec<_>>())
            .field("zero_retention", &self.zero_retention)
            .finish()
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            done_marker_is_finish: false,
            prefill: false,
            omit: Vec::new(),
            max_tokens_field: "max_completion_tokens".to_owned(),
            headers: BTreeMap::new(),
            fields: serde_json::Map::new(),
            zero_retention: Vec::new(),
        }
    }
}

/// An OpenID provider.
#[derive(Debug, Clone)]
pub struct Provider {
    /// What the sign-in button says after 'Sign in with'.
    pub title: String,
    /// The issuer, as its discovery document spells it.
    pub issuer: Issuer,
    /// The address of its discovery document; below the issuer if none.
    pub discovery_url: Option<Url>,
    /// Our name there.
    pub client_id: String,
    /// Our secret there; none for a public client.
    pub client_secret: Option<SecretString>,
    /// How the secret is sent.
    pub client_auth: ClientAuth,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// Audiences that its ID tokens may have beside `client_id`.
    pub audiences: Vec<String>,
    /// `prompt` of the authorization request.
    pub prompt: Vec<String>,
    /// How it is asked for another account; by what it announces if none.
    pub switch_prompt: Option<SwitchPrompt>,
    /// `acr_values` of the authorization request; the ID token must have one of them.
    pub acr_values: Vec<String>,
    /// Maximum age of the person's sign-in at the provider.
    pub max_age: Option<Duration>,
    /// Further parameters of the authorization request.
    pub parameters: BTreeMap<String, String>,
    /// Whether its redirect URI ends in its name. If none: only where there are several providers.
    pub own_callback: Option<bool>,
    /// Whether a sign-out ends the provider's own session, too.
    pub provider_sign_out: bool,
    /// Whether an e-mail address counts as verified where the provider doesn't say.
    pub email_is_verified: bool,
    /// Entered without a click where it is the only one.
    pub auto: bool,
    /// Who may enter; everybody with an account there if none.
    pub allow: Option<Allow>,
    /// A file of PEM certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Whether this is the embedded demo provider.
    pub demo: bool,
}

impl Provider {
    /// A public client at an issuer, with every other key at its default.
    pub(crate) fn new(issuer: Issuer, client_id: String) -> Self {
        Self {
            title: issuer.url.host_str().unwrap_or_default().to_owned(),
            issuer,
            discovery_url: None,
            client_id,
            client_secret: None,
            client_auth: ClientAuth::Basic,
            scopes: ["profile", "email"].map(str::to_owned).to_vec(),
            audiences: Vec::new(),
            prompt: Vec::new(),
            switch_prompt: None,
            acr_values: Vec::new(),
            max_age: None,
            parameters: BTreeMap::new(),
            own_callback: None,
            provider_sign_out: true,
            email_is_verified: false,
            auto: false,
            allow: None,
            ca_file: None,
            demo: false,
        }
    }
}

/// Names that no provider may have: they are parts of Mayfly's own paths, and of the demo.
pub(crate) const RESERVED_PROVIDERS: [&str; 4] = ["callback", "demo", "done", "error"];

/// An issuer: its text as written, because issuers are compared letter by letter, and its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    url: Url,
}

impl Issuer {
    /// # Errors
    /// When the text is not an address.
    pub(crate) fn parse(text: &str) -> Result<Self, url::ParseError> {
        Ok(Self { text: text.to_owned(), url: Url::parse(text)? })
    }

    /// As it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Its address.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// How a provider is asked for another account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchPrompt {
    /// `prompt=login`: asks for the password again.
    Login,
    /// `prompt=select_account`: shows the accounts.
    SelectAccount,
}

impl SwitchPrompt {
    /// The value of `prompt`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::SelectAccount => "select_account",
        }
    }
}

/// How a client shows its secret to the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuth {
    /// `client_secret_basic`
    Basic,
    /// `client_secret_post`
    Post,
}

/// Who may enter: people who match an entry of a list. Empty lists admit nobody; the reader of the
/// configuration rejects them.
#[derive(Debug, Clone, Default)]
pub struct Allow {
    /// Domains of verified e-mail addresses.
    pub email_domains: Vec<String>,
    /// Claim name (`groups`, `roles`, …) to accepted values.
    pub claims: BTreeMap<String, Vec<String>>,
}

/// Sessions.
#[derive(Debug, Clone)]
pub struct Session {
    /// Where a session lives.
    pub store: SessionStore,
    /// Key ring, current first: 64 bytes or more each, base64. Empty: one is made at start.
    pub keys: Vec<SecretString>,
    /// Idle timeout of a session.
    pub idle: Duration,
    /// The longest time from sign-in to the end of a session.
    pub absolute: Duration,
}

/// Where a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStore {
    /// In a sealed cookie.
    Cookie,
    /// In this process's memory, through tower-sessions.
    Memory,
}

/// What one person may use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests per minute.
    pub requests_per_minute: u32,
    /// Streams open at once.
    pub streams: u32,
    /// Tokens per UTC day; none means no limit.
    pub tokens_per_day: Option<u64>,
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// Messages in a request.
    pub messages: usize,
    /// Bytes of text in a message.
    pub message_bytes: usize,
    /// Bytes of one picture as sent.
    pub image_bytes: usize,
    /// Bytes that a tab may hold.
    pub tab_bytes: u64,
}

/// How long things may take.
#[derive(Debug, Clone)]
pub struct Timeouts {
    /// To connect to a model's server.
    pub connect: Duration,
    /// From sending to the first token.
    pub first_token: Duration,
    /// Silence between two tokens.
    pub idle: Duration,
    /// A whole answer.
    pub total: Duration,
    /// Silence after which a heartbeat goes to the tab.
    pub heartbeat: Duration,
    /// For a request's body to arrive.
    pub body: Duration,
    /// A write to a reader that does not read.
    pub write: Duration,
    /// From SIGTERM to the end of open streams.
    pub grace: Duration,
    /// An idle connection to a model's server, before it is closed; where connections are reused.
    pub pool_idle: Duration,
    /// Any call to an OpenID provider.
    pub login: Duration,
}

/// What the logs look like.
#[derive(Debug, Clone)]
pub struct Log {
    /// Text or JSON.
    pub format: LogFormat,
    /// A `tracing` filter, as in `info` or `mayfly=debug`.
    pub filter: String,
    /// Which lines carry the client's address.
    pub addresses: LogAddresses,
}

/// What the logs look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// A JSON object a line.
    Json,
}

/// Which log lines carry the client's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogAddresses {
    /// Those about sign-in and about refused requests.
    #[default]
    SignIn,
    /// These and the access lines.
    All,
    /// None.
    None,
}

/// What is done against leaks through memory and packet lengths.
#[derive(Debug, Clone)]
pub struct Privacy {
    /// Random padding per event.
    pub padding: bool,
    /// Leaves the process dumpable for a memory test; loopback alone.
    pub dumpable: bool,
    /// Whether a connection that carried content serves another request; its buffers remember.
    pub reuse_connections: bool,
    /// Whether browsers may spell-check what is typed (some send it to a service).
    pub spellcheck: bool,
    /// A tab in which nobody did anything for so long forgets everything; none: never by itself.
    pub idle_wipe: Option<Duration>,
    /// Asks the model for titles of conversations.
    pub titles: bool,
}
