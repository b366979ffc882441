//! A key's full name.

use std::fmt;

/// What the variables that set single keys begin with.
pub(super) const PREFIX: &str = "MAYFLY__";

/// The way to a key through the tables, as in `models.qwen.api_key`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct KeyPath(pub(super) Vec<String>);

impl KeyPath {
    /// From its dotted form, for keys whose names have no dots.
    pub(super) fn dotted(text: &str) -> Self {
        Self(text.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect())
    }

    /// From `MAYFLY__SECTION__KEY`; none for any other variable.
    pub(super) fn from_variable(name: &str) -> Option<Self> {
        let rest = name.strip_prefix(PREFIX)?;
        Some(Self(rest.split("__").map(str::to_ascii_lowercase).collect()))
    }

    /// The variable that sets this key.
    pub(super) fn variable(&self) -> String {
        let parts: Vec<_> = self.0.iter().map(|part| part.to_ascii_uppercase().replace('-', "_")).collect();
        format!("{PREFIX}{}", parts.join("__"))
    }

    /// The key `name` in the table that this path names.
    pub(super) fn join(&self, name: &str) -> Self {
        let mut parts = self.0.clone();
        parts.push(name.to_owned());
        Self(parts)
    }

    /// The table that the key is in.
    pub(super) fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    /// The key's own name.
    pub(super) fn name(&self) -> &str {
        self.0.last().map(String::as_str).unwrap_or_default()
    }

    pub(super) fn starts_with(&self, prefix: &KeyPath) -> bool {
        self.0.starts_with(&prefix.0)
    }

    pub(super) fn is_child_of(&self, table: &KeyPath) -> bool {
        self.0.len() == table.0.len() + 1 && self.starts_with(table)
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            match part.chars().all(bare) && !part.is_empty() {
                true => f.write_str(part)?,
                false => write!(f, "{part:?}")?,
            }
        }
        Ok(())
    }
}
