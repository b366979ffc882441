//! Signatures that are accepted and refused.
#![allow(clippy::unwrap_used)]

mod vectors;

use serde_json::json;

use super::*;
use vectors::*;

fn set(keys: &[&str]) -> CoreJsonWebKeySet {
    key_set(format!("{{\"keys\": [{}]}}", keys.join(",")).as_bytes()).unwrap()
}

fn verify(token: &str, keys: &[&str]) -> Result<String, JwsError> {
    let keys = set(keys);
    let verified = Jws::parse(token)?.verify(&keys)?;
    Ok(verified.claims.text("sub").unwrap_or_default().to_owned())
}

/// A token with another header and the old signature.
fn with_header(token: &str, header: Value) -> String {
    let (_, rest) = token.split_once('.').unwrap();
    format!("{}.{rest}", BASE64_URL_SAFE_NO_PAD.encode(header.to_string()))
}

/// A key with some members changed; null removes one.
fn changed(key: &str, changes: Value) -> String {
    let mut key: Map<String, Value> = serde_json::from_str(key).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(key.remove(name)),
            value => drop(key.insert(name.clone(), value.clone())),
        }
    }
    Value::Object(key).to_string()
}

#[test]
fn every_accepted_algorithm_verifies_with_its_key_beside_others() {
    let all = [RSA, P256, P384, ED25519];
    for token in [RS256_TOKEN, PS384_TOKEN, ES256_TOKEN, ES384_TOKEN, EDDSA_TOKEN, ED25519_TOKEN] {
        assert_eq!(verify(token, &all), Ok("somebody".to_owned()), "{token}");
    }
}

#[test]
fn a_key_may_name_its_algorithm_in_either_spelling() {
    for alg in ["EdDSA", "Ed25519"] {
        let key = changed(ED25519, json!({"alg": alg}));
        assert!(verify(EDDSA_TOKEN, &[&key]).is_ok());
        assert!(verify(ED25519_TOKEN, &[&key]).is_ok());
    }
    let key = changed(RSA, json!({"alg": "RS512"}));
    assert!(matches!(verify(RS256_TOKEN, &[&key]), Err(JwsError::UnusableKey(_))));
}

#[test]
fn symmetric_missing_and_unknown_algorithms_are_refused_by_name() {
    assert_eq!(verify(HS256_TOKEN, &[RSA]), Err(JwsError::Algorithm(Printable::new("HS256"))));
    assert_eq!(verify(ES512_TOKEN, &[P256]), Err(JwsError::Algorithm(Printable::new("ES512"))));
    for alg in ["none", "None", "NONE"] {
        let token = with_header(RS256_TOKEN, json!({"alg": alg}));
        assert_eq!(verify(&token, &[RSA]), Err(JwsError::Unsigned));
    }
    assert_eq!(verify(&with_header(RS256_TOKEN, json!({})), &[RSA]), Err(JwsError::Shape("header")));
    let critical = json!({"alg": "RS256", "kid": "rsa", "crit": ["exp"]});
    assert_eq!(verify(&with_header(RS256_TOKEN, critical), &[RSA]), Err(JwsError::Critical));
}

#[test]
fn a_changed_header_payload_or_signature_is_refused() {
    for token in [RS256_TOKEN, PS384_TOKEN, ES256_TOKEN, ES384_TOKEN, EDDSA_TOKEN] {
        let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let other = BASE64_URL_SAFE_NO_PAD.encode(json!({"sub": "somebody else"}).to_string());
        let all = [RSA, P256, P384, ED25519];
        let forged = verify(&format!("{header}.{other}.{signature}"), &all);
        assert!(matches!(forged, Err(JwsError::WrongSignature(_))), "{forged:?}");
        for wrong in ["", "AAAA", &signature[1..], &signature[..signature.len() - 2]] {
            assert!(verify(&format!("{header}.{payload}.{wrong}"), &all).is_err());
        }
    }
}

#[test]
fn what_is_no_token_is_refused() {
    for text in [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "....",
        "e30.e30.",
        &format!("{RS256_TOKEN}."),
        &format!("{RS256_TOKEN}="),
    ] {
        assert!(verify(text, &[RSA]).is_err(), "{text}");
    }
}

#[test]
fn an_unknown_key_is_named_and_asks_for_fresh_keys() {
    let error = verify(RS256_TOKEN, &[P256, ED25519]).unwrap_err();
    assert_eq!(error.to_string(), "the provider has no key `rsa`");
    assert!(error.is_about_keys());
    let renamed = changed(RSA, json!({"kid": "other"}));
    assert!(verify(RS256_TOKEN, &[&renamed]).unwrap_err().is_about_keys());
    let other = changed(P256, json!({"kid": "rsa"}));
    assert!(!verify(RS256_TOKEN, &[&other]).unwrap_err().is_about_keys());
}

#[test]
fn a_key_for_encryption_does_not_verify() {
    let key = changed(RSA, json!({"use": "enc"}));
    assert!(matches!(verify(RS256_TOKEN, &[&key]), Err(JwsError::UnusableKey(_))));
}

#[test]
fn a_token_that_names_no_key_is_accepted_only_if_one_key_fits_its_algorithm() {
    let (_, rest) = RS256_TOKEN.split_once('.').unwrap();
    // The signature of another header is wrong; what counts is which error is given.
    let nameless = format!("{}.{rest}", BASE64_URL_SAFE_NO_PAD.encode(json!({"alg": "RS256"}).to_string()));
    assert!(matches!(verify(&nameless, &[RSA, P256]), Err(JwsError::WrongSignature(_))));
    assert_eq!(verify(&nameless, &[P256]), Err(JwsError::NoKey));
    let other = changed(RSA, json!({"kid": "other"}));
    assert_eq!(verify(&nameless, &[RSA, &other]), Err(JwsError::SeveralKeys));
}

#[test]
fn unknown_keys_in_the_set_are_skipped() {
    let odd = [
        r#"{"kty":"OKP","crv":"X25519","x":"AAAA","kid":"x"}"#,
        r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA","kid":"y"}"#,
        r#"{"kty":"EC","crv":"secp256k1","x":"AAAA","y":"AAAA","kid":"z"}"#,
        r#"{"kid":"w"}"#,
        RSA,
    ];
    assert!(verify(RS256_TOKEN, &odd).is_ok());
}
