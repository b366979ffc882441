//! What a provider's discovery document says. Parts that Mayfly doesn't use may be missing or wrong.

use serde_json::{Map, Value};
use url::Url;

/// The used part of a discovery document (OpenID Connect Discovery 1.0, RP-Initiated Logout 1.0,
/// RFC 9207).
#[derive(Debug, Clone)]
pub(super) struct Metadata {
    /// As the provider spells it.
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) jwks_uri: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    pub(super) end_session_endpoint: Option<Url>,
    /// Whether every authorization response names its issuer (RFC 9207).
    pub(super) names_issuer: bool,
    /// The values of `prompt` that the provider announces; none are announced if empty.
    pub(super) prompts: Vec<String>,
}

/// Which required field of a discovery document is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its field {field} {what}")]
pub(super) struct MetadataError {
    pub(super) field: &'static str,
    pub(super) what: &'static str,
}

impl Metadata {
    /// Reads a document. Optional endpoints that are no addresses are left out, with a line in the
    /// log that names `provider` and field.
    ///
    /// # Errors
    /// When a required field is missing or wrong.
    pub(super) fn parse(provider: &str, document: &Map<String, Value>) -> Result<Self, MetadataError> {
        let address = |field| match document.get(field) {
            None | Some(Value::Null) => Err(MetadataError { field, what: "is missing" }),
            Some(value) => value
                .as_str()
                .and_then(|text| Url::parse(text).ok())
                .filter(Url::has_host)
                .ok_or(MetadataError { field, what: "is not an address" }),
        };
        let optional = |field| match address(field) {
            Ok(url) => Some(url),
            Err(MetadataError { what: "is missing", .. }) => None,
            Err(error) => {
                let reason = error.what;
                tracing::warn!(provider, field, reason, "ignoring an optional discovery field");
                None
            }
        };
        let issuer = match document.get("issuer").map(Value::as_str) {
            Some(Some(issuer)) => issuer.to_owned(),
            Some(None) => return Err(MetadataError { field: "issuer", what: "is not text" }),
            None => return Err(MetadataError { field: "issuer", what: "is missing" }),
        };
        let prompts = document.get("prompt_values_supported").and_then(Value::as_array);
        Ok(Self {
            issuer,
            authorization_endpoint: address("authorization_endpoint")?,
            token_endpoint: address("token_endpoint")?,
            jwks_uri: address("jwks_uri")?,
            userinfo_endpoint: optional("userinfo_endpoint"),
            end_session_endpoint: optional("end_session_endpoint"),
            names_issuer: is_true(document.get("authorization_response_iss_parameter_supported")),
            prompts: prompts.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }

    /// Every endpoint with its field's name.
    pub(super) fn endpoints(&self) -> impl Iterator<Item = (&'static str, &Url)> {
        [
            ("authorization_endpoint", Some(&self.authorization_endpoint)),
            ("token_endpoint", Some(&self.token_endpoint)),
            ("jwks_uri", Some(&self.jwks_uri)),
            ("userinfo_endpoint", self.userinfo_endpoint.as_ref()),
            ("end_session_endpoint", self.end_session_endpoint.as_ref()),
        ]
        .into_iter()
        .filter_map(|(field, url)| Some((field, url?)))
    }
}

/// Some providers send booleans as text.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(truth)) => *truth,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "issuer": "https://login.example.org",
            "authorization_endpoint": "https://login.example.org/authorize",
            "token_endpoint": "https://login.example.org/token",
            "jwks_uri": "https://login.example.org/keys",
        })
    }

    fn parse(change: impl FnOnce(&mut Value)) -> Result<Metadata, MetadataError> {
        let mut document = document();
        change(&mut document);
        Metadata::parse("test", document.as_object().unwrap())
    }

    #[test]
    fn unused_and_optional_fields_may_be_missing_empty_or_of_any_type() {
        parse(|_| ()).unwrap();
        for (field, value) in [
            ("end_session_endpoint", json!("")),
            ("userinfo_endpoint", json!(7)),
            ("registration_endpoint", json!("")),
            ("op_policy_uri", json!("")),
            ("subject_types_supported", Value::Null),
            ("response_types_supported", json!("code")),
            ("id_token_signing_alg_values_supported", json!([7])),
            ("prompt_values_supported", json!("login")),
            ("claims_supported", json!({})),
        ] {
            parse(|document| document[field] = value).unwrap_or_else(|error| panic!("{field}: {error}"));
        }
    }

    #[test]
    fn an_announcement_as_text_counts() {
        let field = "authorization_response_iss_parameter_supported";
        for (value, announced) in [(json!("true"), true), (json!(true), true), (json!("false"), false)] {
            assert_eq!(parse(|document| document[field] = value).unwrap().names_issuer, announced);
        }
    }

    #[test]
    fn a_wrong_required_field_is_named() {
        for field in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
            let error = parse(|document| drop(document.as_object_mut().unwrap().remove(field))).unwrap_err();
            assert_eq!((error.field, error.what), (field, "is missing"));
            let error = parse(|document| document[field] = json!(7)).unwrap_err();
            assert_eq!(error.field, field);
        }
    }
}
