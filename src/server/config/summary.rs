//! The configuration in three lines.

use super::{Allow, Config, Model, Provider};

const DEMO_MODEL: &str = "the embedded demo model, which answers from a script";

impl Config {
    /// What the server prints at start: the sign-in method, who may enter, and the model, in one
    /// line each. Without secrets.
    pub(crate) fn startup_lines(&self) -> [String; 3] {
        [
            format!("Login: {}", self.login_line()),
            format!("Entry: {}", self.entry_line()),
            format!("Model: {}", self.model_line()),
        ]
    }

    fn entry_line(&self) -> String {
        let own: Vec<_> = self.providers.values().filter(|provider| !provider.demo).collect();
        match own.as_slice() {
            [] if self.demo => "anybody on this machine, under any name".to_owned(),
            [] => "nobody".to_owned(),
            own => own.iter().map(|provider| entry(provider)).collect::<Vec<_>>().join("; "),
        }
    }

    fn login_line(&self) -> String {
        let own: Vec<_> = self.providers.values().filter(|provider| !provider.demo).collect();
        match own.as_slice() {
            [] if self.demo => "the embedded demo accounts, on this machine alone".to_owned(),
            [] => "none".to_owned(),
            own => own.iter().map(|provider| provider.issuer.as_str()).collect::<Vec<_>>().join(", "),
        }
    }

    fn model_line(&self) -> String {
        let default = self.default_model.as_ref().and_then(|name| self.models.get_key_value(name));
        let Some((name, model)) = default.or_else(|| self.models.iter().next()) else {
            let endpoint = self.endpoints.values().next();
            return match endpoint {
                Some(endpoint) => format!("those that {} has", place(endpoint)),
                None if self.demo => DEMO_MODEL.to_owned(),
                None => "none".to_owned(),
            };
        };
        let others: Vec<_> =
            self.models.iter().filter(|(other, _)| *other != name).map(|(_, other)| words(other)).collect();
        match others.as_slice() {
            [] => words(model),
            [other] => format!("{}; to pick: {other}", words(model)),
            others => format!("{}; to pick: {} others", words(model), others.len()),
        }
    }
}

/// Who may enter through a provider.
fn entry(provider: &Provider) -> String {
    let issuer = &provider.issuer;
    let Some(Allow { email_domains, claims }) = &provider.allow else {
        return format!("everybody with an account at {issuer}");
    };
    let domains =
        (!email_domains.is_empty()).then(|| format!("an e-mail address at {}", some(email_domains)));
    let listed = claims.iter().map(|(claim, values)| format!("{} in {claim}", some(values)));
    let rules: Vec<_> = domains.into_iter().chain(listed).collect();
    format!("accounts at {issuer} with {}", rules.join(" or "))
}

/// The first few of a list, and how many more there are.
fn some(list: &[String]) -> String {
    let shown: Vec<_> = list.iter().take(3).map(String::as_str).collect();
    match list.len().saturating_sub(shown.len()) {
        0 => shown.join(" or "),
        more => format!("{} or {more} more", shown.join(" or ")),
    }
}

fn words(model: &Model) -> String {
    if model.demo { DEMO_MODEL.to_owned() } else { format!("{} at {}", model.id, place(model)) }
}

fn place(model: &Model) -> &str {
    model.base_url.as_str().trim_end_matches('/')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn lines(text: &str) -> [String; 3] {
        Config::from_toml(text).unwrap().startup_lines()
    }

    #[test]
    fn with_nothing_configured_it_says_that_it_is_a_demo() {
        assert_eq!(
            lines(""),
            [
                "Login: the embedded demo accounts, on this machine alone",
                "Entry: anybody on this machine, under any name",
                "Model: the embedded demo model, which answers from a script",
            ]
        );
    }

    #[test]
    fn it_names_the_provider_and_the_model_that_are_in_use() {
        let text = "[providers.staff]\nissuer = 'https://login.example.org'\nclient_id = 'm'\n\
                    [models.q]\nid = 'qwen'\nbase_url = 'https://models.example.org/v1/'\n";
        assert_eq!(
            lines(text),
            [
                "Login: https://login.example.org",
                "Entry: everybody with an account at https://login.example.org",
                "Model: qwen at https://models.example.org/v1"
            ]
        );
        let more = format!("{text}[models.r]\nid = 'r'\nbase_url = 'http://127.0.0.1:1'\n");
        assert!(lines(&more)[2].ends_with("; to pick: r at http://127.0.0.1:1"), "{:?}", lines(&more));
        let more = format!("{more}[models.s]\nid = 's'\nbase_url = 'http://127.0.0.1:1'\n");
        assert!(lines(&more)[2].ends_with("; to pick: 2 others"), "{:?}", lines(&more));
    }

    #[test]
    fn it_says_who_may_enter() {
        let text = "[providers.staff]\nissuer = 'https://login.example.org'\nclient_id = 'm'\n\
                    allow.email_domains = ['a.example', 'b.example', 'c.example', 'd.example']\n\
                    allow.claims.groups = ['chat']\n\
                    [providers.all]\nissuer = 'https://all.example.org'\nclient_id = 'm'\n\
                    [models.q]\nid = 'qwen'\nbase_url = 'https://models.example.org/v1/'\n";
        assert_eq!(
            lines(text)[1],
            "Entry: everybody with an account at https://all.example.org; accounts at \
             https://login.example.org with an e-mail address at a.example or b.example or c.example \
             or 1 more or chat in groups"
        );
    }

    #[test]
    fn before_an_endpoint_was_asked_it_names_the_endpoint() {
        let text = "[models.q]\nbase_url = 'https://models.example.org/v1'\n";
        assert_eq!(lines(text)[2], "Model: those that https://models.example.org/v1 has");
    }
}
