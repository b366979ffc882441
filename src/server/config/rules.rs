//! What must hold between keys, beyond what each takes by itself.

use std::path::Path;

use secrecy::ExposeSecret;

use super::{
    Config, Model, Provider, RESERVED_PROVIDERS,
    path::KeyPath,
    reader::{Reader, example_for},
    unknown,
};
use crate::server::{loopback, session::Ring};

/// Notes every broken rule. `config` is none where a key is so wrong that there is none; then the
/// rules that need it wait.
pub(super) fn check(config: Option<&Config>, reader: &mut Reader<'_>) {
    unknown::check(reader);
    let Some(config) = config else { return };
    addresses(config, reader);
    for (name, model) in config.models.iter().chain(&config.endpoints) {
        check_model(&KeyPath::dotted("models").join(name), model, reader);
    }
    default_model(config, reader);
    for (name, provider) in &config.providers {
        check_provider(&KeyPath::dotted("providers").join(name), provider, reader);
    }
    callbacks(config, reader);
    presence(config, reader);
    session(config, reader);
    order(config, reader);
}

/// A rule about one key or more: the first is named, `example` is how it would hold. Nothing is
/// said where one of the keys is faulty by itself.
fn rule(reader: &mut Reader<'_>, holds: bool, keys: &[&str], wrong: &str, example: &str) {
    let paths: Vec<_> = keys.iter().map(|key| KeyPath::dotted(key)).collect();
    let (false, Some(about)) = (holds || paths.iter().any(|path| reader.is_faulty(path)), paths.first())
    else {
        return;
    };
    let origin = reader.origin(about);
    let mut wrong = wrong.to_owned();
    for other in paths.iter().skip(1) {
        if let Some(origin) = reader.origin(other) {
            wrong += &format!(" ({other}: {origin})");
        }
    }
    let example = example_for(about, origin.as_ref(), example, example.trim_matches('"'));
    reader.fault(about, origin, wrong, example);
}

fn is_local(config: &Config) -> bool {
    loopback::listens_on_loopback(config.listen) && loopback::is_loopback(&config.public_url)
}

fn addresses(config: &Config, reader: &mut Reader<'_>) {
    let is_said = reader.origin(&KeyPath::dotted("public_url")).is_some();
    rule(
        reader,
        is_said || loopback::listens_on_loopback(config.listen),
        &["public_url", "listen"],
        "is missing: where others than this machine may connect, it is the address that people open",
        "\"https://chat.example.org\"",
    );
    rule(
        reader,
        !is_said || config.public_url.scheme() == "https" || loopback::is_loopback(&config.public_url),
        &["public_url"],
        "must be https: browsers send a session's cookie over plain HTTP to nobody but this machine",
        "\"https://chat.example.org\"",
    );
    rule(
        reader,
        !config.privacy.dumpable || is_local(config),
        &["privacy.dumpable", "listen", "public_url"],
        "must be false where `listen` or `public_url` is not on loopback: it lets others read the memory",
        "false",
    );
    rule(
        reader,
        !cfg!(feature = "keep-freed") || is_local(config),
        &["listen", "public_url"],
        "must be on loopback, and `public_url` too: this build was made to be measured, and does not forget",
        "\"127.0.0.1:3000\"",
    );
    rule(
        reader,
        config.site_root.as_ref().is_none_or(|root| root.is_dir()),
        &["site_root"],
        "must be a folder that exists: it has the files of the pages",
        "\"/usr/share/mayfly/site\"",
    );
    rule(
        reader,
        config.local_model.as_ref().is_none_or(loopback::is_loopback),
        &["local_model"],
        "must be on loopback; a model elsewhere has a table of its own, [models.NAME]",
        "\"http://127.0.0.1:8080/v1\"",
    );
}

