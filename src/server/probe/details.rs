//! What some servers tell only when they are asked in their own way. Whatever fails leaves things
//! unknown.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    client::ListClient,
    listing::{Listed, contains},
};

/// Models of one server that are asked about: each is a request.
const MOST: usize = 32;

/// Adds what the servers tell in their own way.
pub(super) async fn add(client: &ListClient, models: &mut [Listed]) {
    if models.iter().any(|model| model.owner == "organization_owner") {
        lm_studio(client, models).await;
    }
    // Ollama's own models belong to its library; those that a person made, to the person's account.
    if models.iter().any(|model| model.owner == "library") {
        join_all(models.iter_mut().take(MOST).map(async |model| ollama(client, model).await)).await;
    }
}

/// LM Studio: one list with types and sizes.
async fn lm_studio(client: &ListClient, models: &mut [Listed]) {
    let Some(list) = client.get::<Value>("/api/v0/models", None).await else { return };
    for entry in list["data"].as_array().into_iter().flatten() {
        let Some(model) = models.iter_mut().find(|model| entry["id"] == *model.id) else { continue };
        match entry["type"].as_str() {
            Some("embeddings") => model.is_chat = false,
            Some(kind) => model.images = Some(kind == "vlm"),
            None => {}
        }
        // A model that is not loaded will be loaded with a size that nobody knows yet.
        let size = entry["loaded_context_length"].as_u64();
        model.context_size = size.and_then(|size| u32::try_from(size).ok()).or(model.context_size);
    }
}

/// Ollama: one request a model. Its context size is left unknown: what is told is what the model
/// could take, not what Ollama gives it.
async fn ollama(client: &ListClient, model: &mut Listed) {
    let Some(told) = client.get::<Value>("/api/show", Some(&json!({ "model": model.id }))).await else {
        return;
    };
    let can = &told["capabilities"];
    model.is_chat &= contains(can, "completion").unwrap_or(true);
    model.images = contains(can, "vision").or(model.images);
    model.reasoning = contains(can, "thinking").or(model.reasoning);
    // It passes some models on to a service elsewhere. Who wants that says so in the configuration.
    if told["remote_host"].as_str().is_some_and(|host| !host.is_empty()) {
        model.is_chat = false;
    }
}
