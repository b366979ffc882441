//! A list of models, as the servers that speak this API write it: the standard's two fields, and
//! what each of them adds.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

/// The answer to `GET /models`. A server without models may say `null`.
#[derive(Deserialize)]
pub(super) struct Listing {
    data: Option<Vec<Entry>>,
}

/// A model in the list. Whatever is not standard is read leniently: a strange value is as good as
/// none.
#[derive(Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    owned_by: Value,
    /// llama.cpp: `n_ctx` is what fits into one conversation.
    #[serde(default)]
    meta: Value,
    /// vLLM.
    #[serde(default)]
    max_model_len: Value,
    /// OpenRouter.
    #[serde(default)]
    context_length: Value,
    /// Mistral.
    #[serde(default)]
    max_context_length: Value,
    /// OpenRouter and llama.cpp: `input_modalities`.
    #[serde(default)]
    architecture: Value,
    /// OpenRouter.
    #[serde(default)]
    supported_parameters: Value,
    /// Mistral: an object of truths.
    #[serde(default)]
    capabilities: Value,
}

/// A model as its server describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) id: String,
    /// Who made the list, if it says: `llamacpp`, `library` (Ollama), `vllm`, …
    pub(super) owner: String,
    /// Tokens that fit into a conversation.
    pub(super) context_size: Option<u32>,
    pub(super) images: Option<bool>,
    pub(super) reasoning: Option<bool>,
    /// Whether it is a chat model, as far as the list says.
    pub(super) is_chat: bool,
    /// Whether its server continues a trailing assistant message.
    pub(super) continues: bool,
}

impl Listing {
    /// The models, in the server's order.
    pub(super) fn models(self) -> Vec<Listed> {
        self.data
            .unwrap_or_default()
            .into_iter()
            .filter(|entry| !entry.id.is_empty())
            .map(Listed::from)
            .collect()
    }
}

impl Listed {
    /// What people read: the id, or, where that is a file's path, the file's name.
    pub(super) fn title(&self) -> String {
        let is_file = self.id.to_ascii_lowercase().ends_with(".gguf");
        let stem = Path::new(&self.id).file_stem().filter(|_| is_file);
        stem.map_or_else(|| self.id.clone(), |stem| stem.to_string_lossy().into_owned())
    }
}

impl From<Entry> for Listed {
    fn from(entry: Entry) -> Self {
        let sizes =
            [&entry.meta["n_ctx"], &entry.max_model_len, &entry.context_length, &entry.max_context_length];
        let owner = entry.owned_by.as_str().unwrap_or_default().to_owned();
        let told = |key: &str| entry.capabilities[key].as_bool();
        Self {
            context_size: sizes.into_iter().find_map(positive),
            images: contains(&entry.architecture["input_modalities"], "image").or(told("vision")),
            reasoning: contains(&entry.supported_parameters, "reasoning"),
            is_chat: told("completion_chat").unwrap_or(true) && !is_named_otherwise(&entry.id),
            continues: owner == "llamacpp",
            id: entry.id,
            owner,
        }
    }
}

fn positive(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0)
}

/// Whether a list contains a word; none if it is not a list.
pub(super) fn contains(list: &Value, word: &str) -> Option<bool> {
    list.as_array().map(|list| list.iter().any(|entry| entry == word))
}

/// Whether a name says that a model does something else than chat. Most servers tell it by nothing
/// else.
fn is_named_otherwise(id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    ["embed", "rerank", "whisper", "moderation", "dall-e", "transcribe", "tts-"]
        .iter()
        .any(|word| id.contains(word))
}
