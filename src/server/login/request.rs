//! What somebody wants of a sign-in, as it travels in addresses.

use serde::Deserialize;

use crate::api::session::SignInFault;

/// The query of `/login/{provider}`, and with `provider` that of `/login/error`. A sign-in that failed
/// keeps it, so that the next one ends in the same window and at the same page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct SignInRequest {
    /// The provider's name. Its path has it where a sign-in begins.
    pub(crate) provider: Option<String>,
    /// The path to go to afterwards. It is checked when the sign-in begins.
    #[serde(rename = "return")]
    pub(crate) return_path: Option<String>,
    /// `1` for a sign-in in a window of its own.
    popup: Option<String>,
    /// `1` to sign in with another account.
    switch: Option<String>,
}

impl SignInRequest {
    pub(super) fn new(provider: &str, return_path: &str, is_popup: bool) -> Self {
        Self {
            provider: Some(provider.to_owned()),
            return_path: Some(return_path.to_owned()),
            popup: is_popup.then(|| "1".to_owned()),
            switch: None,
        }
    }

    /// Whether the sign-in is in a window of its own.
    pub(crate) fn is_popup(&self) -> bool {
        self.popup.as_deref() == Some("1")
    }

    /// Whether the provider should ask for an account.
    pub(super) fn switches_account(&self) -> bool {
        self.switch.as_deref() == Some("1")
    }

    /// The address that begins this sign-in at `provider`.
    pub(crate) fn begin_address(&self, provider: &str, switches_account: bool) -> String {
        let mut query = self.query();
        if switches_account {
            query.append_pair("switch", "1");
        }
        with_query(format!("/login/{provider}"), &query.finish())
    }

    /// The address of the page that says why this sign-in failed.
    pub(super) fn error_address(&self, fault: SignInFault) -> String {
        let mut query = self.query();
        query.append_pair("reason", fault.as_str());
        if let Some(provider) = &self.provider {
            query.append_pair("provider", provider);
        }
        with_query("/login/error".to_owned(), &query.finish())
    }

    fn query(&self) -> url::form_urlencoded::Serializer<'static, String> {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(path) = self.return_path.as_deref().filter(|path| *path != "/") {
            query.append_pair("return", path);
        }
        if self.is_popup() {
            query.append_pair("popup", "1");
        }
        query
    }
}

fn with_query(path: String, query: &str) -> String {
    if query.is_empty() { path } else { format!("{path}?{query}") }
}
