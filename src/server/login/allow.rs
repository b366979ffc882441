//! Who may enter.

use serde_json::Value;

use crate::server::config::Allow;

/// Whether anybody in `documents` (ID token, userinfo) is on the list: everybody where it is
/// empty, else whoever has a verified e-mail address of a listed domain, or a listed value in a
/// listed claim. A claim's name may lead into objects by dots, as in `realm_access.roles`.
pub(super) fn may_enter(allow: &Allow, documents: &[Value]) -> bool {
    if allow.email_domains.is_empty() && allow.claims.is_empty() {
        return true;
    }
    documents.iter().any(|document| has_domain(allow, document) || has_claim(allow, document))
}

/// An address counts only where the same document calls it verified.
fn has_domain(allow: &Allow, document: &Value) -> bool {
    let verified = matches!(&document["email_verified"], Value::Bool(true));
    let Some((_, domain)) = document["email"].as_str().and_then(|email| email.rsplit_once('@')) else {
        return false;
    };
    verified
        && allow
            .email_domains
            .iter()
            .any(|listed| listed.trim_start_matches('@').eq_ignore_ascii_case(domain))
}

fn has_claim(allow: &Allow, document: &Value) -> bool {
    allow.claims.iter().any(|(name, listed)| {
        let value =
            document.get(name).or_else(|| name.split('.').try_fold(document, |value, key| value.get(key)));
        let is_listed =
            |value: &Value| value.as_str().is_some_and(|text| listed.iter().any(|entry| entry == text));
        match value {
            Some(Value::Array(values)) => values.iter().any(is_listed),
            Some(value) => is_listed(value),
            None => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn domains(domains: &[&str]) -> Allow {
        Allow { email_domains: domains.iter().map(|d| (*d).to_owned()).collect(), ..Allow::default() }
    }

    fn claim(name: &str, values: &[&str]) -> Allow {
        let values = values.iter().map(|v| (*v).to_owned()).collect();
        Allow { claims: [(name.to_owned(), values)].into(), ..Allow::default() }
    }

    #[test]
    fn an_empty_list_lets_everybody_in() {
        assert!(may_enter(&Allow::default(), &[json!({})]));
    }

    #[test]
    fn a_verified_address_of_a_listed_domain_enters() {
        let allow = domains(&["example.org"]);
        assert!(may_enter(&allow, &[json!({"email": "a@Example.ORG", "email_verified": true})]));
        assert!(may_enter(&allow, &[json!({}), json!({"email": "a@example.org", "email_verified": true})]));
    }

    #[test]
    fn an_address_that_is_unverified_or_only_resembles_the_domain_does_not() {
        let allow = domains(&["example.org"]);
        for document in [
            json!({"email": "a@example.org"}),
            json!({"email": "a@example.org", "email_verified": false}),
            json!({"email": "a@example.org", "email_verified": "yes"}),
            json!({"email": "a@sub.example.org", "email_verified": true}),
            json!({"email": "a@example.org.evil.example", "email_verified": true}),
            json!({"email": "example.org", "email_verified": true}),
            json!({"email": "a@evil.example@example.com", "email_verified": true}),
            json!({"email_verified": true}),
        ] {
            assert!(!may_enter(&allow, std::slice::from_ref(&document)), "{document}");
        }
    }

    #[test]
    fn verification_in_one_document_does_not_cover_the_address_in_another() {
        let documents =
            [json!({"email": "a@example.org"}), json!({"email": "b@evil.example", "email_verified": true})];
        assert!(!may_enter(&domains(&["example.org"]), &documents));
    }

    #[test]
    fn a_listed_group_or_role_enters_and_others_do_not() {
        let allow = claim("groups", &["staff", "guests"]);
        assert!(may_enter(&allow, &[json!({"groups": ["x", "guests"]})]));
        assert!(may_enter(&allow, &[json!({"groups": "staff"})]));
        assert!(!may_enter(&allow, &[json!({"groups": ["stafff", 1, null]})]));
        assert!(!may_enter(&allow, &[json!({"roles": ["staff"]})]));
        assert!(may_enter(
            &claim("realm_access.roles", &["chat"]),
            &[json!({"realm_access": {"roles": ["chat"]}})]
        ));
        assert!(may_enter(
            &claim("https://example.org/roles", &["chat"]),
            &[json!({"https://example.org/roles": ["chat"]})]
        ));
    }
}
