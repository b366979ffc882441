//! Every wrong value is told, with its key, its place and an example.

use super::{
    super::{Fault, Origin},
    start,
};

const HOLDS: &str = "[models.q]\nid = 'q'\nbase_url = 'https://a.example.org/v1'\n";

/// A line of a file that is wrong, the key that is named and a part of what is said.
const WRONG: [(&str, &str, &str); 38] = [
    ("title = ''", "title", "1 to 80 characters"),
    ("title = 7", "title", "and is a number"),
    ("listen = 'localhost'", "listen", "an IP address and a port"),
    ("listen = 3000", "listen", "and is a number"),
    ("public_url = 'chat.example.org'", "public_url", "http or https"),
    ("public_url = 'ftp://127.0.0.1'", "public_url", "http or https"),
    ("public_url = 'http://127.0.0.1/chat'", "public_url", "without a path"),
    ("public_url = 'http://me:pw@127.0.0.1'", "public_url", "a name or a password"),
    ("public_url = 'http://127.0.0.1/?a'", "public_url", "without '?'"),
    ("trusted_proxies = '10.0.0.1'", "trusted_proxies", "must be a list, and is text"),
    ("trusted_proxies = ['10.0.0.1', 'proxy']", "trusted_proxies", "number 2"),
    ("probe = 'yes'", "probe", "true or false"),
    ("demo = 1", "demo", "true or false"),
    ("[timeouts]\nconnect = 5", "timeouts.connect", "with its unit, and is a number"),
    ("[timeouts]\nconnect = '5 parsecs'", "timeouts.connect", "from 100ms to 1m"),
    ("[timeouts]\nidle = '2h'", "timeouts.idle", "from 100ms to 1h"),
    ("[limits]\nstreams = 0", "limits.streams", "from 1 to 1000"),
    ("[limits]\nstreams = -1", "limits.streams", "from 1 to 1000"),
    ("[limits]\nstreams = 1.5", "limits.streams", "from 1 to 1000"),
    ("[limits]\nstreams = 0xffffffffffffffffff", "limits.streams", "from 1 to 1000"),
    ("[limits]\nbody_bytes = '4 parsecs'", "limits.body_bytes", "a size from 1KiB to 256MB"),
    ("[limits]\nbody_bytes = true", "limits.body_bytes", "and is a truth value"),
    ("[session]\nstore = 'redis'", "session.store", "cookie or memory"),
    ("[session]\nkeys = ['c2hvcnQ=']", "session.keys", "fewer than 64 bytes"),
    ("[session]\nkeys = ['not base64!']", "session.keys", "not base64"),
    ("[session]\nkeys = 'one'", "session.keys", "list of texts"),
    ("[log]\nformat = 'xml'", "log.format", "text or json"),
    ("[log]\nfilter = 'mayfly=loud'", "log.filter", "must be levels"),
    ("log = 'json'", "log", "must be a table"),
    ("models = []", "models", "must be a table"),
    ("[models]\nq2 = 'x'", "models.q2", "must be a table"),
    ("[models.q]\ncontext_size = 12", "models.q.context_size", "from 256"),
    ("[models.q]\nomit = ['stream']", "models.q.omit", "no request can do without"),
    ("[models.q]\nheaders.host = 'x'", "models.q.headers.host", "sets itself"),
    ("[models.q]\nheaders.'a b' = 'x'", "models.q.headers.\"a b\"", "no name of a header"),
    ("[models.q]\nfields.messages = []", "models.q.fields.messages", "sets itself"),
    ("[models.q]\napi_key = 7", "models.q.api_key", "must be text"),
    ("[models.q]\napi_key = 'two words'", "models.q.api_key", "without spaces"),
];

#[test]
fn a_wrong_value_is_told_with_its_key_its_line_and_an_example() {
    for (line, key, said) in WRONG {
        let file = match line.strip_prefix("[models.q]\n") {
            Some(inside) => format!("{HOLDS}{inside}"),
            None if line.starts_with('[') => format!("{HOLDS}{line}"),
            None => format!("{line}\n{}", if line.starts_with("models") { "" } else { HOLDS }),
        };
        let fault = start().file(&file).fault();
        assert_eq!(fault.key, key, "{fault}");
        assert!(fault.wrong.contains(said), "{fault}");
        assert!(fault.example.is_some(), "{fault}");
        let Some(Origin::File { file: name, line: number }) = &fault.origin else { panic!("{fault}") };
        assert!(name.ends_with("mayfly.toml"), "{fault}");
        let named = file.lines().nth(number - 1).unwrap();
        assert!(named.contains(key.rsplit('.').next().unwrap().trim_matches('"')), "{fault}: {named}");
    }
}

#[test]
fn a_wrong_variable_is_told_by_its_name_and_so_is_its_example() {
    let fault = start().variable("MAYFLY__TIMEOUTS__CONNECT", "soon").fault();
    assert_eq!(fault.origin, Some(Origin::Variable("MAYFLY__TIMEOUTS__CONNECT".to_owned())));
    assert_eq!(
        fault.to_string(),
        "timeouts.connect (MAYFLY__TIMEOUTS__CONNECT): must be a time from 100ms to 1m, with its unit\n      \
         Example: MAYFLY__TIMEOUTS__CONNECT=4s"
    );
}

