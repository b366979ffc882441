//! Reads keys, gathers every fault, and remembers which keys there are: the code that reads a
//! table is its schema, one line a key.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;
use serde_json::Value;

use super::{
    fault::{Fault, Faults, Origin},
    form,
    kind::{Anything, Kind, quoted},
    layer::{Entry, Layers, Raw},
    path::KeyPath,
    secret,
};

/// What a key is, for the example file and its test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// Its value where nothing is said, as TOML; none where there is no such value.
    pub(super) default: Option<String>,
    /// Whether the names below it are free.
    pub(super) is_open: bool,
}

/// Reads the layers.
pub(super) struct Reader<'a> {
    pub(super) layers: &'a Layers,
    pub(super) faults: Faults,
    pub(super) known: BTreeMap<KeyPath, Known>,
    pub(super) tables: BTreeSet<KeyPath>,
    faulty: BTreeSet<KeyPath>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layers: &'a Layers) -> Self {
        Self {
            layers,
            faults: Faults::default(),
            known: BTreeMap::new(),
            tables: BTreeSet::new(),
            faulty: BTreeSet::new(),
        }
    }

    /// The outermost table.
    pub(super) fn root(&mut self) -> Table<'_, 'a> {
        Table { reader: self, path: KeyPath::default() }
    }

    /// Where a key's value came from; none where nothing is said.
    pub(super) fn origin(&self, path: &KeyPath) -> Option<Origin> {
        self.layers.get(path).map(|entry| entry.origin.clone())
    }

    /// Notes a fault of a key.
    pub(super) fn fault(&mut self, path: &KeyPath, origin: Option<Origin>, wrong: String, example: String) {
        self.faulty.insert(path.clone());
        self.faults.push(Fault::at(path, origin, wrong).with_example(example));
    }

    /// Whether something is wrong with one of these keys, or below it, already.
    pub(super) fn is_faulty(&self, path: &KeyPath) -> bool {
        self.faulty.iter().any(|faulty| faulty.starts_with(path))
    }
}

/// Reads one table.
pub(super) struct Table<'r, 'a> {
    reader: &'r mut Reader<'a>,
    pub(super) path: KeyPath,
}

