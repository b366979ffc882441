//! Who may enter.

use std::fmt;

use serde_json::{Map, Value};

use crate::server::config::Allow;

/// The claims of one document: the ID token, or the userinfo.
type Document = Map<String, Value>;

/// Why nobody on the list is this person. Prints names of claims and never a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AllowRefusal(Vec<String>);

impl fmt::Display for AllowRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

/// Whether the person that `documents` describe may enter: with an e-mail address at a listed
/// domain, or with a listed value in a listed claim. Without a list, everybody may.
///
/// An address must be verified by the document that has it; with `email_is_verified`, an address
/// counts as verified where the document says nothing about it.
///
/// # Errors
/// When no entry matches, with a reason for each list.
pub(super) fn may_enter(
    allow: Option<&Allow>,
    email_is_verified: bool,
    documents: &[&Document],
) -> Result<(), AllowRefusal> {
    let Some(allow) = allow else { return Ok(()) };
    let mut reasons = Vec::new();
    if !allow.email_domains.is_empty() {
        let checks = documents.iter().map(|document| check_email(allow, email_is_verified, document));
        match checks.max() {
            Some(EmailCheck::Listed) => return Ok(()),
            Some(check) => reasons.push(format!("email: {}", check.reason())),
            None => {}
        }
    }
    for (name, listed) in &allow.claims {
        let checks = documents.iter().map(|document| check_claim(name, listed, document));
        match checks.max() {
            Some(ClaimCheck::Listed) => return Ok(()),
            Some(check) => reasons.push(format!("{name}: {}", check.reason())),
            None => {}
        }
    }
    Err(AllowRefusal(reasons))
}

/// How far a document's e-mail address gets, the furthest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum EmailCheck {
    Missing,
    NotAnAddress,
    NotCalledVerified,
    Unverified,
    NotListed,
    Listed,
}

impl EmailCheck {
    fn reason(self) -> &'static str {
        match self {
            Self::Missing => "the provider sent no address",
            Self::NotAnAddress => "the claim is not an address",
            Self::NotCalledVerified => {
                "the provider does not say whether the address is verified (see `email_is_verified`)"
            }
            Self::Unverified => "the provider says that the address is not verified",
            Self::NotListed => "the address’s domain is not listed",
            Self::Listed => "listed",
        }
    }
}

fn check_email(allow: &Allow, email_is_verified: bool, document: &Document) -> EmailCheck {
    let Some(email) = document.get("email") else { return EmailCheck::Missing };
    let Some((_, domain)) = email.as_str().and_then(|email| email.rsplit_once('@')) else {
        return EmailCheck::NotAnAddress;
    };
    let is_verified = match document.get("email_verified") {
        Some(Value::Bool(verified)) => *verified,
        // Some providers send booleans as text.
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        Some(Value::Null) | None if email_is_verified => true,
        Some(Value::Null) | None => return EmailCheck::NotCalledVerified,
        Some(_) => false,
    };
    let is_listed = |listed: &String| listed.trim_start_matches('@').eq_ignore_ascii_case(domain);
    match is_verified {
        false => EmailCheck::Unverified,
        true if allow.email_domains.iter().any(is_listed) => EmailCheck::Listed,
        true => EmailCheck::NotListed,
    }
}

/// How far a document's claim gets, the furthest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ClaimCheck {
    Missing,
    LeftOut,
    NotListed,
    Listed,
}

impl ClaimCheck {
    fn reason(self) -> &'static str {
        match self {
            Self::Missing => "the provider sent no such claim",
            Self::LeftOut => "the provider left the claim out because it has too many values",
            Self::NotListed => "no value is listed",
            Self::Listed => "listed",
        }
    }
}

fn check_claim(name: &str, listed: &[String], document: &Document) -> ClaimCheck {
    let Some(value) = find(name, document) else {
        // OpenID Connect Core 5.6.2: the values are elsewhere. Entra ID does so beyond 200 groups.
        let elsewhere = document.get("_claim_names").and_then(|names| names.get(name));
        return if elsewhere.is_some() { ClaimCheck::LeftOut } else { ClaimCheck::Missing };
    };
    let is_listed = |text: &str| listed.iter().any(|entry| entry == text);
    let has_listed = match value {
        Value::Array(items) => items.iter().any(|item| scalar(item).is_some_and(|text| is_listed(&text))),
        // Zitadel's roles are the keys of an object.
        Value::Object(object) => object.keys().any(|key| is_listed(key)),
        value => scalar(value).is_some_and(|text| is_listed(&text)),
    };
    if has_listed { ClaimCheck::Listed } else { ClaimCheck::NotListed }
}

/// A text, number or boolean as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The claim of that name. Dots lead into objects, unless the document has a claim of the whole name;
/// `\.` is a dot within a name.
fn find<'a>(name: &str, document: &'a Document) -> Option<&'a Value> {
    if let Some(value) = document.get(name) {
        return Some(value);
    }
    let path = path(name);
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(document.get(first)?, |value, key| value.get(key))
}

/// The parts of a claim's name, without the backslashes.
fn path(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = name.chars().peekable();
    while let Some(char) = chars.next() {
        match (char, parts.last_mut()) {
            ('.', _) => parts.push(String::new()),
            ('\\', Some(part)) if matches!(chars.peek(), Some('.' | '\\')) => part.extend(chars.next()),
            (char, Some(part)) => part.push(char),
            (_, None) => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests;
