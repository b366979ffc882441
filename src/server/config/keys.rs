//! Every key: its name, its kind with its bounds, and its default or an example. What a key means
//! is told in `mayfly.example.toml`, which a test holds against this file.

use std::{net::SocketAddr, ops::RangeInclusive, time::Duration};

use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use super::{
    Allow, ClientAuth, Config, Limits, Log, LogAddresses, LogFormat, Model, Privacy, Profile, Provider,
    Session, SessionStore, SwitchPrompt, Timeouts,
    form::{
        ADDRESS, DOCUMENT, DOMAIN, FIELD, FILE, FILTER, IDENTIFIER, ISSUER, LISTEN, NETWORK, ORIGIN, SCOPE,
        TITLE,
    },
    form::{header_name, is_header_value, parameter_name},
    kind::{Choice, Filled, Kind, List, Size, Time, Truth, Whole},
    layer::Raw,
    reader::{Reader, Table},
    secret,
};

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The name that the example file gives its model.
pub(super) const MODEL: &str = "qwen";
/// The name that the example file gives its provider.
pub(super) const PROVIDER: &str = "staff";

const STORES: Choice<SessionStore> =
    Choice(&[("cookie", SessionStore::Cookie), ("memory", SessionStore::Memory)]);
const FORMATS: Choice<LogFormat> = Choice(&[("text", LogFormat::Text), ("json", LogFormat::Json)]);
const ADDRESSES: Choice<LogAddresses> =
    Choice(&[("sign-in", LogAddresses::SignIn), ("all", LogAddresses::All), ("none", LogAddresses::None)]);
const AUTHS: Choice<ClientAuth> = Choice(&[("basic", ClientAuth::Basic), ("post", ClientAuth::Post)]);
const PROMPTS: Choice<&str> =
    Choice(&[("login", "login"), ("consent", "consent"), ("select_account", "select_account")]);
const SWITCHES: Choice<SwitchPrompt> =
    Choice(&[("login", SwitchPrompt::Login), ("select_account", SwitchPrompt::SelectAccount)]);
const TOKENS_FIELDS: Choice<&str> =
    Choice(&[("max_completion_tokens", "max_completion_tokens"), ("max_tokens", "max_tokens")]);

fn time(bounds: RangeInclusive<Duration>) -> Time {
    Time(bounds)
}

/// Reads everything. Where a fault was noted, the value is of no use.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Config> {
    let t = &mut reader.root();
    let title = t.key("title", TITLE, "Mayfly".to_owned());
    let listen = t.key("listen", LISTEN, SocketAddr::from(([127, 0, 0, 1], 3000)));
    let public_url = t.optional("public_url", ORIGIN, "https://chat.example.org");
    let trusted_proxies = t.key("trusted_proxies", List(NETWORK), Vec::new());
    let default_model = t.optional("default_model", IDENTIFIER, MODEL);
    let probe = t.key("probe", Truth, true);
    let demo = t.key("demo", Truth, true);
    let local_model = t.optional("local_model", ADDRESS, "http://127.0.0.1:8080/v1");
    let site_root = t.optional("site_root", FILE, "/usr/share/mayfly/site");
    let all_models = t.tables("models", MODEL, |_, table| model(table));
    let providers = t.tables("providers", PROVIDER, |_, table| provider(table));
    let (models, endpoints) = all_models.into_iter().partition(|(_, model)| !model.id.is_empty());
    Some(Config {
        title,
        listen,
        public_url: match public_url {
            Some(url) => url,
            None => Url::parse(&format!("http://{listen}")).ok()?,
        },
        trusted_proxies,
        models,
        endpoints,
        default_model,
        probe,
        providers,
        demo,
        local_model,
        site_root,
        session: session(&mut t.table("session")),
        limits: limits(&mut t.table("limits")),
        timeouts: timeouts(&mut t.table("timeouts")),
        log: log(&mut t.table("log")),
        privacy: privacy(&mut t.table("privacy")),
    })
}

