//! Views of the running service: what can be seen of it from outside, as text that is the same in two
//! runs with the same configuration.

use std::collections::BTreeMap;

use serde_json::json;

use super::provider::Provider;
use crate::support::{
    service::Service,
    tab::{Response, Tab},
    upstream::{GOOD, Upstream},
};

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub enum View {
    /// The workspace as the server renders it, with what it tells the tab.
    Page,
    /// The start page of somebody who is not signed in.
    Landing,
    /// The start page on a host that the test can't know before: its refusal.
    Home,
    /// The address that the service listens on.
    Reach,
    /// A file of the pages.
    Site,
    /// The request that the model's server gets.
    Request,
    /// The length of an answer's stream.
    Answer,
    /// A sign-in: where the browser is sent, and how the provider's token endpoint is asked.
    SignIn,
}

/// The configuration that all runs have in common: names and values in TOML, by table.
fn common(upstream: &Upstream) -> BTreeMap<String, BTreeMap<String, String>> {
    let base_url = format!("'{}'", upstream.url());
    let tables: [(&str, &[(&str, &str)]); 5] = [
        ("", &[("listen", "'127.0.0.1:0'"), ("probe", "false"), ("default_model", "'qwen'")]),
        ("models.qwen", &[("id", "'scripted'"), ("title", "'Scripted'"), ("base_url", &base_url)]),
        ("models.qwen.headers", &[("x-data-retention", "'none'")]),
        ("models.other", &[("id", "'other'"), ("base_url", &base_url)]),
        ("privacy", &[("padding", "false")]),
    ];
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    tables.into_iter().map(|(table, keys)| (table.to_owned(), keys.iter().map(owned).collect())).collect()
}

impl View {
    /// The view of a service whose configuration sets `key` to `value`, in TOML. The first provider is
    /// configured where the view or the key is about one.
    pub async fn of(self, key: &str, value: &str, providers: [&Provider; 2]) -> String {
        let upstream = Upstream::playing(GOOD).await;
        let mut tables = common(&upstream);
        if key.starts_with("providers.") {
            let staff =
                [("issuer", providers[0].issuer.as_str()), ("client_id", "mayfly"), ("client_secret", "s")];
            let staff = staff.map(|(name, value)| (name.to_owned(), format!("'{value}'")));
            tables.insert("providers.staff".to_owned(), staff.into_iter().collect());
        }
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        tables.entry(table.to_owned()).or_default().insert(name.to_owned(), value.to_owned());
        let mut file = String::new();
        for (table, keys) in &tables {
            if !table.is_empty() {
                file += &format!("[{table}]\n");
            }
            for (name, value) in keys {
                file += &format!("{name} = {value}\n");
            }
        }
        let service = Service::of_file(&file).await;
        let stranger = Tab::stranger(service.address);
        match self {
            Self::Page => {
                name_the_bundle();
                shown(&service.tab("Somebody").await.call("GET", "/", "", b"").await)
            }
            Self::Landing => shown(&stranger.call("GET", "/", "", b"").await),
            Self::Home => {
                let response = stranger.call("GET", "/", "", b"").await;
                format!("{} {}", response.status, String::from_utf8_lossy(&response.body))
            }
            Self::Reach => service.address.ip().to_string(),
            Self::Site => stranger.call("GET", "/design.md", "", b"").await.status.to_string(),
            Self::Request => {
                ask(&service).await;
                let requests = upstream.requests();
                let lines = requests[0].head.lines().filter(|line| !line.starts_with("host: "));
                format!("{:?} {}", lines.collect::<Vec<_>>(), requests[0].body)
            }
            Self::Answer => ask(&service).await.to_string(),
            Self::SignIn => sign_in(&stranger, providers).await,
        }
    }
}

/// Gives the program of this test the names of the bundle's files, which a build puts beside a program.
#[allow(clippy::disallowed_methods, reason = "a test may write files")]
fn name_the_bundle() {
    let program = std::env::current_exe().unwrap();
    std::fs::write(program.with_file_name("hash.txt"), "js: a\nwasm: b\ncss: c\n").unwrap();
}

/// Status, where it leads, and what it shows, without the nonce of the response and the ports of the run.
fn shown(response: &Response) -> String {
    let policy = response.header("content-security-policy").unwrap_or_default();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
    let body = String::from_utf8_lossy(&response.body).replace(nonce.unwrap_or("'"), "");
    let mut parts = body.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    let body = parts.fold(first, |body, part| body + part.trim_start_matches(|c: char| c.is_ascii_digit()));
    format!("{} {:?} {body}", response.status, response.header("location"))
}

/// Asks for a continuation with settings, and gives the length of the stream in bytes.
async fn ask(service: &Service) -> usize {
    let text =
        |role: &str, text: &str| json!({ "role": role, "content": [{ "type": "text", "text": text }] });
    let request = json!({
        "model": "qwen",
        "messages": [text("user", "A question"), text("assistant", "An answer that")],
        "params": { "max_tokens": 5 },
    });
    let mut answer = service.tab("Somebody").await.ask_with(&request).await;
    let mut length = 0;
    while let Some(piece) = answer.body.piece().await.unwrap() {
        length += piece.len();
    }
    length
}

async fn sign_in(stranger: &Tab, providers: [&Provider; 2]) -> String {
    let begun = stranger.call("GET", "/login/staff", "", b"").await;
    let to = url::Url::parse(begun.header("location").unwrap()).unwrap();
    let said: BTreeMap<_, _> = to.query_pairs().collect();
    let state = &said["state"];
    let back = stranger.with_cookies_of(&begun);
    back.call("GET", &format!("/login/callback?state={state}&code=c"), "", b"").await;
    let asked: Vec<_> = providers.iter().flat_map(|provider| provider.asked()).collect();
    // What is random or has the port of this run in it.
    let varies = ["state", "nonce", "code_challenge", "redirect_uri"];
    let said: Vec<_> = said.iter().filter(|(name, _)| !varies.contains(&name.as_ref())).collect();
    format!("{:?} {said:?} {asked:?}", to.host_str().zip(to.port()))
}