impl<'a> Table<'_, 'a> {
    /// The table of that name in this one.
    pub(super) fn table(&mut self, name: &str) -> Table<'_, 'a> {
        let path = self.path.join(name);
        self.must_be_table(&path, &format!("[{path}]"));
        Table { reader: self.reader, path }
    }

    /// A key with a default.
    pub(super) fn key<K: Kind>(&mut self, name: &str, kind: K, default: K::Value) -> K::Value {
        let shown = kind.show(&default);
        self.know(name, Some(kind.toml(&shown)), false);
        self.read(name, &kind, &shown).unwrap_or(default)
    }

    /// A key that may be missing.
    pub(super) fn optional<K: Kind>(&mut self, name: &str, kind: K, example: &str) -> Option<K::Value> {
        self.know(name, None, false);
        // An empty variable takes back what the file says.
        match self.reader.layers.get(&self.path.join(name)) {
            Some(Entry { raw: Raw::Text(text), .. }) if text.trim().is_empty() => None,
            _ => self.read(name, &kind, example),
        }
    }

    /// A key without a default. Unlike with [`Table::optional`], an empty variable is a value, too.
    pub(super) fn given<K: Kind>(&mut self, name: &str, kind: K, example: &str) -> Option<K::Value> {
        self.know(name, None, false);
        self.read(name, &kind, example)
    }

    /// Whether the configuration has this table or a key in it.
    pub(super) fn is_given(&self) -> bool {
        self.reader.layers.0.iter().any(|layer| layer.0.keys().any(|path| path.starts_with(&self.path)))
    }

    /// Notes a fault of this table, unless a key in it is faulty already. `key` and `toml` are its
    /// example.
    pub(super) fn fault(&mut self, wrong: &str, key: &str, toml: &str) {
        if !self.reader.is_faulty(&self.path) {
            let example = example_for(&self.path.join(key), None, toml, toml.trim_matches(['[', ']', '"']));
            self.reader.fault(&self.path, self.reader.origin(&self.path), wrong.to_owned(), example);
        }
    }

    /// A key that must be there. None only where a fault was noted.
    pub(super) fn required<K: Kind>(&mut self, name: &str, kind: K, example: &str) -> Option<K::Value> {
        let found = self.optional(name, &kind, example);
        let path = self.path.join(name);
        if found.is_none() && !self.reader.is_faulty(&path) {
            let example = example_for(&path, None, &kind.toml(example), example);
            self.reader.fault(&path, None, "is missing".to_owned(), example);
        }
        found
    }

    /// A secret, from the key itself or from the file that the key with `_file` behind it names.
    pub(super) fn secret(&mut self, name: &str, example: &str) -> Option<SecretString> {
        let text = self.secret_text(name, example)?;
        Some(text.into())
    }

    /// Secrets: a list, or a file with one on each line.
    pub(super) fn secrets(&mut self, name: &str, example: &str) -> Vec<SecretString> {
        let list = |raw: &Raw| match raw {
            Raw::Text(text) => Some(text.split([',', '\n']).map(|s| s.trim().to_owned()).collect::<Vec<_>>()),
            Raw::Typed(Value::Array(items)) => items.iter().map(|i| i.as_str().map(str::to_owned)).collect(),
            Raw::Typed(_) => None,
        };
        let example = format!("[{}]", quoted(example));
        let secrets = self.secret_value(name, &example, |raw| list(raw).ok_or("must be a list of texts"));
        secrets.unwrap_or_default().into_iter().filter(|s| !s.is_empty()).map(SecretString::from).collect()
    }

    fn secret_text(&mut self, name: &str, example: &str) -> Option<String> {
        self.secret_value(name, &quoted(example), |raw| match raw {
            Raw::Text(text) => Ok(text.trim().to_owned()),
            Raw::Typed(Value::String(text)) if text.trim().is_empty() => Err("is empty"),
            Raw::Typed(Value::String(text)) => Ok(text.trim().to_owned()),
            Raw::Typed(_) => Err("must be text"),
        })
        .filter(|text| !text.is_empty())
    }

    fn secret_value<T>(
        &mut self,
        name: &str,
        example: &str,
        read: impl Fn(&Raw) -> Result<T, &'static str>,
    ) -> Option<T> {
        let file_name = format!("{name}_file");
        self.know(name, None, false);
        self.know(&file_name, None, false);
        let (path, file) = (self.path.join(name), self.path.join(&file_name));
        let found = match self.reader.layers.either(&path, &file) {
            (None, None) => return None,
            (Some(direct), None) => read(&direct.raw).map_err(|wrong| (&path, direct, wrong.to_owned())),
            (None, Some(named)) => secret::from_file(&named.raw)
                .and_then(|text| read(&Raw::Text(text)).map_err(str::to_owned))
                .map_err(|wrong| (&file, named, wrong)),
            (Some(direct), Some(_)) => {
                Err((&path, direct, format!("is there twice: here and in {file}; keep one of them")))
            }
        };
        match found {
            Ok(value) => Some(value),
            Err((path, entry, wrong)) => {
                let origin = entry.origin.clone();
                let (toml, text) = match path.name().ends_with("_file") {
                    true => (quoted("/run/secrets/mayfly"), "/run/secrets/mayfly"),
                    false => (example.to_owned(), example.trim_matches(['[', ']', '"'])),
                };
                let example = example_for(path, Some(&origin), &toml, text);
                let path = path.clone();
                self.reader.fault(&path, Some(origin), wrong, example);
                None
            }
        }
    }

    /// A table with free names. Names and values are read by `entry`, which says what is wrong
    /// with them; a variable may set one value, or all of them as JSON.
    pub(super) fn entries<T>(
        &mut self,
        name: &str,
        example: (&str, &str),
        entry: impl Fn(&str, &Raw) -> Result<(String, T), String>,
    ) -> BTreeMap<String, T> {
        let path = self.path.join(name);
        self.know(name, None, true);
        let example_path = path.join(example.0);
        let mut found = BTreeMap::new();
        for (key, origin, raw) in self.reader.layers.entries(&path) {
            let read = raw.and_then(|raw| entry(key.name(), &raw));
            match read {
                Ok((name, value)) => drop(found.insert(name, value)),
                Err(wrong) => {
                    let example = example_for(&example_path, None, example.1, example.1);
                    self.reader.fault(&key, Some(origin), wrong, example);
                }
            }
        }
        found
    }

    /// Free names with values of any kind.
    pub(super) fn values(&mut self, name: &str, example: (&str, &str)) -> BTreeMap<String, Value> {
        self.entries(name, example, |name, raw| match form::is_reserved_field(name) {
            true => Err("is a field that the request sets itself".to_owned()),
            false => Ok((name.to_owned(), Anything.read(raw)?)),
        })
    }

    /// The tables below a name, each under a name of its own, as in `[models.qwen]`. `read` gives
    /// none only where it noted a fault. `example` is the name that the example file uses.
    pub(super) fn tables<T>(
        &mut self,
        name: &str,
        example: &str,
        mut read: impl FnMut(&str, &mut Table<'_, 'a>) -> Option<T>,
    ) -> BTreeMap<String, T> {
        let path = self.path.join(name);
        let mut found = BTreeMap::new();
        if !self.must_be_table(&path, &format!("[{path}.{example}]")) {
            return found;
        }
        for name in self.reader.layers.names(&path) {
            let path = path.join(&name);
            if let Some(wrong) = wrong_name(&name) {
                let example = format!("[{}.{example}]", path.parent());
                self.reader.fault(&path, self.reader.origin(&path), wrong.to_owned(), example);
            }
            if !self.must_be_table(&path, &format!("[{path}]")) {
                continue;
            }
            let mut table = Table { reader: self.reader, path };
            if let Some(value) = read(&name, &mut table) {
                found.insert(name, value);
            }
        }
        found
    }

    /// Notes a fault where a table's name has a plain value. Gives whether all is well.
    fn must_be_table(&mut self, path: &KeyPath, example: &str) -> bool {
        self.reader.tables.insert(path.clone());
        let wrong = self.reader.layers.get(path).filter(|e| !matches!(&e.raw, Raw::Typed(Value::Object(_))));
        let Some(entry) = wrong else { return true };
        let origin = entry.origin.clone();
        self.reader.fault(path, Some(origin), "must be a table".to_owned(), example.to_owned());
        false
    }

    fn know(&mut self, name: &str, default: Option<String>, is_open: bool) {
        self.reader.known.insert(self.path.join(name), Known { default, is_open });
    }

    fn read<K: Kind>(&mut self, name: &str, kind: &K, example: &str) -> Option<K::Value> {
        let path = self.path.join(name);
        let entry = self.reader.layers.get(&path)?;
        match kind.read(&entry.raw) {
            Ok(value) => Some(value),
            Err(wrong) => {
                let origin = entry.origin.clone();
                let example = example_for(&path, Some(&origin), &kind.toml(example), example);
                self.reader.fault(&path, Some(origin), wrong, example);
                None
            }
        }
    }
}

/// What is wrong with a table's name.
fn wrong_name(name: &str) -> Option<&'static str> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(fits) {
        Some("must have a name of small letters, digits and '_'")
    } else if name.contains("__") || name.starts_with('_') || name.ends_with('_') {
        Some("must have a name without '__', and without '_' at its ends: variables part their names by it")
    } else {
        None
    }
}

/// How a key is written right, where it was written wrong; where it is missing, in the file.
pub(super) fn example_for(path: &KeyPath, origin: Option<&Origin>, toml: &str, text: &str) -> String {
    match origin {
        Some(Origin::Variable(name)) => format!("{name}={text}"),
        Some(Origin::Flag(name)) => format!("{name} {text}"),
        Some(Origin::File { .. }) | None => match path.parent() {
            table if table.0.is_empty() => format!("{} = {toml}", path.name()),
            table => format!("{} = {toml} in [{table}], or {}={text}", path.name(), path.variable()),
        },
    }
}