fn model(t: &mut Table<'_, '_>) -> Option<Model> {
    let id = t.optional("id", IDENTIFIER, "qwen3-32b").unwrap_or_default();
    let title = t.optional("title", TITLE, "Qwen 3, in our own rooms").unwrap_or_else(|| id.clone());
    let base_url = t.required("base_url", ADDRESS, "https://models.example.org/v1");
    let api_key = t.secret("api_key", "sk-0123456789abcdef");
    let ca_file = t.optional("ca_file", FILE, "/etc/mayfly/ca.pem");
    let context_size = t.optional("context_size", Whole(256..=100_000_000), "32768");
    let images = t.optional("images", Truth, "false");
    let reasoning = t.optional("reasoning", Truth, "true");
    let profile = Profile {
        done_marker_is_finish: t.key("done_marker_is_finish", Truth, false),
        prefill: t.key("prefill", Truth, false),
        omit: t.key("omit", List(FIELD), Vec::new()),
        max_tokens_field: t.key("max_tokens_field", TOKENS_FIELDS, "max_completion_tokens").to_owned(),
        headers: t.entries("headers", ("x-data-retention", "\"none\""), header),
        fields: t
            .values("fields", ("chat_template_kwargs", "{ enable_thinking = true }"))
            .into_iter()
            .collect(),
        zero_retention: t.key("zero_retention", List(IDENTIFIER), Vec::new()),
    };
    Some(Model {
        id,
        title,
        base_url: base_url?,
        api_key,
        ca_file,
        context_size,
        images,
        reasoning,
        profile,
        demo: false,
    })
}

fn provider(t: &mut Table<'_, '_>) -> Option<Provider> {
    let issuer = t.required("issuer", ISSUER, "https://login.example.org/realms/staff");
    let discovery_url =
        t.optional("discovery_url", DOCUMENT, "https://login.example.org/discovery?tenant=staff");
    let title = t.optional("title", TITLE, "your staff account");
    let client_id = t.required("client_id", IDENTIFIER, "mayfly");
    let client_secret = t.secret("client_secret", "0123456789abcdef");
    let client_auth = t.key("client_auth", AUTHS, ClientAuth::Basic);
    let scopes = t.key("scopes", List(SCOPE), ["profile", "email"].map(str::to_owned).to_vec());
    let audiences = t.key("audiences", List(IDENTIFIER), Vec::new());
    let prompt = t.key("prompt", List(PROMPTS), Vec::new());
    let switch_prompt = t.optional("switch_prompt", SWITCHES, "select_account");
    let acr_values = t.key("acr_values", List(IDENTIFIER), Vec::new());
    let max_age = t.optional("max_age", time(Duration::ZERO..=90 * DAY), "12h");
    let parameters = t.entries("parameters", ("domain_hint", "\"example.org\""), parameter);
    let own_callback = t.optional("own_callback", Truth, "true");
    let provider_sign_out = t.key("provider_sign_out", Truth, true);
    let email_is_verified = t.key("email_is_verified", Truth, false);
    let auto = t.key("auto", Truth, false);
    let ca_file = t.optional("ca_file", FILE, "/etc/mayfly/ca.pem");
    let allow = allow(&mut t.table("allow"));
    let provider = Provider::new(issuer?, client_id?);
    Some(Provider {
        title: title.unwrap_or(provider.title),
        discovery_url,
        client_secret,
        client_auth,
        scopes,
        audiences,
        prompt: prompt.into_iter().map(str::to_owned).collect(),
        switch_prompt,
        acr_values,
        max_age,
        parameters,
        own_callback,
        provider_sign_out,
        email_is_verified,
        auto,
        allow,
        ca_file,
        ..provider
    })
}

/// None if the table is not there. A list that is there must list somebody: an unset variable of a
/// compose file must not open the door to everybody.
fn allow(t: &mut Table<'_, '_>) -> Option<Allow> {
    let email_domains = t.given("email_domains", Filled(List(DOMAIN)), "example.org").unwrap_or_default();
    let claims = t.entries("claims", ("groups", "[\"chat\", \"staff\"]"), claim);
    if !t.is_given() {
        return None;
    }
    if email_domains.is_empty() && claims.is_empty() {
        t.fault(
            "lists nobody, so nobody could enter; remove it to admit everybody",
            "email_domains",
            "[\"example.org\"]",
        );
    }
    Some(Allow { email_domains, claims })
}

fn session(t: &mut Table<'_, '_>) -> Session {
    Session {
        store: t.key("store", STORES, SessionStore::Cookie),
        keys: t.secrets("keys", "the output of `openssl rand -base64 64 | tr -d '\\n'`"),
        idle: t.key("idle", time(MINUTE..=30 * DAY), 8 * HOUR),
        absolute: t.key("absolute", time(MINUTE..=90 * DAY), DAY),
    }
}