fn check_model(path: &KeyPath, model: &Model, reader: &mut Reader<'_>) {
    check_ca_file(path, model.ca_file.as_deref(), reader);
    let key = path.join("api_key").to_string();
    let fits = model.api_key.as_ref().is_none_or(|key| {
        let key = key.expose_secret();
        key.chars().all(|c| c.is_ascii_graphic()) && !key.is_empty()
    });
    let wrong = "must be a key of visible ASCII characters without spaces";
    rule(reader, fits, &[&key], wrong, "\"sk-0123456789abcdef\"");
    let is_openai = model.base_url.host_str() == Some("api.openai.com");
    let has_key = model.api_key.is_some() || model.profile.headers.contains_key("authorization");
    let wrong = "is missing, and api.openai.com answers nobody without one";
    rule(reader, !is_openai || has_key, &[&key], wrong, "\"sk-0123456789abcdef\"");
    let twice = model.api_key.is_some() && model.profile.headers.contains_key("authorization");
    let wrong = "is sent in the header `authorization`, which `headers` sets too; keep one of them";
    rule(reader, !twice, &[&key], wrong, "\"sk-0123456789abcdef\"");
    let wrong = "must name headers and fields that this model's table sets; only those are sent";
    let key = path.join("zero_retention").to_string();
    rule(reader, model.profile.zero_retention().is_some(), &[&key], wrong, "[\"x-data-retention\"]");
}

fn default_model(config: &Config, reader: &mut Reader<'_>) {
    let Some(name) = config.default_model.as_deref() else { return };
    // What an endpoint's models are called is known only when it was asked.
    let known = config.models.contains_key(name)
        || config.endpoints.keys().any(|endpoint| name.starts_with(endpoint.as_str()));
    let names: Vec<_> = config.models.keys().chain(config.endpoints.keys()).map(String::as_str).collect();
    let wrong = match names.is_empty() {
        true => "names a model, and none is configured".to_owned(),
        false => format!("must be the name of a model's table: {}", names.join(", ")),
    };
    let example = format!("{:?}", names.first().copied().unwrap_or(super::keys::MODEL));
    let known = known || reader.is_faulty(&KeyPath::dotted("models"));
    rule(reader, known, &["default_model"], &wrong, &example);
}

fn check_provider(path: &KeyPath, provider: &Provider, reader: &mut Reader<'_>) {
    check_ca_file(path, provider.ca_file.as_deref(), reader);
    rule(
        reader,
        provider.issuer.url().scheme() == "https" || loopback::is_loopback(provider.issuer.url()),
        &[&path.join("issuer").to_string()],
        "must be https, except on loopback: who reads or changes what it says can sign in as anybody",
        "\"https://login.example.org/realms/staff\"",
    );
    if let Some(url) = &provider.discovery_url {
        let wrong = "must be https, except on loopback: who changes that document can sign in as anybody";
        let is_secure = url.scheme() == "https"
            || (loopback::is_loopback(url) && loopback::is_loopback(provider.issuer.url()));
        rule(
            reader,
            is_secure,
            &[&path.join("discovery_url").to_string()],
            wrong,
            "\"https://login.example.org/discovery\"",
        );
    }
    let name = path.name().to_owned();
    if RESERVED_PROVIDERS.contains(&name.as_str()) {
        let wrong = format!("must have another name: `{name}` is used by Mayfly itself");
        reader.fault(path, reader.origin(path), wrong, "[providers.staff]".to_owned());
    }
}

/// Only one provider may have the callback without a name: an answer of one must not be taken for
/// another's.
fn callbacks(config: &Config, reader: &mut Reader<'_>) {
    let plain = config.providers.iter().filter(|(_, provider)| provider.own_callback == Some(false));
    for (name, _) in plain.skip(1) {
        let key = KeyPath::dotted("providers").join(name).join("own_callback").to_string();
        rule(
            reader,
            false,
            &[&key],
            "is false for another provider already; only one can do without",
            "true",
        );
    }
}

fn check_ca_file(table: &KeyPath, file: Option<&Path>, reader: &mut Reader<'_>) {
    let Some(file) = file else { return };
    let wrong = match std::fs::read(file) {
        Err(error) => format!("names a file that can't be read: {}", error.kind()),
        Ok(bytes) => match reqwest::Certificate::from_pem_bundle(&bytes) {
            Ok(certificates) if !certificates.is_empty() => return,
            _ => "must name a file of certificates in PEM".to_owned(),
        },
    };
    let key = table.join("ca_file").to_string();
    rule(reader, false, &[&key], &wrong, "\"/etc/mayfly/ca.pem\"");
}

