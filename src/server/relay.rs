//! The relay: asks a model and forwards its answer event by event.
//!
//! * [`refusal`]: the checks before a model is asked.
//! * [`upstream`]: connections and the request; [`body`] writes it, [`quirks`] remembers what a
//!   server does not take, [`fields`] lists the request's fields, [`reply`] reads what an unsuccessful answer means.
//! * [`event_body`]: the stream; [`frames`] and [`chunk`] read the upstream's.
//! * [`fault`]: what can go wrong, with a sentence for each case.
//! * [`record`]: the log line of an answer.

mod body;
pub mod chunk;
mod event_body;
mod fault;
mod fields;
mod finish;
pub mod frames;
mod padding;
mod quirks;
mod record;
pub mod refusal;
mod repair;
mod reply;
mod upstream;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use bytes::Bytes;
use futures_util::{FutureExt, Stream};
use url::Url;

use self::{
    event_body::{EventBody, Settings},
    record::Record,
    refusal::Refusal,
    upstream::Upstream,
};
use super::{
    config::{Config, Limits},
    limits::Permit,
    shutdown::Shutdown,
};
use crate::{
    api::{
        page::ModelInfo,
        request::{ChatRequest, WirePart},
    },
    chat::{ModelId, StreamError},
};

/// Why the relay can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// A model's base URL can't have a path.
    #[error("models.{0}.base_url: not the address of an API; write it as in \"https://api.example.org/v1\"")]
    Address(String),
    /// A header's name is invalid.
    #[error("models.{0}.headers: ‘{1}’ is not a header name")]
    Header(String, String),
    /// A key or a header's value contains characters that HTTP does not allow.
    #[error("models.{0}: the key or a header’s value holds a character that no header may hold")]
    Secret(String),
    /// Certificates can't be read.
    #[error("{}: no certificates can be read from it ({error})", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        error: String,
    },
    /// TLS can't be set up.
    #[error("connections to models can’t be set up: {0}")]
    Client(String),
}

/// The models and the connections to them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Relay {
    models: Arc<BTreeMap<String, Arc<Upstream>>>,
    default: Option<String>,
    limits: Arc<Limits>,
    settings: Arc<Settings>,
    shutdown: Shutdown,
}

/// A request that is within the limits, and its model.
pub(crate) struct Accepted {
    request: ChatRequest,
    upstream: Arc<Upstream>,
}

impl Relay {
    /// For the configured models. `shutdown` ends their answers when the server's grace is over.
    ///
    /// # Errors
    /// See [`SetUpError`].
    pub(crate) fn new(config: &Config, shutdown: Shutdown) -> Result<Self, SetUpError> {
        let mut clients = BTreeMap::new();
        let mut models = BTreeMap::new();
        for (name, model) in &config.models {
            let client = match clients.get(&model.ca_file) {
                Some(client) => client,
                None => {
                    let client = upstream::client(
                        model.ca_file.as_deref(),
                        &config.timeouts,
                        config.privacy.reuse_connections,
                    )?;
                    clients.entry(model.ca_file.clone()).or_insert(client)
                }
            };
            let upstream = Upstream::new(name, model.clone(), client.clone(), &config.timeouts)?;
            models.insert(name.clone(), Arc::new(upstream));
        }
        Ok(Self {
            models: Arc::new(models),
            default: config.default_model.clone(),
            limits: Arc::new(config.limits.clone()),
            settings: Arc::new(Settings {
                timeouts: config.timeouts.clone(),
                padding: config.privacy.padding,
            }),
            shutdown,
        })
    }

    /// The models that a page offers: the default one first, the embedded one last.
    pub(crate) fn models(&self) -> Vec<ModelInfo> {
        let offered = self.models.iter().filter(|(_, upstream)| !upstream.is_withdrawn());
        let info = |(name, upstream): (&String, &Arc<Upstream>)| {
            let model = &upstream.model;
            ModelInfo {
                id: name.as_str().into(),
                title: model.title.clone(),
                host: model.base_url.host_str().unwrap_or_default().to_owned(),
                context_size: model.context_size,
                images: model.images,
                reasoning: model.reasoning,
                unsupported: model.profile.omit.clone(),
                asks_no_store: upstream.asks_no_store(),
                zero_retention: model.profile.zero_retention().unwrap_or_default(),
                prefills: model.profile.prefill,
                thinks_first: model.profile.thinks_first,
                demo: model.demo,
            }
        };
        let mut models: Vec<ModelInfo> = offered.map(info).collect();
        models.sort_by_key(|model| (Some(model.id.as_str()) != self.default.as_deref(), model.demo));
        models
    }

    /// Stops offering the models of a server that has ended. A tab that still asks for one gets the
    /// error that it can't be reached. Returns false if no model from there was offered.
    pub(crate) fn withdraw(&self, base_url: &Url) -> bool {
        let of_it = self.models.values().filter(|upstream| upstream.model.base_url == *base_url);
        of_it.map(|upstream| upstream.withdraw()).fold(false, |any, offered| any | offered)
    }

    /// Checks a request against the limits before a model is asked.
    ///
    /// # Errors
    /// A refusal that names the limit and by how much the request exceeds it; see [`Refusal`].
    pub(crate) fn validate(&self, request: ChatRequest) -> Result<Accepted, StreamError> {
        if self.shutdown.is_draining() {
            return Err(Refusal::Stopping.into());
        }
        let name = request.model.as_str();
        let upstream = self.models.get(name).cloned().ok_or_else(|| {
            let name: String = name.chars().take(64).collect();
            Refusal::UnknownModel(name)
        })?;
        refusal::check(&request, &upstream.model, &self.limits)?;
        Ok(Accepted { request, upstream })
    }

    /// Asks the model. The stream yields encoded events, those that arrived together as one piece; the
    /// first comes at once, and exactly one `done` or `error` is the last. Dropping the stream closes
    /// the connection to the model's server and releases the permit.
    pub(crate) fn open(
        &self,
        accepted: Accepted,
        request_id: String,
        permit: Permit,
    ) -> impl Stream<Item = Bytes> + Send + 'static {
        let Accepted { request, upstream } = accepted;
        let id: ModelId = request.model.clone();
        let record = Record::new(request_id.clone(), id.clone(), permit, estimate(&request));
        let opening = upstream.clone().open(request, request_id).boxed();
        EventBody::new(opening, id, record, upstream, self.settings.clone(), self.shutdown.clone())
    }
}

/// An estimate of a question's tokens: four bytes per token, and a fixed number per picture.
fn estimate(request: &ChatRequest) -> u64 {
    let part = |part: &WirePart| match part {
        WirePart::Text { text } => text.len() as u64 / 4,
        WirePart::Image { .. } => 800,
    };
    request.messages.iter().map(|message| 4 + message.content.iter().map(part).sum::<u64>()).sum()
}
