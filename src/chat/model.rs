//! The name of a model.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::wire::{FromJson, Json};

/// The name by which a tab asks for a model: the name of its table in the configuration, or the name
/// that a probed server gives it. The upstream's name may differ; the server maps one to the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModelId(pub String);

impl ModelId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ModelId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromJson for ModelId {
    fn from_json(json: &Json) -> Option<Self> {
        String::from_json(json).map(Self)
    }
}
