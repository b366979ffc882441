//! What of the provider's claims goes into the session.

use openidconnect::LocalizedClaim;

use super::token::Vouched;
use crate::server::person::Identity;

/// The person as the session keeps them. What the ID token does not tell, userinfo may.
pub(super) fn identity(issuer: &str, vouched: &Vouched) -> Identity {
    let (claims, info) = (&vouched.claims, vouched.user_info.as_ref());
    let subject = claims.subject().as_str().to_owned();
    let email = claims.email().or_else(|| info?.email()).map(|email| email.as_str().to_owned());
    let username = claims.preferred_username().or_else(|| info?.preferred_username());
    let name = text(claims.name())
        .or_else(|| text(info?.name()))
        .or_else(|| text(claims.given_name()))
        .or_else(|| text(info?.given_name()))
        .or_else(|| username.map(|name| name.as_str().to_owned()))
        .or_else(|| email.clone())
        .unwrap_or_else(|| subject.clone());
    let picture = claims.picture().or_else(|| info?.picture()).is_some();
    let sid = claims.additional_claims().sid.clone();
    Identity { issuer: issuer.to_owned(), subject, name, email, picture, sid }
}

/// A claim in its default language, else in any.
fn text<T: std::ops::Deref<Target = String>>(claim: Option<&LocalizedClaim<T>>) -> Option<String> {
    let claim = claim?;
    let value = claim.get(None).or_else(|| claim.iter().next().map(|(_, value)| value))?;
    Some(value.trim().to_owned()).filter(|text| !text.is_empty())
}
