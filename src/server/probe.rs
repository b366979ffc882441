//! Finds models: asks the endpoints for which none is named, and, where nothing is configured, the
//! usual ports of this machine.

mod client;
mod details;
mod listing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use self::{client::ListClient, listing::Listed};
use super::{
    config::{Config, Model, Profile},
    loopback,
};

/// Where model servers usually listen: Ollama, LM Studio, llama.cpp, vLLM.
const PORTS: [u16; 4] = [11434, 1234, 8080, 8000];

/// How long a local port may take to answer: another program's may stay silent for ever.
const QUICK: Duration = Duration::from_millis(500);

/// How long the model server that `make run` started may take to listen.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a configured endpoint may take to list its models.
const ENDPOINT: Duration = Duration::from_secs(10);

/// The maximum number of models from one server.
const MOST: usize = 500;

/// No configured endpoint lists a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}; name its model (models.{}.id), or start it first", .wrong.join("; "), .endpoint)]
pub struct NoModels {
    /// The first endpoint's name in the configuration.
    endpoint: String,
    /// What went wrong with each, in a clause.
    wrong: Vec<String>,
}

/// Completes `config.models` and `config.default_model` with the models that servers list.
/// `config.endpoints` is empty afterwards. If nothing is configured and `probe` allows it, the usual
/// local ports are asked, for half a second.
///
/// # Errors
/// If endpoints are configured and there is no model from them or from the rest of the configuration.
pub(crate) async fn complete(config: &mut Config) -> Result<(), NoModels> {
    let endpoints = std::mem::take(&mut config.endpoints);
    if endpoints.is_empty() {
        if config.models.is_empty() {
            find(config).await;
        }
        return Ok(());
    }
    let first = endpoints.keys().next().cloned().unwrap_or_default();
    let asked = endpoints.into_iter().map(async |(name, endpoint)| {
        let answer = timeout(ENDPOINT, ask(&endpoint)).await.unwrap_or(Err("it does not answer"));
        (name, endpoint, answer)
    });
    let mut wrong = Vec::new();
    for (name, endpoint, answer) in join_all(asked).await {
        let models: Vec<_> = match answer {
            Ok(listed) => listed.into_iter().map(|listed| of_endpoint(&endpoint, listed)).collect(),
            Err(what) => {
                let place = endpoint.base_url.as_str();
                tracing::warn!(endpoint = %name, at = place, "no list of models: {what}");
                wrong.push(format!("the models at {place} are not known: {what}"));
                continue;
            }
        };
        if models.is_empty() {
            wrong.push(format!("{} has no chat model", endpoint.base_url));
        }
        let is_single = models.len() == 1;
        let mut names = Vec::new();
        for model in models {
            let wanted = if is_single { name.clone() } else { format!("{name}_{}", name_for(&model.id)) };
            names.push(insert(config, wanted, model));
        }
        if config.default_model.as_deref() == Some(&name) {
            config.default_model = names.into_iter().next();
        }
    }
    if config.models.is_empty() {
        return Err(NoModels { endpoint: first, wrong });
    }
    config.default_model = config
        .default_model
        .take()
        .filter(|name| config.models.contains_key(name))
        .or_else(|| config.models.keys().next().cloned());
    Ok(())
}

