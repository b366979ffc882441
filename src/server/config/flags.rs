//! The command line: few flags, since every key has a variable.

use std::ffi::OsString;

use clap::{
    CommandFactory, FromArgMatches, Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{
    fault::{Fault, Faults, Origin},
    layer::{Layer, Raw},
    path::KeyPath,
    stop::Stop,
};

/// A self-hosted chat that lives as long as its tab.
///
/// Started with nothing, it serves a demo on this machine alone. Every key of the configuration
/// file can be set by a variable, too: MAYFLY__SECTION__KEY.
#[derive(Parser, Default)]
#[command(name = "mayfly", version)]
pub(super) struct Flags {
    /// The configuration file [default: mayfly.toml, if there is one; variable: MAYFLY_CONFIG]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<OsString>,
    /// The address to listen on [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// The address that people open [default: the one that is listened on]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Prints a configuration file with every key, its default and what it does
    #[arg(long)]
    pub(super) example_config: bool,
    /// Checks the configuration without starting the server
    #[arg(long)]
    pub(super) check: bool,
}

impl Flags {
    /// Reads the arguments, the program's name first. A wrong one is a fault, so that it
    /// is reported with the others; help and version are answers.
    pub(super) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
        faults: &mut Faults,
    ) -> Result<Self, Stop> {
        let matches = Self::command().try_get_matches_from(arguments);
        let error = match matches.and_then(|mut matches| Self::from_arg_matches_mut(&mut matches)) {
            Ok(flags) => return Ok(flags),
            Err(error) => error,
        };
        if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            return Err(Stop::Answer(error.to_string()));
        }
        faults.push(fault(&error));
        Ok(Self::default())
    }

    /// What the flags say about keys.
    pub(super) fn layer(&self) -> Layer {
        let mut layer = Layer::default();
        for (key, flag, text) in
            [("listen", "--listen", &self.listen), ("public_url", "--public-url", &self.public_url)]
        {
            if let Some(text) = text {
                layer.set(KeyPath::dotted(key), Origin::Flag(flag), Raw::Text(text.clone()));
            }
        }
        layer
    }
}

/// A wrong argument. Only a flag's name is repeated: anything else may be a secret.
fn fault(error: &clap::Error) -> Fault {
    let argument = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(text)) if text.starts_with("--") => {
            text.split(['=', ' ']).next().unwrap_or_default().to_owned()
        }
        _ => "the command line".to_owned(),
    };
    let wrong = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with("--") => "there is no such flag",
        ErrorKind::UnknownArgument => "has an argument that is no flag",
        ErrorKind::ArgumentConflict => "is given twice",
        ErrorKind::InvalidValue | ErrorKind::TooFewValues | ErrorKind::NoEquals => "needs a value",
        ErrorKind::InvalidUtf8 => "has a value that is not UTF-8",
        _ => "can't be read",
    };
    Fault {
        key: argument,
        origin: None,
        wrong: wrong.to_owned(),
        example: Some("mayfly --config mayfly.toml --listen 127.0.0.1:3000".to_owned()),
    }
}
