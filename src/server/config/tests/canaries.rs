//! No secret is ever printed.

use super::{super::Stop, start};

const CANARY: &str = "canary0key0c4n4ry";

fn nothing_shows(text: &str) {
    assert!(!text.contains(CANARY), "{text}");
}

#[test]
fn a_configuration_prints_no_secret() {
    let key = format!("{CANARY}{}==", "A".repeat(86 - CANARY.len()));
    let config = start()
        .file(&format!(
            "[session]\nkeys = ['{key}']\n\
             [models.q]\nid = 'q'\nbase_url = 'https://models.example.org/v1'\napi_key = '{CANARY}'\n\
             headers.x-key = '{CANARY}'\nfields.token = '{CANARY}'\n\
             [providers.p]\nissuer = 'https://login.example.org'\nclient_id = 'm'\nclient_secret = '{CANARY}'\n"
        ))
        .variable("OPENAI_API_KEY", CANARY)
        .config();
    nothing_shows(&format!("{config:?} {config:#?}"));
    nothing_shows(&config.startup_lines().concat());
    assert_eq!(config.models.len(), 2);
}

#[test]
fn no_fault_prints_a_value_wherever_a_secret_was_put() {
    let keys = [
        "title",
        "listen",
        "public_url",
        "trusted_proxies",
        "default_model",
        "probe",
        "demo",
        "local_model",
        "session",
        "session.store",
        "session.keys",
        "session.keys_file",
        "session.idle",
        "limits.streams",
        "limits.body_bytes",
        "log.format",
        "log.filter",
        "log.addresses",
        "privacy.titles",
        "unknown",
        "models",
        "models.q",
        "models.q.id",
        "models.q.base_url",
        "models.q.api_key",
        "models.q.api_key_file",
        "models.q.context_size",
        "models.q.omit",
        "models.q.headers",
        "models.q.fields",
        "models.q.max_tokens_field",
        "providers.p.issuer",
        "providers.p.client_id",
        "providers.p.client_auth",
        "providers.p.scopes",
        "providers.p.allow.claims",
        "providers.p.allow.email_domains",
    ];
    for key in keys {
        for value in [
            format!("'{CANARY} \u{7f}'"),
            format!("['{CANARY} \"\u{7f}']"),
            format!("{{ a = '{CANARY} \u{7f}' }}"),
        ] {
            // DEL may stand in no TOML string as it is, but as an escape.
            let value =
                value.replace('\'', "\"").replace(" \"\u{7f}", " \\\"\\u007f").replace('\u{7f}', "\\u007f");
            match start().file(&format!("{key} = {value}\n")).load() {
                Err(Stop::Faults(faults)) => nothing_shows(&format!("{faults} {faults:?}")),
                Err(other) => panic!("{other:?}"),
                Ok(config) => panic!("{key} = {value}: {config:?}"),
            }
        }
        let variable = super::super::path::KeyPath::dotted(key).variable();
        if let Err(Stop::Faults(faults)) = start().variable(&variable, &format!("{CANARY} \"\u{7f}")).load() {
            nothing_shows(&format!("{faults} {faults:?}"));
        }
    }
}

#[test]
fn no_fault_prints_an_argument_that_is_no_flag() {
    for argument in [CANARY, &format!("--api-key={CANARY}"), &format!("-{CANARY}")] {
        let mut start = start();
        start.flags.push(argument.into());
        nothing_shows(&start.faults().to_string());
    }
}

#[test]
fn a_broken_file_is_not_quoted() {
    for text in [
        format!("api_key = {CANARY}"),
        format!("api_key = '{CANARY}"),
        CANARY.to_owned(),
        format!("[{CANARY}"),
    ] {
        let shown = start().file(&text).faults().to_string();
        // What stands where a key must be is one, and keys are named.
        if text.contains('=') {
            nothing_shows(&shown);
        }
    }
}
