//! The configuration in two lines.

use super::Config;

impl Config {
    /// What the server prints at start: which login is in use, and which model, in a line each.
    /// Without secrets.
    pub fn startup_lines(&self) -> [String; 2] {
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
        let default = self.default_model.as_ref().and_then(|name| self.models.get(name));
        let Some(model) = default.or_else(|| self.models.values().next()) else {
            return match self.demo {
                true => "the embedded demo model, which answers from a script".to_owned(),
                false => "none".to_owned(),
            };
        };
        let line = match model.demo {
            true => "the embedded demo model, which answers from a script".to_owned(),
            false => format!("{} at {}", model.id, model.base_url.as_str().trim_end_matches('/')),
        };
        match self.models.len() {
            1 => line,
            2 => format!("{line}, and another one to pick"),
            count => format!("{line}, and {} others to pick", count - 1),
        }
    }
}
