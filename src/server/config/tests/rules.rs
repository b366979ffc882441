//! What must hold between keys.

use super::start;

const MODEL: &str = "[models.q]\nid = 'q'\nbase_url = 'https://models.example.org/v1'\n";
const PROVIDER: &str = "[providers.p]\nissuer = 'https://login.example.org'\nclient_id = 'm'\n";

#[test]
fn beyond_loopback_a_login_a_model_and_a_public_url_are_needed_and_all_are_told() {
    let faults = start().variable("MAYFLY__LISTEN", "0.0.0.0:3000").faults();
    let keys: Vec<_> = faults.0.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(keys, ["public_url", "providers", "models"], "{faults}");
    let said = faults.to_string();
    assert!(said.contains("OIDC_ISSUER=") && said.contains("OPENAI_BASE_URL="), "{said}");
}

#[test]
fn a_public_url_beyond_loopback_ends_the_demo_even_where_it_listens_on_loopback() {
    let faults = start().flag("--public-url", "https://chat.example.org").faults();
    let keys: Vec<_> = faults.0.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(keys, ["providers", "models"], "{faults}");
}

#[test]
fn a_complete_configuration_beyond_loopback_is_right() {
    let file = format!("listen = '0.0.0.0:3000'\npublic_url = 'https://chat.example.org'\n{MODEL}{PROVIDER}");
    let config = start().file(&file).config();
    assert_eq!(config.public_url.as_str(), "https://chat.example.org/");
}

#[test]
fn plain_http_is_for_loopback_alone() {
    let file = format!("public_url = 'http://chat.example.org'\n{MODEL}{PROVIDER}");
    let fault = start().file(&file).fault();
    assert_eq!(fault.key, "public_url");
    assert!(fault.wrong.starts_with("must be https"), "{fault}");
    start().file("public_url = 'http://localhost:3000'").config();
    start().file("public_url = 'http://[::1]:3000'").config();
}

#[test]
fn an_issuer_is_https_except_on_loopback() {
    let with = |issuer: &str| start().file(&format!("[providers.p]\nissuer = '{issuer}'\nclient_id = 'm'\n"));
    assert_eq!(with("http://login.example.org").fault().key, "providers.p.issuer");
    with("http://127.0.0.1:8081/realms/x").config();
}

#[test]
fn without_the_demo_somebody_must_be_able_to_sign_in_and_something_must_answer() {
    let fault = start().file("demo = false").fault();
    assert_eq!(fault.key, "providers");
    assert!(fault.wrong.contains("switched off"), "{fault}");
    let fault = start().file(&format!("demo = false\nprobe = false\n{PROVIDER}")).fault();
    assert_eq!(fault.key, "models");
    start().file(&format!("demo = false\n{PROVIDER}")).config();
}

#[test]
fn zero_retention_names_headers_and_fields_that_are_sent() {
    let with = |names: &str| {
        let table =
            "[models.q.headers]\nX-Data-Retention = 'none'\n[models.q.fields]\nprovider = { zdr = true }\n";
        start().file(&format!("{MODEL}zero_retention = {names}\n{table}"))
    };
    let config = with("['X-Data-Retention', 'provider']").config();
    let named = config.models["q"].profile.zero_retention().unwrap();
    assert_eq!(named, ["header x-data-retention", "field provider"]);
    for wrong in ["['provider', 'x-retention']", "['zdr']", "['none']"] {
        let fault = with(wrong).fault();
        assert_eq!(fault.key, "models.q.zero_retention");
        assert!(fault.wrong.starts_with("must name headers and fields"), "{fault}");
    }
}

#[test]
fn openai_needs_a_key() {
    let fault = start().variable("OPENAI_MODEL", "gpt-5-mini").fault();
    assert_eq!(fault.key, "models.openai.api_key");
    assert!(fault.wrong.starts_with("is missing"), "{fault}");
}

#[test]
fn the_default_model_must_be_there() {
    let fault = start().file(&format!("default_model = 'x'\n{MODEL}")).fault();
    assert_eq!(fault.wrong, "must be the name of a model's table: q");
    assert_eq!(fault.example.as_deref(), Some("default_model = \"q\""));
    start().file(&format!("default_model = 'q'\n{MODEL}")).config();
    assert_eq!(start().file("default_model = 'q'").fault().key, "default_model");
}

#[test]
fn times_that_depend_on_each_other_are_in_order() {
    for (file, key) in [
        ("[session]\nidle = '2d'", "session.idle"),
        ("[timeouts]\nidle = '10s'", "timeouts.heartbeat"),
        ("[timeouts]\nconnect = '1m'\nfirst_token = '30s'", "timeouts.connect"),
        ("[timeouts]\ntotal = '90s'", "timeouts.first_token"),
    ] {
        assert_eq!(start().file(file).fault().key, key);
    }
}

#[test]
fn a_rule_about_two_keys_says_where_the_other_one_is_from() {
    let fault = start().file("title = 'A'\n[timeouts]\nidle = '10s'").fault();
    assert_eq!((fault.key.as_str(), &fault.origin), ("timeouts.heartbeat", &None));
    assert!(fault.wrong.contains("(timeouts.idle: ") && fault.wrong.ends_with("line 3)"), "{fault}");
}

#[test]
fn a_rule_waits_until_its_keys_are_right_by_themselves() {
    let fault = start().file("[session]\nidle = 'long'\nabsolute = '1h'").fault();
    assert_eq!(fault.key, "session.idle");
    assert!(fault.wrong.starts_with("must be a time"), "{fault}");
}

#[test]
fn sizes_that_depend_on_each_other_are_in_order() {
    assert_eq!(start().file("[limits]\nbody_bytes = '2MB'").fault().key, "limits.image_bytes");
}

