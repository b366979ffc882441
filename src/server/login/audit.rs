//! How a person is named in the log: by a keyed hash, so that the lines of one person can be found and
//! nobody is named.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Bytes of the hash that are shown: enough to tell a million people apart.
const SHOWN: usize = 9;

/// The key of the hashes. It is derived from the current session key, so a person's name in the log
/// changes when that key does.
#[derive(Clone)]
pub(super) struct AuditKey([u8; 32]);

impl AuditKey {
    pub(super) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The name of a person in the log.
    pub(super) fn name(&self, issuer: &str, subject: &str) -> String {
        let hash = Hmac::<Sha256>::new_from_slice(&self.0).map(|mut mac| {
            // The length keeps two parts apart, whatever is in them.
            mac.update(&(issuer.len() as u64).to_be_bytes());
            mac.update(issuer.as_bytes());
            mac.update(subject.as_bytes());
            mac.finalize().into_bytes()
        });
        hash.map(|hash| BASE64_URL_SAFE_NO_PAD.encode(&hash[..SHOWN])).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_depends_on_key_issuer_and_subject() {
        let (one, other) = (AuditKey::new([1; 32]), AuditKey::new([2; 32]));
        let name = one.name("issuer", "subject");
        assert_eq!(name, one.name("issuer", "subject"));
        assert_eq!(name.len(), 12);
        for different in
            [other.name("issuer", "subject"), one.name("issuers", "ubject"), one.name("issuer", "other")]
        {
            assert_ne!(name, different);
        }
    }
}
