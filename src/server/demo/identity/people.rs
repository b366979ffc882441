//! The people of the demo: roles, not persons.

use openidconnect::{
    AdditionalClaims, EndUserEmail, EndUserName, StandardClaims, SubjectIdentifier, core::CoreGenderClaim,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The longest name that can be typed, in characters.
const MAX_NAME: usize = 60;

/// Somebody to sign in as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DemoPerson {
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) groups: Vec<String>,
}

/// A person to pick: subject, name, what the page says about them, groups.
pub(super) struct Listed {
    pub(super) subject: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    email: &'static str,
    groups: &'static [&'static str],
}

/// Those whom the page lists.
pub(super) const LISTED: [Listed; 3] = [
    Listed {
        subject: "demo-user",
        name: "Demo user",
        about: "in the group users",
        email: "demo.user@example.org",
        groups: &["users"],
    },
    Listed {
        subject: "demo-editor",
        name: "Demo editor",
        about: "in the groups users and editors",
        email: "demo.editor@example.org",
        groups: &["users", "editors"],
    },
    Listed {
        subject: "demo-guest",
        name: "Demo guest",
        about: "in no group, from another domain",
        email: "demo.guest@example.net",
        groups: &[],
    },
];

impl DemoPerson {
    /// A listed person.
    pub(super) fn listed(subject: &str) -> Option<Self> {
        LISTED.iter().find(|listed| listed.subject == subject).map(|listed| Self {
            subject: listed.subject.to_owned(),
            name: listed.name.to_owned(),
            email: Some(listed.email.to_owned()),
            groups: listed.groups.iter().map(|group| (*group).to_owned()).collect(),
        })
    }

    /// Whoever calls themselves so. The same name is the same person next time.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        if name.is_empty() {
            return None;
        }
        let digest = Sha256::digest(name.to_lowercase().as_bytes());
        let mark: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Some(Self { subject: format!("named-{mark}"), name, email: None, groups: Vec::new() })
    }

    /// Their claims, as ID token and userinfo tell them.
    pub(super) fn claims(&self) -> StandardClaims<CoreGenderClaim> {
        StandardClaims::new(SubjectIdentifier::new(self.subject.clone()))
            .set_name(Some(EndUserName::new(self.name.clone()).into()))
            .set_email(self.email.clone().map(EndUserEmail::new))
            .set_email_verified(self.email.as_ref().map(|_| true))
    }

    /// Their groups.
    pub(super) fn groups(&self) -> Groups {
        Groups { groups: self.groups.clone() }
    }
}

/// The one claim beyond the standard ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Groups {
    groups: Vec<String>,
}

impl AdditionalClaims for Groups {}
