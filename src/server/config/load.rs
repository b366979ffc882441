//! From arguments, variables and a file to the running configuration.

use std::{ffi::OsString, fs, io, net::SocketAddr, path::Path};

use super::{
    Config,
    fault::{Fault, Faults, Origin},
    file,
    flags::Flags,
    keys,
    layer::{self, Layer, Layers},
    path::KeyPath,
    reader::Reader,
    rules,
    stop::Stop,
};

/// The file that is read where no other is named.
const FILE: &str = "mayfly.toml";

/// The file that describes every key.
pub(super) const EXAMPLE: &str = include_str!("../../../mayfly.example.toml");

impl Config {
    /// The configuration of this process: its arguments, its environment, its working directory.
    ///
    /// # Errors
    /// With all faults at once, or with the answer to a flag such as `--help`.
    pub fn from_process() -> Result<Self, Stop> {
        // Names and values of Mayfly's variables are UTF-8; others are skipped.
        let variables = std::env::vars_os()
            .filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)));
        Self::load(std::env::args_os(), variables)
    }

    /// The configuration that these arguments (the program's name first) and variables describe.
    /// Flags win over `MAYFLY__SECTION__KEY`, those over `OPENAI_…` and `OIDC_…`, those over the
    /// file: `--config`, else `MAYFLY_CONFIG` (empty: none), else `mayfly.toml` where there is one.
    /// Reads that file and those that it names, and nothing else of the machine.
    ///
    /// # Errors
    /// With all faults at once, or with the answer to a flag such as `--help`.
    pub(crate) fn load(
        arguments: impl IntoIterator<Item = OsString>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Stop> {
        let mut faults = Faults::default();
        let flags = Flags::parse(arguments, &mut faults)?;
        if flags.example_config {
            return Err(Stop::Answer(EXAMPLE.to_owned()));
        }
        let variables: Vec<_> = variables.into_iter().collect();
        let named = variables.iter().find(|(name, _)| name == "MAYFLY_CONFIG").map(|(_, file)| file.as_str());
        let file = read_file(&flags, named, &mut faults);
        let [own, known, implied] = layer::from_environment(variables);
        let layers = Layers(vec![flags.layer(), own, known, file, implied]);
        let config = Self::from_layers(&layers, faults).map_err(Stop::Faults)?;
        if flags.check {
            let [login, entry, model] = config.startup_lines();
            return Err(Stop::Answer(format!("Configuration OK.\n{login}\n{entry}\n{model}")));
        }
        Ok(config)
    }

    /// The configuration that a file of this text alone describes; with an empty one, all
    /// defaults.
    ///
    /// # Errors
    /// With all faults at once.
    pub fn from_toml(text: &str) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let layers = Layers(vec![file::parse(FILE, text, &mut faults)]);
        Self::from_layers(&layers, faults)
    }

    /// `faults` are those that were found before the keys were read.
    fn from_layers(layers: &Layers, mut faults: Faults) -> Result<Self, Faults> {
        let mut reader = Reader::new(layers);
        let config = keys::read(&mut reader);
        rules::check(config.as_ref(), &mut reader);
        let mut found = std::mem::take(&mut reader.faults);
        if let Some(broken) = faults.0.iter().filter_map(Fault::line).min() {
            // After the first syntax error, later lines may mean something else.
            found.0.retain(|fault| match (fault.line(), &fault.origin) {
                (Some(line), _) => line < broken,
                (None, origin) => origin.is_some(),
            });
        }
        faults.0.extend(found.0);
        match config {
            Some(mut config) if faults.0.is_empty() => {
                config.default_model = config.default_model.take().or_else(|| first_model(&config, &reader));
                Ok(config)
            }
            _ => Err(faults),
        }
    }

    /// Notes where the server really listens, where port 0 asked for any free port.
    pub(crate) fn bound_to(&mut self, listen: SocketAddr) {
        self.listen = listen;
        if self.public_url.port() == Some(0) {
            // Fails only for addresses without a host, and this one has one.
            let _ = self.public_url.set_port(Some(listen.port()));
        }
    }
}

/// The model that is first where nobody said which: that of OpenAI's variables, else the first in
/// the file.
fn first_model(config: &Config, reader: &Reader<'_>) -> Option<String> {
    let rank = |name: &&String| {
        let table = KeyPath::dotted("models").join(name);
        let by_variable = ["id", "base_url", "api_key", "api_key_file"].iter().any(|key| {
            matches!(reader.origin(&table.join(key)), Some(Origin::Variable(name)) if name.starts_with("OPENAI_"))
        });
        match reader.origin(&table) {
            _ if by_variable => 0,
            Some(Origin::File { line, .. }) => line,
            _ => usize::MAX,
        }
    };
    config.models.keys().chain(config.endpoints.keys()).min_by_key(rank).cloned()
}

fn read_file(flags: &Flags, named: Option<&str>, faults: &mut Faults) -> Layer {
    let (file, said_by) = match (&flags.config, named) {
        (Some(file), _) => (file.to_string_lossy().into_owned(), Some("--config")),
        (None, Some("")) => return Layer::default(),
        (None, Some(file)) => (file.to_owned(), Some("MAYFLY_CONFIG")),
        (None, None) => (FILE.to_owned(), None),
    };
    let path = flags.config.as_ref().map_or_else(|| Path::new(&file), Path::new);
    match (fs::read_to_string(path), said_by) {
        (Ok(text), _) => file::parse(&file, &text, faults),
        (Err(error), None) if error.kind() == io::ErrorKind::NotFound => Layer::default(),
        (Err(error), said_by) => {
            faults.push(Fault {
                key: said_by.unwrap_or(FILE).to_owned(),
                origin: None,
                wrong: format!("names {file}, which can't be read: {}", error.kind()),
                example: said_by.map(|name| match name {
                    "--config" => "--config mayfly.toml".to_owned(),
                    name => format!("{name}=mayfly.toml"),
                }),
            });
            Layer::default()
        }
    }
}
