//! Every key of the configuration changes something. The table names, for each key of
//! `mayfly.example.toml`, how that is seen: by a comparison of two runs of the service that differ in
//! this key alone, or by a test elsewhere. A key without a row fails, and so does a row without a key.

#![allow(unreachable_pub, reason = "the modules of a test share their items")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails panics")]

mod support;

mod keys {
    pub mod provider;
    pub mod views;
}

use std::{collections::BTreeSet, fs, net::SocketAddr, path::PathBuf, time::Duration};

/// How a key is seen to change something.
enum Seen {
    /// This view of the service differs between the first value, written as TOML, and the second.
    In(View, &'static str, &'static str),
    /// The test of this name or title.
    By(&'static str),
}

use mayfly::server::config::{Config, Session, SessionStore};
use tokio::net::TcpListener;

use Seen::{By, In};
use keys::views::View::{self, Answer, Home, Landing, Page, Reach, Request, SignIn, Site};
use support::{service::Service, tab::Tab};

const TABLE: &[(&str, Seen)] = &[
    ("title", In(Landing, "'One'", "'Other'")),
    ("listen", In(Reach, "'127.0.0.1:0'", "'127.0.0.2:0'")),
    ("public_url", In(Home, "'http://127.0.0.1:1'", "'http://127.0.0.1:2'")),
    ("trusted_proxies", By("behind_a_trusted_proxy_the_lines_carry_the_clients_address_as_configured")),
    ("default_model", In(Page, "'qwen'", "'other'")),
    ("probe", By("nothing_is_asked_where_a_model_is_configured")),
    ("demo", By("without_the_demo_somebody_must_be_able_to_sign_in_and_something_must_answer")),
    ("local_model", By("a_model_that_is_still_starting_is_waited_for")),
    ("site_root", In(Site, "'docs'", "'public'")),
    ("models.qwen.base_url", By("a_refused_connection_is_told_at_once")),
    ("models.qwen.id", In(Request, "'one'", "'other'")),
    ("models.qwen.title", In(Page, "'One'", "'Other'")),
    ("models.qwen.api_key", In(Request, "'key-one'", "'key-other'")),
    ("models.qwen.api_key_file", By("a_secret_is_read_from_the_file_that_the_configuration_names")),
    ("models.qwen.ca_file", By("a_file_of_authorities_is_read_at_start")),
    ("models.qwen.context_size", In(Page, "1000", "2000")),
    ("models.qwen.images", In(Page, "true", "false")),
    ("models.qwen.reasoning", In(Page, "true", "false")),
    ("models.qwen.done_marker_is_finish", By("an_end_marker_is_a_finish_reason_where_the_profile_says_so")),
    ("models.qwen.prefill", In(Request, "false", "true")),
    ("models.qwen.thinks_first", In(Page, "false", "true")),
    ("models.qwen.omit", In(Request, "[]", "['store']")),
    ("models.qwen.max_tokens_field", In(Request, "'max_tokens'", "'max_completion_tokens'")),
    ("models.qwen.zero_retention", In(Page, "[]", "['x-data-retention']")),
    ("models.qwen.headers.x-data-retention", In(Request, "'none'", "'all'")),
    ("models.qwen.fields.chat_template_kwargs", In(Request, "1", "2")),
    ("providers.staff.issuer", In(SignIn, "'ISSUER'", "'OTHER_ISSUER'")),
    ("providers.staff.client_id", In(SignIn, "'one'", "'other'")),
    ("providers.staff.client_secret", In(SignIn, "'one'", "'other'")),
    ("providers.staff.client_secret_file", By("a_secret_is_read_from_the_file_that_the_configuration_names")),
    ("providers.staff.client_auth", In(SignIn, "'basic'", "'post'")),
    ("providers.staff.scopes", In(SignIn, "['email']", "['profile']")),
    (
        "providers.staff.discovery_url",
        By("a_discovery_document_may_be_elsewhere_but_its_issuer_must_be_the_configured_one"),
    ),
    ("providers.staff.audiences", By("further_audiences_are_accepted_if_configured_and_named_if_not")),
    ("providers.staff.prompt", In(SignIn, "['login']", "['consent']")),
    ("providers.staff.switch_prompt", By("switching_the_account_asks_the_provider_for_another_one")),
    ("providers.staff.acr_values", In(SignIn, "['one']", "['other']")),
    ("providers.staff.max_age", In(SignIn, "'1h'", "'2h'")),
    ("providers.staff.own_callback", By("a_second_provider_can_leave_the_first_one_s_redirect_uri_as_it_is")),
    ("providers.staff.provider_sign_out", By("the_provider_s_own_sign_out_can_be_left_out")),
    (
        "providers.staff.email_is_verified",
        By("an_address_counts_as_verified_where_the_configuration_says_so"),
    ),
    ("providers.staff.parameters.domain_hint", In(SignIn, "'one.example'", "'other.example'")),
    ("providers.staff.title", In(Landing, "'One'", "'Other'")),
    ("providers.staff.auto", In(Landing, "false", "true")),
    ("providers.staff.ca_file", By("a_file_of_authorities_is_read_at_start")),
    ("providers.staff.allow.email_domains", By("a_verified_address_of_a_listed_domain_enters")),
    ("providers.staff.allow.claims.groups", By("a_listed_group_or_role_enters_and_others_do_not")),
    ("session.store", In(Page, "'cookie'", "'memory'")),
    ("session.keys", By("a_session_is_read_with_its_own_key_alone")),
    ("session.keys_file", By("a_secret_is_read_from_the_file_that_the_configuration_names")),
    ("session.idle", By("a_session_ends_when_it_is_not_used_and_when_it_is_old")),
    ("session.absolute", By("a_session_ends_when_it_is_not_used_and_when_it_is_old")),
    ("limits.requests_per_minute", By("too_many_requests_within_a_minute")),
    ("limits.streams", By("too_many_streams_at_once")),
    ("limits.tokens_per_day", By("the_tokens_of_the_day")),
    ("limits.body_bytes", By("too_large_a_body_is_refused_and_the_refusal_arrives")),
    ("limits.messages", By("too_many_messages_are_refused_with_how_many")),
    ("limits.message_bytes", By("too_long_a_message_is_refused_with_how_far_over")),
    ("limits.image_bytes", By("too_large_a_picture_is_refused_with_how_far_over")),
    ("limits.tab_bytes", In(Page, "1000000", "2000000")),
    ("timeouts.connect", By("a_connection_that_never_comes_about_is_given_up")),
    ("timeouts.first_token", By("silence_before_the_first_token")),
    ("timeouts.idle", By("silence_in_the_middle")),
    ("timeouts.total", By("an_answer_without_end_is_ended_by_the_total_time")),
    ("timeouts.heartbeat", In(Page, "'1s'", "'2s'")),
    ("timeouts.body", By("a_body_that_takes_too_long_is_refused_with_408")),
    ("timeouts.write", By("a_reader_that_stopped_is_given_up_and_holds_the_model_back_until_then")),
    ("timeouts.grace", By("told_to_stop_an_answer_finishes_within_the_grace")),
    ("timeouts.pool_idle", By("a_whole_answer_leaves_nothing_behind")),
    ("timeouts.login", By("a_silent_provider_is_given_up_after_the_time_for_login")),
    ("log.format", By("a_json_log_is_all_there_is_and_on_one_stream")),
    ("log.filter", By("health_routes_are_logged_at_debug_and_access_lines_can_be_switched_off")),
    ("log.addresses", By("behind_a_trusted_proxy_the_lines_carry_the_clients_address_as_configured")),
    ("privacy.padding", In(Answer, "false", "true")),
    (
        "privacy.dumpable",
        By("another process of the same user is refused, unless the configuration opens the memory"),
    ),
    ("privacy.reuse_connections", By("a_connection_that_the_server_keeps_serves_the_next_answer")),
    ("privacy.spellcheck", In(Page, "true", "false")),
    ("privacy.idle_wipe", In(Page, "'2m'", "'3m'")),
    ("privacy.titles", In(Page, "true", "false")),
];

/// The keys that the example file describes, with the line of each.
fn described() -> BTreeSet<String> {
    let example = fs::read_to_string("mayfly.example.toml").unwrap();
    let mut table = String::new();
    let mut keys = BTreeSet::new();
    for line in example.lines() {
        let line = line.strip_prefix('#').unwrap_or(line);
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = format!("{name}.");
        } else if let Some((name, _)) = line.split_once(" = ")
            && name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-'))
        {
            keys.insert(format!("{table}{name}"));
        }
    }
    keys
}

