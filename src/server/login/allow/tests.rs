//! Who may enter, by what providers send.
#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;

fn domains(domains: &[&str]) -> Allow {
    Allow { email_domains: domains.iter().map(|d| (*d).to_owned()).collect(), ..Allow::default() }
}

fn claim(name: &str, values: &[&str]) -> Allow {
    let values = values.iter().map(|v| (*v).to_owned()).collect();
    Allow { claims: [(name.to_owned(), values)].into(), ..Allow::default() }
}

fn check(allow: &Allow, trusting: bool, documents: &[Value]) -> Result<(), String> {
    let documents: Vec<_> = documents.iter().map(|document| document.as_object().unwrap()).collect();
    may_enter(Some(allow), trusting, &documents).map_err(|refusal| refusal.to_string())
}

fn enters(allow: &Allow, documents: &[Value]) -> bool {
    check(allow, false, documents).is_ok()
}

fn reason(allow: &Allow, document: Value) -> String {
    check(allow, false, &[document]).unwrap_err()
}

#[test]
fn without_a_list_everybody_enters() {
    assert!(may_enter(None, false, &[&Map::new()]).is_ok());
}

#[test]
fn an_empty_list_admits_nobody() {
    let person = json!({"email": "a@example.org", "email_verified": true, "groups": ["staff"]});
    assert!(!enters(&Allow::default(), &[person]));
}

#[test]
fn a_verified_address_of_a_listed_domain_enters() {
    let allow = domains(&["example.org"]);
    assert!(enters(&allow, &[json!({"email": "a@Example.ORG", "email_verified": true})]));
    assert!(enters(&allow, &[json!({"email": "a@example.org", "email_verified": "true"})]));
    assert!(enters(&allow, &[json!({}), json!({"email": "a@example.org", "email_verified": true})]));
}

#[test]
fn an_address_that_is_unverified_or_only_resembles_the_domain_does_not() {
    let allow = domains(&["example.org"]);
    for document in [
        json!({"email": "a@example.org"}),
        json!({"email": "a@example.org", "email_verified": false}),
        json!({"email": "a@example.org", "email_verified": "yes"}),
        json!({"email": "a@example.org", "email_verified": 1}),
        json!({"email": "a@sub.example.org", "email_verified": true}),
        json!({"email": "a@example.org.evil.example", "email_verified": true}),
        json!({"email": "example.org", "email_verified": true}),
        json!({"email": ["a@example.org"], "email_verified": true}),
        json!({"email": "a@evil.example@example.com", "email_verified": true}),
        json!({"email_verified": true}),
    ] {
        assert!(!enters(&allow, std::slice::from_ref(&document)), "{document}");
    }
}

#[test]
fn a_trusted_provider_s_address_enters_unless_it_is_called_unverified() {
    let allow = domains(&["example.org"]);
    assert_eq!(check(&allow, true, &[json!({"email": "a@example.org"})]), Ok(()));
    assert_eq!(check(&allow, true, &[json!({"email": "a@example.org", "email_verified": null})]), Ok(()));
    for document in [
        json!({"email": "a@example.org", "email_verified": false}),
        json!({"email": "a@example.org", "email_verified": "false"}),
        json!({"email": "a@example.com"}),
    ] {
        assert!(check(&allow, true, std::slice::from_ref(&document)).is_err(), "{document}");
    }
}

#[test]
fn verification_in_one_document_does_not_cover_the_address_in_another() {
    let documents =
        [json!({"email": "a@example.org"}), json!({"email": "b@evil.example", "email_verified": true})];
    assert!(!enters(&domains(&["example.org"]), &documents));
}

#[test]
fn a_listed_group_or_role_enters_and_others_do_not() {
    let allow = claim("groups", &["staff", "guests"]);
    assert!(enters(&allow, &[json!({"groups": ["x", "guests"]})]));
    assert!(enters(&allow, &[json!({"groups": "staff"})]));
    assert!(!enters(&allow, &[json!({"groups": ["stafff", 1, null]})]));
    assert!(!enters(&allow, &[json!({"roles": ["staff"]})]));
    assert!(!enters(&allow, &[json!({"groups": "staff,guests"})]));
}

#[test]
fn the_keys_of_an_object_numbers_and_booleans_are_values() {
    let roles = json!({"urn:zitadel:iam:org:project:roles": {"chat": {"123": "example.org"}}});
    assert!(enters(&claim("urn:zitadel:iam:org:project:roles", &["chat"]), std::slice::from_ref(&roles)));
    assert!(!enters(&claim("urn:zitadel:iam:org:project:roles", &["123"]), &[roles]));
    assert!(enters(&claim("chat", &["true"]), &[json!({"chat": true})]));
    assert!(!enters(&claim("chat", &["true"]), &[json!({"chat": false})]));
    assert!(enters(&claim("level", &["3"]), &[json!({"level": [2, 3]})]));
}

#[test]
fn dots_lead_into_objects_and_escaped_dots_are_part_of_a_name() {
    let realm = json!({"realm_access": {"roles": ["chat"]}});
    assert!(enters(&claim("realm_access.roles", &["chat"]), &[realm]));
    let whole = json!({"https://example.org/roles": ["chat"]});
    assert!(enters(&claim("https://example.org/roles", &["chat"]), &[whole]));
    let client = json!({"resource_access": {"my.client": {"roles": ["chat"]}}});
    assert!(enters(&claim(r"resource_access.my\.client.roles", &["chat"]), std::slice::from_ref(&client)));
    assert!(!enters(&claim("resource_access.my.client.roles", &["chat"]), &[client]));
    assert!(enters(&claim(r"a\\.b", &["chat"]), &[json!({"a\\": {"b": "chat"}})]));
    assert!(enters(&claim(r"a\b", &["chat"]), &[json!({"a\\b": "chat"})]));
}

#[test]
fn a_refusal_says_why_and_repeats_no_value() {
    let allow = domains(&["example.org"]);
    for (document, said) in [
        (json!({}), "email: the provider sent no address"),
        (json!({"email": "secret"}), "not an address"),
        (json!({"email": "secret@example.org"}), "does not say whether"),
        (json!({"email": "secret@example.org", "email_verified": false}), "is not verified"),
        (json!({"email": "secret@secret.example", "email_verified": true}), "domain is not listed"),
    ] {
        let reason = reason(&allow, document);
        assert!(reason.contains(said) && !reason.contains("secret"), "{reason}");
    }
    let allow = claim("groups", &["staff"]);
    for (document, said) in [
        (json!({}), "groups: the provider sent no such claim"),
        (json!({"groups": ["secret"]}), "groups: no value is listed"),
        (json!({"_claim_names": {"groups": "src1"}}), "groups: the provider left the claim out"),
    ] {
        let reason = reason(&allow, document);
        assert!(reason.contains(said) && !reason.contains("secret"), "{reason}");
    }
}
