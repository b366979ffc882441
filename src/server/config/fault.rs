//! The faults of a configuration, reported all at once.

use std::fmt;

use super::path::KeyPath;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The configuration file, as it was named, and the line in it, counted from 1.
    File {
        /// The file as it was named.
        file: String,
        /// The line, counted from 1.
        line: usize,
    },
    /// An environment variable.
    Variable(String),
    /// A flag on the command line, with its dashes.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, line } => write!(f, "{file}, line {line}"),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// One fault. It never contains the value, which may be a secret in the wrong place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key, as in `models.qwen.base_url`; a flag's or a variable's name where there is no key.
    pub key: String,
    /// Where the value came from; none if the key is missing.
    pub origin: Option<Origin>,
    /// What is wrong, as a clause: `must be …`.
    pub wrong: String,
    /// A correct example.
    pub example: Option<String>,
}

impl Fault {
    pub(super) fn at(path: &KeyPath, origin: Option<Origin>, wrong: impl Into<String>) -> Self {
        Self { key: path.to_string(), origin, wrong: wrong.into(), example: None }
    }

    /// The line of the configuration file that it is about, if it is about one.
    pub(super) fn line(&self) -> Option<usize> {
        match self.origin {
            Some(Origin::File { line, .. }) => Some(line),
            _ => None,
        }
    }

    pub(super) fn with_example(mut self, example: impl Into<String>) -> Self {
        self.example = Some(example.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) if origin.to_string() != self.key => write!(f, "{} ({origin}): ", self.key)?,
            _ => write!(f, "{}: ", self.key)?,
        }
        f.write_str(&self.wrong)?;
        match &self.example {
            Some(example) => write!(f, "\n      Example: {example}"),
            None => Ok(()),
        }
    }
}

/// All faults of a configuration. Never empty when it is an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    pub(super) fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }
}

impl std::error::Error for Faults {}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "Mayfly can't start: one fault in its configuration.\n")?,
            count => writeln!(f, "Mayfly can't start: {count} faults in its configuration.\n")?,
        }
        for fault in &self.0 {
            writeln!(f, "  {fault}")?;
        }
        f.write_str("\nEvery key is described in mayfly.example.toml; `mayfly --example-config` prints it.")
    }
}
