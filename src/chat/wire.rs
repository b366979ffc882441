//! How values cross the wire and stand in a file: each name and each field is written once.
//!
//! - [`names!`] declares an enum whose variants have names outside of this program.
//! - [`wire!`] declares a struct that the tab reads from JSON.
//! - [`FromJson`] is what both give to the tab. serde's own reader would cost it 20 KB.

mod json;

pub(crate) use json::Json;

/// What a tab can read from JSON.
pub(crate) trait FromJson: Sized {
    /// Reads a value. `None` for a value of another kind.
    fn from_json(json: &Json) -> Option<Self>;

    /// Reads a value from the bytes of a response. The fault is not described: a description could quote
    /// message text.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::from_json(&Json::parse(std::str::from_utf8(bytes).ok()?)?)
    }
}

impl FromJson for String {
    fn from_json(json: &Json) -> Option<Self> {
        if let Json::Text(text) = json { Some(text.clone()) } else { None }
    }
}

/// A missing bool is false.
impl FromJson for bool {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(*value),
            Json::Null => Some(false),
            _ => None,
        }
    }
}

impl FromJson for f64 {
    fn from_json(json: &Json) -> Option<Self> {
        if let Json::Number(number) = json { Some(*number) } else { None }
    }
}

/// A missing count is 0.
impl FromJson for u64 {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Number(number) if *number >= 0.0 && number.trunc() == *number => Some(*number as u64),
            Json::Null => Some(0),
            _ => None,
        }
    }
}

impl FromJson for u32 {
    fn from_json(json: &Json) -> Option<Self> {
        u64::from_json(json)?.try_into().ok()
    }
}

impl FromJson for usize {
    fn from_json(json: &Json) -> Option<Self> {
        u64::from_json(json)?.try_into().ok()
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json) -> Option<Self> {
        if *json == Json::Null { Some(None) } else { T::from_json(json).map(Some) }
    }
}

/// A missing list is empty.
impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::List(values) => values.iter().map(T::from_json).collect(),
            Json::Null => Some(Self::new()),
            _ => None,
        }
    }
}

