//! What was said and where: one layer for each place, the stronger first.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{fault::Origin, path::KeyPath};

/// A value as it was written. It may be a secret, so it has no `Debug`.
#[derive(Clone)]
pub(super) enum Raw {
    /// A variable's or a flag's text: what it means depends on the key.
    Text(String),
    /// The file's value with its type; tables and arrays whole.
    Typed(Value),
}

/// A value and where it came from.
pub(super) struct Entry {
    pub(super) origin: Origin,
    pub(super) raw: Raw,
}

/// All values from one place. The file's tables are entries beside their own keys.
#[derive(Default)]
pub(super) struct Layer(pub(super) BTreeMap<KeyPath, Entry>);

impl Layer {
    pub(super) fn set(&mut self, path: KeyPath, origin: Origin, raw: Raw) {
        self.0.insert(path, Entry { origin, raw });
    }

    fn children<'a>(&'a self, table: &'a KeyPath) -> impl Iterator<Item = (&'a KeyPath, &'a Entry)> {
        self.0.iter().filter(move |(path, _)| path.is_child_of(table))
    }
}

/// All layers, the strongest first.
#[derive(Default)]
pub(super) struct Layers(pub(super) Vec<Layer>);

impl Layers {
    /// The strongest value of a key.
    pub(super) fn get(&self, path: &KeyPath) -> Option<&Entry> {
        self.0.iter().find_map(|layer| layer.0.get(path))
    }

    /// What the strongest layer says that has one of two keys, for keys that exclude each other.
    pub(super) fn either(&self, one: &KeyPath, other: &KeyPath) -> (Option<&Entry>, Option<&Entry>) {
        let found = self.0.iter().map(|layer| (layer.0.get(one), layer.0.get(other)));
        found.into_iter().find(|pair| pair.0.is_some() || pair.1.is_some()).unwrap_or_default()
    }

    /// The keys and values right below a table with free names, the weakest layer first, so that
    /// what is collected last wins. A variable may say all of them as JSON. An error says what is
    /// wrong with such a whole.
    pub(super) fn entries(&self, table: &KeyPath) -> Vec<(KeyPath, Origin, Result<Raw, String>)> {
        let mut found = Vec::new();
        for layer in self.0.iter().rev() {
            if let Some(Entry { origin, raw }) = layer.0.get(table) {
                let mut wrong =
                    |what: &str| found.push((table.clone(), origin.clone(), Err(what.to_owned())));
                match raw {
                    Raw::Typed(Value::Object(_)) => {}
                    Raw::Typed(_) => wrong("must be a table"),
                    Raw::Text(text) => {
                        match serde_json::from_str(text) {
                            Ok(Value::Object(all)) => found.extend(all.into_iter().map(|(name, value)| {
                                (table.join(&name), origin.clone(), Ok(Raw::Typed(value)))
                            })),
                            _ => wrong("must be a JSON object"),
                        }
                    }
                }
            }
            let children = layer.children(table);
            found.extend(
                children.map(|(path, entry)| (path.clone(), entry.origin.clone(), Ok(entry.raw.clone()))),
            );
        }
        found
    }

    /// The names right below a table for which anything is said at any depth, in the order of the
    /// alphabet.
    pub(super) fn names(&self, table: &KeyPath) -> Vec<String> {
        let depth = table.0.len();
        let below = self.0.iter().flat_map(|layer| layer.0.keys()).filter(|path| path.starts_with(table));
        let mut names: Vec<String> = below.filter_map(|path| path.0.get(depth).cloned()).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// The variables that other programs use too, or that `make` sets, and the keys that they stand
/// for. An empty one counts as not set: compose files leave them so.
const ALIASES: [(&str, &str); 11] = [
    ("OPENAI_API_KEY", "models.openai.api_key"),
    ("OPENAI_API_KEY_FILE", "models.openai.api_key_file"),
    ("OPENAI_BASE_URL", "models.openai.base_url"),
    ("OPENAI_MODEL", "models.openai.id"),
    ("OIDC_ISSUER", "providers.oidc.issuer"),
    ("OIDC_CLIENT_ID", "providers.oidc.client_id"),
    ("OIDC_CLIENT_SECRET", "providers.oidc.client_secret"),
    ("OIDC_CLIENT_SECRET_FILE", "providers.oidc.client_secret_file"),
    ("MAYFLY_LOCAL_MODEL", "local_model"),
    ("LEPTOS_SITE_ADDR", "listen"),
    ("LEPTOS_SITE_ROOT", "site_root"),
];

/// What OpenAI's variables mean where they don't say where to.
const OPENAI: &str = "https://api.openai.com/v1";

/// The model that OpenAI's variables mean where they name none: small, quick and cheap.
const OPENAI_MODEL: &str = "gpt-5-mini";

/// The layers of the environment: `MAYFLY__…`, the well-known names, and what those imply. Other
/// names that begin with `MAYFLY_` are left alone: Kubernetes sets `MAYFLY_PORT` and its like for
/// a service of this name.
pub(super) fn from_environment(variables: impl IntoIterator<Item = (String, String)>) -> [Layer; 3] {
    let (mut own, mut known, mut implied) = (Layer::default(), Layer::default(), Layer::default());
    for (name, text) in variables {
        if let Some(path) = KeyPath::from_variable(&name) {
            own.set(path, Origin::Variable(name), Raw::Text(text));
        } else if let Some((_, path)) = ALIASES.iter().find(|(alias, _)| *alias == name)
            && !text.is_empty()
        {
            // `cargo leptos` always sets these, from Cargo.toml: any other wish wins.
            let layer = if name.starts_with("LEPTOS_") { &mut implied } else { &mut known };
            layer.set(KeyPath::dotted(path), Origin::Variable(name), Raw::Text(text));
        }
    }
    imply_openai(&known, &mut implied);
    [own, known, implied]
}

fn imply_openai(known: &Layer, implied: &mut Layer) {
    let table = KeyPath::dotted("models.openai");
    let Some((_, entry)) = known.children(&table).next() else { return };
    let origin = entry.origin.clone();
    // Somebody's own server is asked what it serves; OpenAI's list is long and holds all kinds.
    if !known.0.contains_key(&table.join("base_url")) {
        implied.set(table.join("base_url"), origin.clone(), Raw::Text(OPENAI.to_owned()));
        implied.set(table.join("id"), origin, Raw::Text(OPENAI_MODEL.to_owned()));
    }
}