#[test]
fn every_key_has_a_row_and_every_row_a_key() {
    let rows: BTreeSet<String> = TABLE.iter().map(|(key, _)| (*key).to_owned()).collect();
    assert_eq!(rows.len(), TABLE.len(), "a key has two rows");
    let described = described();
    let without_row: Vec<_> = described.difference(&rows).collect();
    let without_key: Vec<_> = rows.difference(&described).collect();
    assert!(
        without_row.is_empty() && without_key.is_empty(),
        "no row: {without_row:?}, no key: {without_key:?}"
    );
}

/// The text of every file with tests.
fn tests() -> String {
    let mut folders = ["tests", "src/server", "end2end/tests"].map(PathBuf::from).to_vec();
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                None => folders.push(path),
                Some(extension) if extension == "rs" || extension == "ts" => {
                    text += &fs::read_to_string(path).unwrap();
                }
                Some(_) => {}
            }
        }
    }
    text
}

#[test]
fn every_test_that_the_table_names_is_there() {
    let tests = tests();
    for (key, seen) in TABLE {
        let By(name) = seen else { continue };
        let is_there =
            [format!("fn {name}("), format!("test('{name}'")].iter().any(|test| tests.contains(test));
        assert!(is_there, "{key}: there is no test called '{name}'");
    }
}