/// Who serves others needs a login and a model of their own; who doesn't may use the demo parts.
fn presence(config: &Config, reader: &mut Reader<'_>) {
    let models = KeyPath::dotted("models");
    let providers = KeyPath::dotted("providers");
    let has_models = !reader.layers.names(&models).is_empty();
    let has_providers = !reader.layers.names(&providers).is_empty();
    let may_demo = config.demo && is_local(config);
    let why = match config.demo {
        true => "the demo serves only where `listen` and `public_url` are on loopback",
        false => "the demo is switched off",
    };
    if !has_providers && !may_demo {
        let wrong = format!("has no OpenID provider, so that nobody could sign in, and {why}");
        let example = "OIDC_ISSUER=https://login.example.org/realms/staff OIDC_CLIENT_ID=mayfly \
                       OIDC_CLIENT_SECRET_FILE=/run/secrets/oidc, or a table [providers.staff]";
        reader.fault(&providers, None, wrong, example.to_owned());
    }
    let may_find = is_local(config) && (config.probe || config.local_model.is_some());
    if !has_models && !may_demo && !may_find {
        let wrong = format!("has no model, and {why}");
        let example = "OPENAI_BASE_URL=https://models.example.org/v1 OPENAI_API_KEY_FILE=/run/secrets/model, \
                       or a table [models.qwen]";
        reader.fault(&models, None, wrong, example.to_owned());
    }
}

fn session(config: &Config, reader: &mut Reader<'_>) {
    rule(
        reader,
        config.session.idle <= config.session.absolute,
        &["session.idle", "session.absolute"],
        "must not be longer than session.absolute",
        "\"8h\"",
    );
    if let Err(error) = Ring::parse(&config.session.keys) {
        let wrong = error.to_string();
        let wrong = wrong.strip_prefix("session.keys: ").unwrap_or(&wrong);
        let wrong = wrong.split(';').next().unwrap_or(wrong);
        let key = match reader.origin(&KeyPath::dotted("session.keys")) {
            Some(_) => "session.keys",
            None => "session.keys_file",
        };
        let wrong = format!("must be base64 of 64 bytes or more each: {wrong}");
        let example = "make one with `openssl rand -base64 64 | tr -d '\\n'`".to_owned();
        let path = KeyPath::dotted(key);
        reader.fault(&path, reader.origin(&path), wrong, example);
    }
}

fn order(config: &Config, reader: &mut Reader<'_>) {
    let t = &config.timeouts;
    for (holds, keys, wrong, example) in [
        (
            t.heartbeat < t.idle,
            ["timeouts.heartbeat", "timeouts.idle"],
            "must be shorter than timeouts.idle, or a silent model is given up before the tab hears of us",
            "\"15s\"",
        ),
        (
            t.heartbeat < t.first_token,
            ["timeouts.heartbeat", "timeouts.first_token"],
            "must be shorter than timeouts.first_token",
            "\"15s\"",
        ),
        (
            t.connect <= t.first_token,
            ["timeouts.connect", "timeouts.first_token"],
            "must not be longer than timeouts.first_token",
            "\"4s\"",
        ),
        (
            t.first_token <= t.total,
            ["timeouts.first_token", "timeouts.total"],
            "must not be longer than timeouts.total",
            "\"2m\"",
        ),
        (
            t.idle <= t.total,
            ["timeouts.idle", "timeouts.total"],
            "must not be longer than timeouts.total",
            "\"1m\"",
        ),
    ] {
        rule(reader, holds, &keys, wrong, example);
    }
    let l = &config.limits;
    for (holds, keys) in [
        (l.message_bytes <= l.body_bytes, ["limits.message_bytes", "limits.body_bytes"]),
        (l.image_bytes <= l.body_bytes, ["limits.image_bytes", "limits.body_bytes"]),
    ] {
        rule(reader, holds, &keys, "must not be larger than limits.body_bytes", "\"1MB\"");
    }
}