/// Asks the local ports: `local_model` first in order, the others all at once.
async fn find(config: &mut Config) {
    if !loopback::listens_on_loopback(config.listen) || !loopback::is_loopback(&config.public_url) {
        return;
    }
    let brought = config.local_model.clone().map(server);
    // This server's own port accepts connections already and answers none yet.
    let ports = PORTS.into_iter().filter(|port| config.probe && *port != config.listen.port());
    let usual = ports.filter_map(|port| Url::parse(&format!("http://127.0.0.1:{port}/v1")).ok()).map(server);
    let usual: Vec<_> = usual
        .filter(|server| brought.as_ref().is_none_or(|brought| !is_same(&brought.base_url, &server.base_url)))
        .collect();
    let waited = async {
        match &brought {
            Some(server) => ask_patiently(server).await,
            None => Vec::new(),
        }
    };
    let quick = usual.iter().map(async |server| match timeout(QUICK, ask(server)).await {
        Ok(Ok(listed)) => listed,
        _ => Vec::new(),
    });
    let (waited, quick) = futures_util::join!(waited, join_all(quick));
    let servers =
        brought.iter().chain(&usual).zip(std::iter::once(waited).filter(|_| brought.is_some()).chain(quick));
    for (server, listed) in servers {
        for listed in listed {
            let model = of_server(server, listed);
            let name = insert(config, name_for(&model.id), model);
            tracing::info!(model = %name, at = %server.base_url, "found");
            config.default_model.get_or_insert(name);
        }
    }
}

/// Asks until the server answers, for at most [`PATIENCE`].
async fn ask_patiently(server: &Model) -> Vec<Listed> {
    let end = Instant::now() + PATIENCE;
    loop {
        match timeout(QUICK, ask(server)).await {
            Ok(Ok(listed)) if !listed.is_empty() => return listed,
            _ if Instant::now() < end => sleep(Duration::from_millis(50)).await,
            _ => {
                tracing::warn!(at = %server.base_url, "the local model does not answer; continuing without it");
                return Vec::new();
            }
        }
    }
}

/// The chat models of a server, with their details.
async fn ask(server: &Model) -> Result<Vec<Listed>, &'static str> {
    let client = ListClient::new(server)?;
    let mut listed = client.list().await?;
    details::add(&client, &mut listed).await;
    listed.retain(|model| model.is_chat);
    listed.truncate(MOST);
    Ok(listed)
}

fn is_same(one: &Url, other: &Url) -> bool {
    one.port_or_known_default() == other.port_or_known_default()
}

/// A local server, before it was asked.
fn server(base_url: Url) -> Model {
    Model {
        id: String::new(),
        title: String::new(),
        base_url,
        api_key: None,
        ca_file: None,
        context_size: None,
        images: None,
        reasoning: None,
        profile: Profile::default(),
        demo: false,
    }
}

/// A model of a local server.
fn of_server(server: &Model, listed: Listed) -> Model {
    let mut model = of_endpoint(server, listed);
    // All of them know this name; not all know the one that OpenAI now prefers.
    "max_tokens".clone_into(&mut model.profile.max_tokens_field);
    model
}

/// A model of a configured endpoint: configured values win over the server's.
fn of_endpoint(endpoint: &Model, listed: Listed) -> Model {
    let mut profile = endpoint.profile.clone();
    profile.prefill |= listed.continues;
    Model {
        title: if endpoint.title.is_empty() { listed.title() } else { endpoint.title.clone() },
        id: listed.id,
        context_size: endpoint.context_size.or(listed.context_size),
        images: endpoint.images.or(listed.images),
        reasoning: endpoint.reasoning.or(listed.reasoning),
        profile,
        ..endpoint.clone()
    }
}

/// Adds a model under a name that is free, and gives that name. `demo` stays free for the demo.
fn insert(config: &mut Config, wanted: String, model: Model) -> String {
    let is_free = |name: &str| name != "demo" && !config.models.contains_key(name);
    let mut name = wanted.clone();
    let mut count = 2;
    while !is_free(&name) {
        name = format!("{wanted}_{count}");
        count += 1;
    }
    config.models.insert(name.clone(), model);
    name
}

/// A table's name from what a server calls a model: `Qwen/Qwen3-8B:latest` is `qwen_qwen3_8b_latest`.
fn name_for(id: &str) -> String {
    let words = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
    match name.trim_end_matches('_') {
        "" => "model".to_owned(),
        name => name.chars().take(80).collect::<String>().trim_end_matches('_').to_owned(),
    }
}