fn limits(t: &mut Table<'_, '_>) -> Limits {
    Limits {
        requests_per_minute: t.key("requests_per_minute", Whole(1..=100_000), 30),
        streams: t.key("streams", Whole(1..=1000), 8),
        tokens_per_day: t.optional("tokens_per_day", Whole(1..=1_000_000_000_000), "500000"),
        body_bytes: bytes(t, "body_bytes", 1024..=256_000_000, 32_000_000),
        messages: t.key("messages", Whole(1..=100_000), 2000),
        message_bytes: bytes(t, "message_bytes", 1024..=256_000_000, 1_000_000),
        image_bytes: bytes(t, "image_bytes", 1024..=64_000_000, 5_000_000),
        tab_bytes: t.key("tab_bytes", Size(1_000_000..=2_000_000_000), 200_000_000),
    }
}

fn bytes(t: &mut Table<'_, '_>, name: &str, bounds: RangeInclusive<u64>, default: u64) -> usize {
    usize::try_from(t.key(name, Size(bounds), default)).unwrap_or(usize::MAX)
}

fn timeouts(t: &mut Table<'_, '_>) -> Timeouts {
    Timeouts {
        connect: t.key("connect", time(100 * MS..=MINUTE), 4 * SECOND),
        first_token: t.key("first_token", time(100 * MS..=HOUR), 2 * MINUTE),
        idle: t.key("idle", time(100 * MS..=HOUR), MINUTE),
        total: t.key("total", time(SECOND..=DAY), 30 * MINUTE),
        heartbeat: t.key("heartbeat", time(100 * MS..=MINUTE), 15 * SECOND),
        body: t.key("body", time(100 * MS..=HOUR), 5 * MINUTE),
        write: t.key("write", time(100 * MS..=10 * MINUTE), 30 * SECOND),
        grace: t.key("grace", time(Duration::ZERO..=HOUR), 20 * SECOND),
        pool_idle: t.key("pool_idle", time(Duration::ZERO..=HOUR), 5 * SECOND),
        login: t.key("login", time(100 * MS..=MINUTE), 10 * SECOND),
    }
}

fn log(t: &mut Table<'_, '_>) -> Log {
    Log {
        format: t.key("format", FORMATS, LogFormat::Text),
        filter: t.key("filter", FILTER, "info".to_owned()),
        addresses: t.key("addresses", ADDRESSES, LogAddresses::SignIn),
    }
}

fn privacy(t: &mut Table<'_, '_>) -> Privacy {
    Privacy {
        padding: t.key("padding", Truth, true),
        dumpable: t.key("dumpable", Truth, false),
        reuse_connections: t.key("reuse_connections", Truth, false),
        spellcheck: t.key("spellcheck", Truth, false),
        idle_wipe: t.optional("idle_wipe", time(2 * MINUTE..=DAY), "15m"),
        titles: t.key("titles", Truth, true),
    }
}

/// A request header; its value comes from a file where `_file` stands behind its name.
fn header(name: &str, raw: &Raw) -> Result<(String, SecretString), String> {
    let (name, value) = match (name.strip_suffix("_file"), raw) {
        (Some(name), raw) => (name, secret::from_file(raw)?),
        (None, Raw::Text(text)) => (name, text.trim().to_owned()),
        (None, Raw::Typed(Value::String(text))) => (name, text.trim().to_owned()),
        (None, Raw::Typed(_)) => return Err("must be text".to_owned()),
    };
    let name = header_name(name)?;
    match is_header_value(&value) {
        true => Ok((name, value.into())),
        false => Err("must be a header's value: text on one line".to_owned()),
    }
}

/// A further parameter of the authorization request.
fn parameter(name: &str, raw: &Raw) -> Result<(String, String), String> {
    parameter_name(name)?;
    Ok((name.to_owned(), TITLE.read(raw)?))
}

/// A claim and the values that let people in. Its name may have dots that lead into objects.
fn claim(name: &str, raw: &Raw) -> Result<(String, Vec<String>), String> {
    Ok((name.to_owned(), Filled(List(TITLE)).read(raw)?))
}