#[test]
fn memory_is_open_to_others_on_loopback_alone() {
    start().file("[privacy]\ndumpable = true").config();
    let file = format!("public_url = 'https://c.example.org'\n{MODEL}{PROVIDER}[privacy]\ndumpable = true");
    assert_eq!(start().file(&file).fault().key, "privacy.dumpable");
}

#[test]
fn a_folder_for_the_pages_exists() {
    let directory = super::Scratch::new();
    start().file(&format!("site_root = '{}'", directory.0.display())).config();
    let fault = start().file(&format!("site_root = '{}/none'", directory.0.display())).fault();
    assert_eq!(fault.key, "site_root");
    assert!(fault.wrong.starts_with("must be a folder that exists"), "{fault}");
}

#[test]
fn a_local_model_is_on_loopback() {
    assert_eq!(start().variable("MAYFLY_LOCAL_MODEL", "http://10.0.0.1/v1").fault().key, "local_model");
}

#[test]
fn a_file_of_authorities_is_read_at_start() {
    let directory = super::Scratch::new();
    let none = directory.write("none.pem", "no certificate");
    for file in ["/nowhere.pem", none.to_str().unwrap()] {
        assert_eq!(start().file(&format!("{MODEL}ca_file = '{file}'")).fault().key, "models.q.ca_file");
    }
}

#[test]
fn names_that_the_login_uses_itself_are_no_providers_names() {
    let fault = start().file(&PROVIDER.replace(".p]", ".callback]")).fault();
    assert_eq!(fault.key, "providers.callback");
}

#[test]
fn a_list_that_admits_nobody_is_a_fault_and_no_list_admits_everybody() {
    assert!(start().file(PROVIDER).config().providers["p"].allow.is_none());
    for (more, key) in [
        ("[providers.p.allow]", "providers.p.allow"),
        ("allow = {}", "providers.p.allow"),
        ("allow.claims = {}", "providers.p.allow"),
        ("allow.email_domains = []", "providers.p.allow.email_domains"),
        ("allow.claims.groups = []", "providers.p.allow.claims.groups"),
    ] {
        let fault = start().file(&format!("{PROVIDER}{more}\n")).fault();
        assert_eq!(fault.key, key, "{more}");
        assert!(fault.wrong.contains("nobody"), "{fault}");
        assert!(fault.example.as_ref().is_some_and(|example| !example.contains("[]")), "{fault}");
    }
    let one = format!("{PROVIDER}allow.email_domains = ['corp.example']\nallow.claims.groups = ['chat']\n");
    for variable in ["EMAIL_DOMAINS", "CLAIMS", "CLAIMS__GROUPS"] {
        for text in ["", " ", ","] {
            let name = format!("MAYFLY__PROVIDERS__P__ALLOW__{variable}");
            let fault = start().file(&one).variable(&name, text).fault();
            assert_eq!(fault.origin.as_ref().map(ToString::to_string), Some(name), "{fault}");
        }
    }
    let allow = start().file(&one).config().providers["p"].allow.clone().unwrap();
    assert_eq!(allow.email_domains, ["corp.example"]);
}

#[test]
fn a_provider_has_no_name_that_mayfly_uses_itself() {
    for name in ["callback", "demo", "done", "error"] {
        let fault = start().file(&PROVIDER.replace(".p]", &format!(".{name}]"))).fault();
        assert!(fault.wrong.contains("another name"), "{fault}");
    }
}

#[test]
fn an_issuer_is_kept_as_written_and_is_no_discovery_document() {
    let with = |issuer: &str| start().file(&format!("[providers.p]\nissuer = '{issuer}'\nclient_id = 'm'\n"));
    for issuer in ["https://Login.Example.org", "https://l.example.org:443/", "https://l.example.org/straße"]
    {
        assert_eq!(with(issuer).config().providers["p"].issuer.as_str(), issuer);
    }
    let fault = with("https://l.example.org/.well-known/openid-configuration").fault();
    assert!(fault.wrong.contains("before /.well-known/"), "{fault}");
}

#[test]
fn a_discovery_document_is_fetched_over_https_unless_all_is_on_loopback() {
    let with = |issuer: &str, url: &str| {
        start()
            .file(&format!("[providers.p]\nissuer = '{issuer}'\nclient_id = 'm'\ndiscovery_url = '{url}'\n"))
    };
    with("https://l.example.org", "https://l.example.org/x?p=a").config();
    with("http://127.0.0.1:1", "http://127.0.0.1:1/x").config();
    for url in ["http://l.example.org/x", "http://127.0.0.1:1/x"] {
        assert_eq!(with("https://l.example.org", url).fault().key, "providers.p.discovery_url");
    }
}

#[test]
fn only_one_provider_has_the_callback_without_a_name() {
    let two =
        |a: &str, b: &str| start().file(&format!("{PROVIDER}{a}\n{}{b}\n", PROVIDER.replace(".p]", ".q]")));
    two("own_callback = false", "").config();
    let fault = two("own_callback = false", "own_callback = false").fault();
    assert_eq!(fault.key, "providers.q.own_callback");
}

#[test]
fn parameters_that_mayfly_sets_itself_are_refused() {
    for name in ["state", "redirect_uri", "request", "prompt", "a b"] {
        let fault = start().file(&format!("{PROVIDER}parameters.'{name}' = 'x'\n")).fault();
        assert!(fault.key.starts_with("providers.p.parameters"), "{fault}");
    }
    let config = start().file(&format!("{PROVIDER}parameters.hd = 'example.org'\n")).config();
    assert_eq!(config.providers["p"].parameters["hd"], "example.org");
}
