//! Which place wins.

use super::{super::SessionStore, start};

#[test]
fn with_nothing_said_it_is_the_demo_on_loopback() {
    let config = start().config();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:3000/");
    assert!(config.demo && config.probe && config.models.is_empty() && config.providers.is_empty());
    assert_eq!(config.default_model, None);
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_the_build_tool() {
    let all = || {
        start()
            .variable("LEPTOS_SITE_ADDR", "127.0.0.1:1")
            .file("listen = '127.0.0.1:2'")
            .variable("MAYFLY__LISTEN", "127.0.0.1:3")
            .flag("--listen", "127.0.0.1:4")
    };
    let port = |start: super::Start| start.config().listen.port();
    assert_eq!(port(all()), 4);
    let mut without = all();
    without.flags.clear();
    assert_eq!(port(without), 3);
    let mut without = all();
    without.flags.clear();
    without.variables.retain(|(name, _)| name != "MAYFLY__LISTEN");
    assert_eq!(port(without), 2);
    assert_eq!(port(start().variable("LEPTOS_SITE_ADDR", "127.0.0.1:1")), 1);
}

#[test]
fn own_variables_win_over_well_known_ones_over_the_file() {
    let file = "[models.openai]\nid = 'file'\nbase_url = 'http://127.0.0.1:1/v1'\n";
    let id = |start: super::Start| start.config().models["openai"].id.clone();
    assert_eq!(id(start().file(file)), "file");
    let known = || start().file(file).variable("OPENAI_MODEL", "known");
    assert_eq!(id(known()), "known");
    assert_eq!(id(known().variable("MAYFLY__MODELS__OPENAI__ID", "own")), "own");
}

#[test]
fn openai_variables_alone_make_a_model() {
    let config = start().variable("OPENAI_API_KEY", "sk-1").config();
    assert_eq!(config.models["openai"].base_url.as_str(), "https://api.openai.com/v1");
    assert!(!config.models["openai"].id.is_empty());
    assert_eq!(config.default_model.as_deref(), Some("openai"));
}

#[test]
fn a_server_of_ones_own_without_a_model_is_to_be_asked_for_its_list() {
    let config = start().variable("OPENAI_BASE_URL", "http://127.0.0.1:9/v1").config();
    assert!(config.models.is_empty());
    assert_eq!(config.endpoints["openai"].base_url.as_str(), "http://127.0.0.1:9/v1");
    assert_eq!(config.default_model.as_deref(), Some("openai"));
}

#[test]
fn empty_well_known_variables_count_as_not_set() {
    let config = start().variable("OPENAI_API_KEY", "").variable("OIDC_ISSUER", "").config();
    assert!(config.models.is_empty() && config.endpoints.is_empty() && config.providers.is_empty());
}

#[test]
fn oidc_variables_alone_make_a_provider() {
    let config = start()
        .variable("OIDC_ISSUER", "https://login.example.org/realms/staff")
        .variable("OIDC_CLIENT_ID", "mayfly")
        .variable("OIDC_CLIENT_SECRET", "s")
        .config();
    assert_eq!(config.providers["oidc"].title, "login.example.org");
    assert!(config.providers["oidc"].client_secret.is_some());
}

#[test]
fn every_key_of_a_named_table_can_be_said_by_a_variable() {
    let config = start()
        .file("[models.qwen]\nbase_url = 'https://a.example.org/v1'\nid = 'q'\nomit = ['seed']\n")
        .variable("MAYFLY__MODELS__QWEN__OMIT", "store, stream_options")
        .variable("MAYFLY__MODELS__QWEN__CONTEXT_SIZE", "4096")
        .variable("MAYFLY__MODELS__QWEN__HEADERS__X_TITLE", "Mayfly")
        .variable("MAYFLY__MODELS__QWEN__FIELDS__PROVIDER", r#"{"zdr":true}"#)
        .variable("MAYFLY__MODELS__OTHER_1__BASE_URL", "https://b.example.org/v1")
        .variable("MAYFLY__MODELS__OTHER_1__ID", "o")
        .config();
    let qwen = &config.models["qwen"];
    assert_eq!(qwen.profile.omit, ["store", "stream_options"]);
    assert_eq!(qwen.context_size, Some(4096));
    assert!(qwen.profile.headers.contains_key("x-title"));
    assert_eq!(qwen.profile.fields["provider"]["zdr"], true);
    assert_eq!(config.models["other_1"].id, "o");
    assert_eq!(config.default_model.as_deref(), Some("qwen"));
}

#[test]
fn a_variable_may_say_a_whole_table_of_free_names() {
    let config = start()
        .file("[providers.staff]\nissuer = 'https://l.example.org'\nclient_id = 'm'\nallow.claims.groups = ['a']\n")
        .variable("MAYFLY__PROVIDERS__STAFF__ALLOW__CLAIMS", r#"{"realm_access.roles": ["chat"]}"#)
        .config();
    let claims = &config.providers["staff"].allow.as_ref().unwrap().claims;
    assert_eq!(claims["realm_access.roles"], ["chat"]);
    assert_eq!(claims["groups"], ["a"]);
}

#[test]
fn an_empty_variable_takes_back_what_the_file_says() {
    let config = start()
        .file("trusted_proxies = ['10.0.0.0/8', '127.0.0.1']\n[limits]\ntokens_per_day = 5\n")
        .variable("MAYFLY__LIMITS__TOKENS_PER_DAY", "")
        .variable("MAYFLY__TRUSTED_PROXIES", "")
        .config();
    assert_eq!(config.limits.tokens_per_day, None);
    assert!(config.trusted_proxies.is_empty());
}

#[test]
fn the_first_model_of_the_file_is_the_default() {
    let config = start()
        .file(
            "[models.b]\nid='b'\nbase_url='http://127.0.0.1:1'\n[models.a]\nid='a'\nbase_url='http://127.0.0.1:1'\n",
        )
        .config();
    assert_eq!(config.default_model.as_deref(), Some("b"));
}

#[test]
fn the_file_that_a_flag_names_wins_over_the_one_that_a_variable_names() {
    let directory = super::Scratch::new();
    let file = directory.write("other.toml", "[session]\nstore = 'memory'\n");
    let config = start().file("title = 'A'").flag("--config", &file.display().to_string()).config();
    assert_eq!(config.session.store, SessionStore::Memory);
    assert_eq!(config.title, "Mayfly");
}

#[test]
fn the_local_model_of_make_run_is_known_by_its_variable() {
    let config = start().variable("MAYFLY_LOCAL_MODEL", "http://127.0.0.1:8080/v1").config();
    assert_eq!(config.local_model.unwrap().as_str(), "http://127.0.0.1:8080/v1");
}

#[test]
fn variables_that_kubernetes_sets_for_a_service_of_this_name_are_left_alone() {
    start().variable("MAYFLY_PORT", "tcp://10.0.0.1:80").variable("MAYFLY_SERVICE_HOST", "10.0.0.1").config();
}

#[test]
fn a_free_port_is_noted_in_the_public_url_when_it_is_known() {
    let mut config = start().variable("MAYFLY__LISTEN", "127.0.0.1:0").config();
    config.bound_to("127.0.0.1:4711".parse().unwrap());
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:4711/");
}
