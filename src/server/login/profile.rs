//! What of the provider's claims goes into the session.

use super::token::Vouched;
use crate::server::person::Identity;

/// The person as the session keeps them. Each claim comes from the ID token, or else from userinfo.
pub(super) fn identity(issuer: &str, vouched: &Vouched) -> Identity {
    let documents = || [Some(&vouched.claims), vouched.user_info.as_ref()].into_iter().flatten();
    let label = |name: &str| documents().find_map(|claims| claims.label(name)).map(str::to_owned);
    let email = label("email");
    let name = label("name")
        .or_else(|| label("given_name"))
        .or_else(|| label("preferred_username"))
        .or_else(|| email.clone())
        .unwrap_or_else(|| vouched.subject.clone());
    Identity {
        issuer: issuer.to_owned(),
        subject: vouched.subject.clone(),
        name,
        email,
        picture: documents().any(|claims| claims.has("picture")),
        sid: vouched.claims.text("sid").map(str::to_owned),
    }
}
