//! The settings of one conversation.

use serde::{Deserialize, Serialize};

use super::{ModelId, Params, Text};

/// The settings of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The model to ask; `None` for the tab's choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// Instructions for the whole conversation; blank for none.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub system_prompt: Text,
    /// The parameters. [`Params::problems`] lists what is out of bounds.
    pub params: Params,
}
