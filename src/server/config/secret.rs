//! Secrets in files.

use std::{fs::File, io::Read};

use super::layer::Raw;

/// The maximum size of a file with a secret, in bytes.
const LIMIT: u64 = 64 * 1024;

/// The text of the file that a value names, without the space around it. Says what is wrong
/// otherwise, as a clause without content.
pub(super) fn from_file(raw: &Raw) -> Result<String, String> {
    let name = match raw {
        Raw::Text(name) => name.as_str(),
        Raw::Typed(value) => value.as_str().ok_or("must be a file's path")?,
    };
    let mut text = String::new();
    let read = File::open(name).and_then(|file| file.take(LIMIT + 1).read_to_string(&mut text));
    if let Err(error) = read {
        return Err(format!("names a file that can't be read: {}", error.kind()));
    }
    if text.len() as u64 > LIMIT {
        return Err("names a file that is too large for a secret".to_owned());
    }
    match text.trim() {
        "" => Err("names an empty file".to_owned()),
        text => Ok(text.to_owned()),
    }
}