#[test]
fn a_wrong_flag_is_told_by_its_name() {
    let fault = start().flag("--listen", "here").fault();
    assert_eq!(
        fault.to_string().lines().next().unwrap(),
        "listen (--listen): must be an IP address and a port"
    );
    assert_eq!(fault.example.as_deref(), Some("--listen 127.0.0.1:3000"));
}

#[test]
fn a_well_known_variable_is_told_by_its_own_name() {
    let fault = start().variable("OPENAI_BASE_URL", "here").fault();
    assert_eq!(fault.key, "models.openai.base_url");
    assert_eq!(fault.example.as_deref(), Some("OPENAI_BASE_URL=https://models.example.org/v1"));
}

#[test]
fn all_faults_are_told_at_once() {
    let faults = start()
        .file("tilte = 'A'\n[limits]\nstreams = 0\n[session]\nidle = '8 parsecs'\n[models.q]\nid = 'q'\n")
        .variable("MAYFLY__LOG__FORMAT", "xml")
        .variable("OIDC_ISSUER", "https://login.example.org")
        .flag("--listen", "here")
        .faults();
    let mut keys: Vec<_> = faults.0.iter().map(|fault| fault.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "limits.streams",
            "listen",
            "log.format",
            "models.q.base_url",
            "providers.oidc.client_id",
            "session.idle",
            "tilte",
        ]
    );
    assert!(faults.to_string().starts_with("Mayfly can't start: 7 faults in its configuration."));
}

#[test]
fn all_syntax_faults_are_told_with_their_lines_and_without_the_lines_text() {
    let file = "probe = 7\ntitle = \nlisten = sk-secret\n[limits]\nstreams = 0\nmessages 5\n";
    let faults = start().file(file).variable("MAYFLY__LOG__FORMAT", "xml").faults();
    let lines: Vec<_> = faults.0.iter().map(Fault::line).collect();
    // What stands behind the first of them may be meant otherwise, so it waits; the rest does not.
    assert_eq!(lines, [Some(2), Some(3), Some(6), Some(1), None], "{faults}");
    assert!(!faults.to_string().contains("sk-secret"), "{faults}");
}

#[test]
fn a_word_that_is_no_level_is_no_filter() {
    for filter in ["verbose", "mayfly", "info mayfly", "=info", ""] {
        assert_eq!(start().file(&format!("[log]\nfilter = '{filter}'")).fault().key, "log.filter");
    }
    start().file("[log]\nfilter = 'warn,mayfly::server=trace,hyper=off'").config();
}

#[test]
fn an_unknown_key_is_told_with_the_nearest_one() {
    for (line, key, near) in [
        ("tilte = 'A'", "tilte", "title, if"),
        ("[limits]\nstream = 3", "limits.stream", "limits.streams, if"),
        ("streams = 3", "streams", "limits.streams, if"),
        ("[limts]\nstreams = 3\nmessages = 1", "limts", "limits, if"),
        ("[models.q]\nbaseurl = 'x'", "models.q.baseurl", "models.q.base_url, if"),
        ("[providrs.a]\nissuer = 'x'", "providrs", "providers, if"),
        ("colour = 'green'", "colour", "mayfly.example.toml has all of them"),
    ] {
        let file = match line.strip_prefix("[models.q]\n") {
            Some(inside) => format!("{HOLDS}{inside}"),
            None => line.to_owned(),
        };
        let fault = start().file(&file).fault();
        assert_eq!(fault.key, key);
        assert_eq!(fault.wrong, "there is no such key");
        assert!(fault.example.as_deref().unwrap().starts_with(near), "{fault}");
    }
}

#[test]
fn an_unknown_variable_is_told_with_the_nearest_one() {
    let fault = start().variable("MAYFLY__LISTN", "127.0.0.1:1").fault();
    assert_eq!(fault.example.as_deref(), Some("MAYFLY__LISTEN, if that was meant"));
    let fault = start().variable("MAYFLY__LIMITS__STREAMS__X", "1").fault();
    assert_eq!(fault.wrong, "there is no such key");
}

#[test]
fn names_of_tables_are_small_letters_digits_and_single_underscores() {
    for name in ["Qwen", "a-b", "a__b", "_a", "a_", "'a.b'", "'ä'"] {
        let fault =
            start().file(&format!("[models.{name}]\nid = 'q'\nbase_url = 'http://127.0.0.1:1'\n")).fault();
        assert!(fault.wrong.starts_with("must have a name"), "{fault}");
    }
}

#[test]
fn a_file_that_is_not_there_is_told_only_where_it_was_named() {
    let fault = start().flag("--config", "/nowhere/mayfly.toml").fault();
    assert_eq!(fault.key, "--config");
    assert!(fault.wrong.contains("/nowhere/mayfly.toml"), "{fault}");
}

#[test]
fn an_unknown_flag_is_told_beside_the_other_faults() {
    let faults = start().flag("--colour", "green").variable("MAYFLY__PROBE", "maybe").faults();
    let keys: Vec<_> = faults.0.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(keys, ["--colour", "probe"]);
}
