//! What is set for one conversation.

use serde::{Deserialize, Serialize};

use super::{ModelId, Params, Text};

/// What is set for one conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The model that is asked; `None`: the tab's choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// Instructions for the whole conversation; blank: none.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub system_prompt: Text,
    /// How the model is asked to answer. [`Params::problems`] says what is out of bounds.
    pub params: Params,
}
