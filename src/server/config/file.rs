//! The configuration file: TOML 1.1, with the line of every value.

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::{
    fault::{Fault, Faults, Origin},
    layer::{Layer, Raw},
    path::KeyPath,
};

/// The values of a file's text; `file` is its name in faults. All syntax errors are reported, without
/// the lines themselves, which may hold secrets.
pub(super) fn parse(file: &str, text: &str, faults: &mut Faults) -> Layer {
    let (table, errors) = DeTable::parse_recoverable(text);
    let reader = FileReader { file, text };
    let mut lines: Vec<_> = errors
        .iter()
        .map(|error| (reader.line(error.span().map(|span| span.start).unwrap_or_default()), error.message()))
        .collect();
    lines.sort_unstable();
    for (line, message) in lines {
        let origin = Origin::File { file: file.to_owned(), line };
        let wrong = format!("is no valid TOML: {message}");
        faults.push(Fault { key: origin.to_string(), origin: Some(origin), wrong, example: None });
    }
    let mut layer = Layer::default();
    reader.collect(&KeyPath::default(), table.get_ref(), &mut layer);
    layer
}

struct FileReader<'a> {
    file: &'a str,
    text: &'a str,
}

impl FileReader<'_> {
    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    fn collect(&self, at: &KeyPath, table: &DeTable<'_>, layer: &mut Layer) {
        for (key, value) in table {
            let path = at.join(key.get_ref());
            let origin = Origin::File { file: self.file.to_owned(), line: self.line(key.span().start) };
            layer.set(path.clone(), origin, Raw::Typed(to_json(value.get_ref())));
            if let DeValue::Table(table) = value.get_ref() {
                self.collect(&path, table, layer);
            }
        }
    }
}

/// The value as JSON, which has all types that keys have. What JSON can't say becomes its text.
fn to_json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::from(number.to_string()), Value::from),
        DeValue::Float(number) => number
            .as_str()
            .parse::<f64>()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map_or_else(|| Value::from(number.to_string()), Value::Number),
        DeValue::Boolean(truth) => Value::from(*truth),
        DeValue::Datetime(time) => Value::from(time.to_string()),
        DeValue::Array(items) => items.iter().map(|item| to_json(item.get_ref())).collect(),
        DeValue::Table(table) => Value::Object(
            table.iter().map(|(key, value)| (key.get_ref().to_string(), to_json(value.get_ref()))).collect(),
        ),
    }
}
