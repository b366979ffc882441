//! The configuration in two lines.

use super::{Config, Model};

const DEMO_MODEL: &str = "the embedded demo model, which answers from a script";

impl Config {
    /// What the server prints at start: which login is in use, and which model, in a line each.
    /// Without secrets.
    pub(crate) fn startup_lines(&self) -> [String; 2] {
        [format!("Login: {}", self.login_line()), format!("Model: {}", self.model_line())]
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

    fn lines(text: &str) -> [String; 2] {
        Config::from_toml(text).unwrap().startup_lines()
    }

    #[test]
    fn with_nothing_configured_it_says_that_it_is_a_demo() {
        assert_eq!(
            lines(""),
            [
                "Login: the embedded demo accounts, on this machine alone",
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
            ["Login: https://login.example.org/", "Model: qwen at https://models.example.org/v1"]
        );
        let more = format!("{text}[models.r]\nid = 'r'\nbase_url = 'http://127.0.0.1:1'\n");
        assert!(lines(&more)[1].ends_with("; to pick: r at http://127.0.0.1:1"), "{:?}", lines(&more));
        let more = format!("{more}[models.s]\nid = 's'\nbase_url = 'http://127.0.0.1:1'\n");
        assert!(lines(&more)[1].ends_with("; to pick: 2 others"), "{:?}", lines(&more));
    }

    #[test]
    fn before_an_endpoint_was_asked_it_names_the_endpoint() {
        let text = "[models.q]\nbase_url = 'https://models.example.org/v1'\n";
        assert_eq!(lines(text)[1], "Model: those that https://models.example.org/v1 has");
    }
}