#[tokio::test]
async fn each_key_that_can_be_compared_changes_what_the_service_does() {
    let provider = keys::provider::Provider::start().await;
    let other = keys::provider::Provider::start().await;
    for (key, seen) in TABLE {
        let In(view, first, second) = seen else { continue };
        let seen = async |value: &str| {
            let value = value.replace("OTHER_ISSUER", &other.issuer).replace("ISSUER", &provider.issuer);
            view.of(key, &value, [&provider, &other]).await
        };
        let (first, same, second) = (seen(first).await, seen(first).await, seen(second).await);
        assert_eq!(
            first, same,
            "{key}: two runs with the same value differ, so the comparison proves nothing"
        );
        assert_ne!(first, second, "{key} changes nothing");
    }
}

/// Whether a tab is signed in.
async fn is_signed_in(tab: &Tab, address: SocketAddr) -> bool {
    let lines = format!("origin: http://{address}\r\nx-mayfly: 1\r\n");
    tab.call("POST", "/api/models", &lines, b"").await.status == 200
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_when_it_is_old() {
    for store in [SessionStore::Cookie, SessionStore::Memory] {
        let with = async |change: fn(&mut Session)| {
            let configure = |config: &mut Config| {
                config.session.store = store;
                change(&mut config.session);
            };
            let service = Service::configured("http://127.0.0.1:1/v1", configure).await;
            is_signed_in(&service.tab("Somebody").await, service.address).await
        };
        assert!(with(|_| {}).await, "{store:?}");
        assert!(!with(|session| session.idle = Duration::ZERO).await, "{store:?}");
        assert!(!with(|session| session.absolute = Duration::ZERO).await, "{store:?}");
    }
}

#[tokio::test]
async fn a_session_is_read_with_its_own_key_alone() {
    let start = async |key: &str| {
        let key = key.repeat(86) + "==";
        let file = format!("listen = '127.0.0.1:0'\nprobe = false\n[session]\nkeys = ['{key}']");
        Service::of_file(&file).await
    };
    let (one, same, other) = (start("A").await, start("A").await, start("Q").await);
    let tab = one.tab("Somebody").await;
    assert!(is_signed_in(&tab.at(same.address), same.address).await);
    assert!(!is_signed_in(&tab.at(other.address), other.address).await);
}

#[tokio::test]
async fn a_silent_provider_is_given_up_after_the_time_for_login() {
    // It accepts connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", silent.local_addr().unwrap());
    let start = async |login: &str| {
        let provider = format!("[providers.staff]\nissuer = '{issuer}'\nclient_id = 'mayfly'\n");
        let file = format!("listen = '127.0.0.1:0'\nprobe = false\n{provider}[timeouts]\nlogin = '{login}'");
        Service::of_file(&file).await
    };
    let (short, long) = (start("100ms").await, start("1m").await);
    let (short, long) = (Tab::stranger(short.address), Tab::stranger(long.address));
    let ended = tokio::select! {
        biased;
        _ = long.send("GET", "/login/staff", "", b"") => "long",
        response = short.call("GET", "/login/staff", "", b"") => {
            assert!(response.header("location").is_some_and(|to| to.contains("unavailable")), "{}", response.head);
            "short"
        }
    };
    assert_eq!(ended, "short");
}
