//! The kinds of values that keys take: how each is read, what it must be, how it is written.

use std::{fmt::Display, ops::RangeInclusive, time::Duration};

use serde_json::Value;

use super::{layer::Raw, units};

/// A kind of value.
pub(super) trait Kind {
    /// What it is in the running configuration.
    type Value;

    /// Reads a value, or says what is wrong with it, as a clause that does not repeat the value.
    fn read(&self, raw: &Raw) -> Result<Self::Value, String>;

    /// The value as a variable would say it.
    fn show(&self, value: &Self::Value) -> String;

    /// The value as TOML, from what a variable would say.
    fn toml(&self, text: &str) -> String {
        quoted(text)
    }
}

impl<K: Kind> Kind for &K {
    type Value = K::Value;

    fn read(&self, raw: &Raw) -> Result<Self::Value, String> {
        (*self).read(raw)
    }

    fn show(&self, value: &Self::Value) -> String {
        (*self).show(value)
    }

    fn toml(&self, text: &str) -> String {
        (*self).toml(text)
    }
}

/// `must be …`, and what was found instead where its type already differs.
fn must_be(what: impl Display, raw: &Raw, fits: fn(&Value) -> bool) -> String {
    match raw {
        Raw::Typed(value) if !fits(value) => format!("must be {what}, and is {}", type_name(value)),
        _ => format!("must be {what}"),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

/// Text as a TOML string.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The text of a value that is text.
fn text(raw: &Raw) -> Option<&str> {
    match raw {
        Raw::Text(text) => Some(text.trim()),
        Raw::Typed(value) => value.as_str(),
    }
}

/// `true` or `false`.
pub(super) struct Truth;

impl Kind for Truth {
    type Value = bool;

    fn read(&self, raw: &Raw) -> Result<bool, String> {
        match raw {
            Raw::Typed(Value::Bool(truth)) => Ok(*truth),
            Raw::Text(text) if text.trim().eq_ignore_ascii_case("true") => Ok(true),
            Raw::Text(text) if text.trim().eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(must_be("true or false, without quotes", raw, Value::is_boolean)),
        }
    }

    fn show(&self, value: &bool) -> String {
        value.to_string()
    }

    fn toml(&self, text: &str) -> String {
        text.to_owned()
    }
}

/// A whole number in bounds.
pub(super) struct Whole<T>(pub(super) RangeInclusive<T>);

impl<T: TryFrom<u64> + PartialOrd + Display> Kind for Whole<T> {
    type Value = T;

    fn read(&self, raw: &Raw) -> Result<T, String> {
        let number = match raw {
            Raw::Text(text) => text.trim().parse().ok(),
            Raw::Typed(value) => value.as_u64(),
        };
        let (least, most) = (self.0.start(), self.0.end());
        number
            .and_then(|number| T::try_from(number).ok())
            .filter(|number| self.0.contains(number))
            .ok_or_else(|| must_be(format!("a whole number from {least} to {most}"), raw, Value::is_number))
    }

    fn show(&self, value: &T) -> String {
        value.to_string()
    }

    fn toml(&self, text: &str) -> String {
        text.to_owned()
    }
}

/// A time in bounds, with its unit.
pub(super) struct Time(pub(super) RangeInclusive<Duration>);

impl Kind for Time {
    type Value = Duration;

    fn read(&self, raw: &Raw) -> Result<Duration, String> {
        let (least, most) = (units::show_time(*self.0.start()), units::show_time(*self.0.end()));
        text(raw).and_then(units::parse_time).filter(|time| self.0.contains(time)).ok_or_else(|| {
            must_be(format!("a time from {least} to {most}, with its unit"), raw, Value::is_string)
        })
    }

    fn show(&self, value: &Duration) -> String {
        units::show_time(*value)
    }
}

/// A number of bytes in bounds, with or without a unit.
pub(super) struct Size(pub(super) RangeInclusive<u64>);

impl Kind for Size {
    type Value = u64;

    fn read(&self, raw: &Raw) -> Result<u64, String> {
        let bytes = match raw {
            Raw::Typed(Value::Number(number)) => number.as_u64(),
            raw => text(raw).and_then(units::parse_size),
        };
        let (least, most) = (units::show_size(*self.0.start()), units::show_size(*self.0.end()));
        bytes.filter(|bytes| self.0.contains(bytes)).ok_or_else(|| {
            must_be(format!("a size from {least} to {most}"), raw, |v| v.is_string() || v.is_number())
        })
    }

    fn show(&self, value: &u64) -> String {
        units::show_size(*value)
    }
}

/// One of a few words.
pub(super) struct Choice<T: 'static>(pub(super) &'static [(&'static str, T)]);

impl<T: Copy + PartialEq> Kind for Choice<T> {
    type Value = T;

    fn read(&self, raw: &Raw) -> Result<T, String> {
        let found = text(raw).and_then(|text| self.0.iter().find(|(name, _)| text == *name));
        found.map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<_> = self.0.iter().map(|(name, _)| *name).collect();
            must_be(names.join(" or "), raw, Value::is_string)
        })
    }

    fn show(&self, value: &T) -> String {
        self.0
            .iter()
            .find(|(_, choice)| choice == value)
            .map(|(name, _)| *name)
            .unwrap_or_default()
            .to_owned()
    }
}

/// Text with a form of its own.
pub(super) struct Parsed<T> {
    /// What it must be.
    pub(super) what: &'static str,
    /// Reads it. The error says what is wrong in place of 'must be …'.
    pub(super) parse: fn(&str) -> Result<T, Option<&'static str>>,
    /// Writes it.
    pub(super) show: fn(&T) -> String,
}

impl<T> Kind for Parsed<T> {
    type Value = T;

    fn read(&self, raw: &Raw) -> Result<T, String> {
        let Some(text) = text(raw) else { return Err(must_be(self.what, raw, Value::is_string)) };
        (self.parse)(text).map_err(|wrong| match wrong {
            Some(wrong) => wrong.to_owned(),
            None => must_be(self.what, raw, Value::is_string),
        })
    }

    fn show(&self, value: &T) -> String {
        (self.show)(value)
    }
}

/// A list: an array in the file, parted by commas in a variable.
pub(super) struct List<K>(pub(super) K);

impl<K: Kind> Kind for List<K> {
    type Value = Vec<K::Value>;

    fn read(&self, raw: &Raw) -> Result<Self::Value, String> {
        let items: Vec<Raw> = match raw {
            Raw::Text(text) => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                items.map(|item| Raw::Text(item.to_owned())).collect()
            }
            Raw::Typed(Value::Array(items)) => items.iter().cloned().map(Raw::Typed).collect(),
            Raw::Typed(_) => return Err(must_be("a list", raw, Value::is_array)),
        };
        let read = |(index, item)| {
            self.0.read(item).map_err(|wrong| format!("has a wrong entry (number {}): it {wrong}", index + 1))
        };
        items.iter().enumerate().map(read).collect()
    }

    fn show(&self, value: &Self::Value) -> String {
        value.iter().map(|item| self.0.show(item)).collect::<Vec<_>>().join(",")
    }

    fn toml(&self, text: &str) -> String {
        let items = text.split(',').filter(|item| !item.is_empty());
        format!("[{}]", items.map(|item| self.0.toml(item)).collect::<Vec<_>>().join(", "))
    }
}

/// A list that must not be empty.
pub(super) struct Filled<K>(pub(super) List<K>);

impl<K: Kind> Kind for Filled<K> {
    type Value = Vec<K::Value>;

    fn read(&self, raw: &Raw) -> Result<Self::Value, String> {
        match self.0.read(raw)? {
            list if list.is_empty() => Err("lists nothing, so nobody could enter by it".to_owned()),
            list => Ok(list),
        }
    }

    fn show(&self, value: &Self::Value) -> String {
        self.0.show(value)
    }

    fn toml(&self, text: &str) -> String {
        self.0.toml(text)
    }
}

/// Any TOML value; in a variable JSON, or else text.
pub(super) struct Anything;

impl Kind for Anything {
    type Value = Value;

    fn read(&self, raw: &Raw) -> Result<Value, String> {
        Ok(match raw {
            Raw::Typed(value) => value.clone(),
            Raw::Text(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str())),
        })
    }

    fn show(&self, value: &Value) -> String {
        value.to_string()
    }

    fn toml(&self, text: &str) -> String {
        text.to_owned()
    }
}
