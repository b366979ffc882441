//! The key ring.

use std::{
    fs, io,
    io::Write,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use cookie::{Cookie, CookieJar, Key};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::server::{config::Config, loopback};

/// The file in which a development server keeps its key, so that a rebuild signs nobody out. Git
/// ignores it, and `cargo clean` removes it.
const DEVELOPMENT_KEY: &str = "target/mayfly-session.key";

/// Keys for sealing: the current one first, then those that it replaced.
#[derive(Clone)]
pub(crate) struct Ring(Arc<[Key]>);

/// Why the configured keys can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not base64.
    #[error("session.keys: key {0} is not base64; make one with `openssl rand -base64 64`")]
    NotBase64(usize),
    /// Too few bytes.
    #[error("session.keys: key {0} has fewer than 64 bytes; make one with `openssl rand -base64 64`")]
    TooShort(usize),
}

/// What was sealed.
pub(crate) struct Unsealed {
    pub(crate) text: String,
    pub(crate) with_current_key: bool,
}

impl Ring {
    /// The configured ring. Without configured keys: on loopback the key in the development file,
    /// elsewhere a fresh key that ends with the process.
    ///
    /// # Errors
    /// When a configured key is not base64 or has fewer than 64 bytes.
    pub(super) fn from_config(config: &Config) -> Result<Self, KeyError> {
        if !config.session.keys.is_empty() {
            return Self::parse(&config.session.keys);
        }
        if loopback::is_loopback(&config.public_url) && Path::new("target").is_dir() {
            match development_key(Path::new(DEVELOPMENT_KEY)) {
                Ok(key) => return Ok(Self([key].into())),
                Err(error) => {
                    tracing::warn!(%error, file = DEVELOPMENT_KEY, "cannot read or write the development key")
                }
            }
        }
        tracing::warn!(
            "session.keys is not configured: using a generated key, so a restart signs everyone out"
        );
        Ok(Self([Key::generate()].into()))
    }

    /// A ring of configured keys, the current one first: base64 of 64 bytes or more each.
    ///
    /// # Errors
    /// When a key is not base64 or has fewer than 64 bytes.
    pub(crate) fn parse(keys: &[SecretString]) -> Result<Self, KeyError> {
        let keys = keys.iter().enumerate().map(|(index, text)| {
            let bytes = BASE64_STANDARD
                .decode(text.expose_secret().trim())
                .map_err(|_| KeyError::NotBase64(index + 1))?;
            Key::try_from(bytes.as_slice()).map_err(|_| KeyError::TooShort(index + 1))
        });
        Ok(Self(keys.collect::<Result<Vec<_>, _>>()?.into()))
    }

    /// A key for another purpose, derived from the current key.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        let master = self.0.first().map(Key::master).unwrap_or_default();
        let mac = Hmac::<Sha256>::new_from_slice(master).map(|mut mac| {
            mac.update(purpose.as_bytes());
            mac.finalize().into_bytes().into()
        });
        mac.unwrap_or_default()
    }

    /// Seals `text` for the cookie of that name: encrypts it, authenticates it and binds it to the
    /// name.
    pub(crate) fn seal(&self, cookie: &str, text: String) -> String {
        let mut jar = CookieJar::new();
        if let Some(key) = self.0.first() {
            jar.private_mut(key).add(Cookie::new(cookie.to_owned(), text));
        }
        jar.get(cookie).map(|sealed| sealed.value().to_owned()).unwrap_or_default()
    }

    /// Opens a value that [`Ring::seal`] returned for the same name, with any key of the ring. None
    /// for anything else.
    pub(crate) fn open(&self, cookie: &str, value: &str) -> Option<Unsealed> {
        let jar = CookieJar::new();
        self.0.iter().enumerate().find_map(|(index, key)| {
            let opened = jar.private(key).decrypt(Cookie::new(cookie.to_owned(), value.to_owned()))?;
            Some(Unsealed { text: opened.value().to_owned(), with_current_key: index == 0 })
        })
    }
}

/// The key in the file `path`; creates the file if it is missing.
///
/// # Errors
/// When the file can't be read or written, others can read it, or it holds no key.
#[allow(
    clippy::disallowed_methods,
    reason = "the loopback demo's own key, so that a rebuild signs nobody out; no word of anybody's is in it"
)]
fn development_key(path: &Path) -> io::Result<Key> {
    let invalid = |what| io::Error::new(io::ErrorKind::InvalidData, what);
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            let key = Key::generate();
            file.write_all(BASE64_STANDARD.encode(key.master()).as_bytes())?;
            Ok(key)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if fs::symlink_metadata(path)?.mode() & 0o170_077 != 0o100_000 {
                return Err(invalid("it can be read by others"));
            }
            let bytes = BASE64_STANDARD
                .decode(fs::read_to_string(path)?.trim())
                .map_err(|_| invalid("it is no key"))?;
            Key::try_from(bytes.as_slice()).map_err(|_| invalid("it is no key"))
        }
        Err(error) => Err(error),
    }
}