/// Declares a struct that the tab reads from JSON, field by field, each under its own name. Unknown fields
/// are ignored.
macro_rules! wire {
    ($(#[$meta:meta])* $vis:vis struct $type:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $field_type:ty),* $(,)?
    }) => {
        $(#[$meta])*
        $vis struct $type {
            $($(#[$field_meta])* $field_vis $field: $field_type),*
        }

        impl $crate::chat::wire::FromJson for $type {
            fn from_json(json: &$crate::chat::wire::Json) -> Option<Self> {
                Some(Self { $($field: $crate::chat::wire::FromJson::from_json(json.get(stringify!($field)))?),* })
            }
        }
    };
}

/// Declares an enum whose variants have names outside of this program, in JSON, in the page or in a file:
/// gives it `ALL`, `as_str`, `from_name`, serde's traits and [`FromJson`].
///
/// A name that is not in the list is refused, or becomes the variant behind `else`, which may hold it.
macro_rules! names {
    ($(#[$meta:meta])* $vis:vis enum $type:ident {
        $($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?
    }) => {
        $(#[$meta])*
        $vis enum $type {
            $($(#[$doc])* $variant),*
        }

        impl $type {
            /// All of them, in this order.
            $vis const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name outside of this program.
            $vis const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }

            /// From its name. `None` for an unknown one.
            $vis fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == name)
            }
        }

        $crate::chat::wire::names!(@serde $type, $type::from_name);
    };
    ($(#[$meta:meta])* $vis:vis enum $type:ident {
        $($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?
    } else {
        $(#[$other_doc:meta])* $other:ident = $other_name:literal
    }) => {
        $(#[$meta])*
        $vis enum $type {
            $($(#[$doc])* $variant,)*
            $(#[$other_doc])* $other
        }

        impl $type {
            /// All of them, in this order.
            $vis const ALL: &'static [Self] = &[$(Self::$variant,)* Self::$other];

            /// The name outside of this program.
            $vis const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::$other => $other_name,
                }
            }

            /// From its name.
            $vis fn from_name(name: &str) -> Self {
                Self::ALL.iter().copied().find(|one| one.as_str() == name).unwrap_or(Self::$other)
            }
        }

        $crate::chat::wire::names!(@serde $type, |name| Some($type::from_name(name)));
    };
    ($(#[$meta:meta])* $vis:vis enum $type:ident {
        $($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?
    } else {
        $(#[$other_doc:meta])* $other:ident(String)
    }) => {
        $(#[$meta])*
        $vis enum $type {
            $($(#[$doc])* $variant,)*
            $(#[$other_doc])* $other(String)
        }

        impl $type {
            /// The name outside of this program.
            $vis fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::$other(name) => name,
                }
            }

            /// From its name.
            $vis fn from_name(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    _ => Self::$other(name.to_owned()),
                }
            }
        }

        $crate::chat::wire::names!(@serde $type, |name| Some($type::from_name(name)));
    };
    (@serde $type:ident, $from_name:expr) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let from_name: fn(&str) -> Option<Self> = $from_name;
                let name = <String as serde::Deserialize>::deserialize(deserializer)?;
                from_name(&name).ok_or_else(|| serde::de::Error::custom("unknown name"))
            }
        }

        impl $crate::chat::wire::FromJson for $type {
            fn from_json(json: &$crate::chat::wire::Json) -> Option<Self> {
                let from_name: fn(&str) -> Option<Self> = $from_name;
                if let $crate::chat::wire::Json::Text(name) = json { from_name(name) } else { None }
            }
        }
    };
}

pub(crate) use {names, wire};

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{FromJson, Json};

    names! {
        #[derive(Clone, Copy, Debug, PartialEq)]
        enum Closed {
            One = "one",
            TwoWords = "two words",
        }
    }

    names! {
        #[derive(Clone, Copy, Debug, PartialEq)]
        enum Open {
            One = "one",
        } else {
            Other = "other"
        }
    }

    names! {
        #[derive(Clone, Debug, PartialEq)]
        enum Kept {
            One = "one",
        } else {
            Other(String)
        }
    }

    wire! {
        #[derive(Debug, PartialEq)]
        struct Row {
            name: String,
            count: u32,
            note: Option<String>,
        }
    }

    #[test]
    fn every_name_leads_back_to_its_variant() {
        for one in Closed::ALL {
            assert_eq!(Closed::from_name(one.as_str()), Some(*one));
            let json = serde_json::to_string(one).unwrap();
            assert_eq!(serde_json::from_str::<Closed>(&json).unwrap(), *one);
            assert_eq!(Closed::from_bytes(json.as_bytes()), Some(*one));
        }
    }

    #[test]
    fn an_unknown_name_is_refused_or_becomes_the_variant_for_it() {
        assert_eq!(Closed::from_name("three"), None);
        assert!(serde_json::from_str::<Closed>("\"three\"").is_err());
        assert_eq!(Open::from_name("three"), Open::Other);
        assert_eq!(Open::ALL, [Open::One, Open::Other]);
        let kept = Kept::Other("three".to_owned());
        assert_eq!(Kept::from_name("three"), kept);
        assert_eq!(serde_json::to_string(&kept).unwrap(), "\"three\"");
        assert_eq!(Kept::from_json(&Json::Null), None);
    }

    #[test]
    fn a_struct_is_read_by_its_fields_names_and_unknown_ones_are_ignored() {
        let row = Row { name: "a".to_owned(), count: 0, note: None };
        assert_eq!(Row::from_bytes(br#"{"name":"a","more":[1]}"#), Some(row));
        assert_eq!(Row::from_bytes(br#"{"count":1}"#), None, "a field without a default is missing");
    }
}
