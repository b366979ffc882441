//! Secrets in files.

use secrecy::ExposeSecret;

use super::{Scratch, start};

const MODEL: &str = "[models.q]\nid = 'q'\nbase_url = 'https://models.example.org/v1'\n";

#[test]
fn a_secret_is_read_from_the_file_that_the_configuration_names() {
    let directory = Scratch::new();
    let file = directory.write("key", "sk-from-file\n").display().to_string();
    for start in [
        start().file(&format!("{MODEL}api_key_file = '{file}'")),
        start().file(MODEL).variable("MAYFLY__MODELS__Q__API_KEY_FILE", &file),
        start()
            .file(&format!("{MODEL}api_key = 'sk-weaker'"))
            .variable("MAYFLY__MODELS__Q__API_KEY_FILE", &file),
    ] {
        let config = start.config();
        assert_eq!(config.models["q"].api_key.as_ref().unwrap().expose_secret(), "sk-from-file");
    }
}

#[test]
fn the_well_known_variables_have_files_too() {
    let directory = Scratch::new();
    let file = directory.write("key", "from-file").display().to_string();
    let config = start()
        .variable("OPENAI_API_KEY_FILE", &file)
        .variable("OIDC_ISSUER", "https://login.example.org")
        .variable("OIDC_CLIENT_ID", "m")
        .variable("OIDC_CLIENT_SECRET_FILE", &file)
        .config();
    assert_eq!(config.models["openai"].api_key.as_ref().unwrap().expose_secret(), "from-file");
    assert_eq!(config.providers["oidc"].client_secret.as_ref().unwrap().expose_secret(), "from-file");
}

#[test]
fn the_stronger_place_wins_whether_it_says_the_secret_or_its_file() {
    let directory = Scratch::new();
    let file = directory.write("key", "sk-weaker").display().to_string();
    let config = start()
        .file(&format!("{MODEL}api_key_file = '{file}'"))
        .variable("MAYFLY__MODELS__Q__API_KEY", "sk-stronger")
        .config();
    assert_eq!(config.models["q"].api_key.as_ref().unwrap().expose_secret(), "sk-stronger");
}

#[test]
fn a_secret_said_twice_in_one_place_is_a_fault() {
    let fault = start().file(&format!("{MODEL}api_key = 'sk-1'\napi_key_file = '/run/key'")).fault();
    assert_eq!(fault.key, "models.q.api_key");
    assert!(fault.wrong.contains("twice"), "{fault}");
}

#[test]
fn a_key_ring_is_a_list_or_a_file_of_lines_or_parted_by_commas() {
    let key = |letter: &str| format!("{}==", letter.repeat(86));
    let (one, two) = (key("A"), key("B").replace("B==", "A=="));
    let directory = Scratch::new();
    let file = directory.write("keys", &format!("{one}\n\n{two}\n")).display().to_string();
    for start in [
        start().file(&format!("[session]\nkeys = ['{one}', '{two}']")),
        start().file(&format!("[session]\nkeys_file = '{file}'")),
        start().variable("MAYFLY__SESSION__KEYS", &format!("{one},{two}")),
    ] {
        let keys = start.config().session.keys;
        assert_eq!(keys.iter().map(|key| key.expose_secret()).collect::<Vec<_>>(), [&one, &two]);
    }
}

#[test]
fn a_headers_value_may_come_from_a_file() {
    let directory = Scratch::new();
    let file = directory.write("header", "none\n").display().to_string();
    let config = start()
        .file(&format!("{MODEL}headers.X-Retention_file = '{file}'"))
        .variable("MAYFLY__MODELS__Q__HEADERS__X_OTHER_FILE", &file)
        .config();
    let headers = &config.models["q"].profile.headers;
    assert_eq!(headers["x-retention"].expose_secret(), "none");
    assert_eq!(headers["x-other"].expose_secret(), "none");
}

#[test]
fn a_file_that_has_no_secret_is_a_fault_of_its_key() {
    let directory = Scratch::new();
    let empty = directory.write("empty", "\n");
    let binary = directory.0.join("binary");
    std::fs::write(&binary, [0xff, 0xfe]).unwrap();
    let large = directory.write("large", &"x".repeat(70_000));
    for (file, said) in [
        (directory.0.join("missing"), "can't be read: entity not found"),
        (directory.0.clone(), "can't be read"),
        (empty, "an empty file"),
        (binary, "can't be read"),
        (large, "too large"),
    ] {
        let fault = start().file(&format!("{MODEL}api_key_file = '{}'", file.display())).fault();
        assert_eq!(fault.key, "models.q.api_key_file");
        assert!(fault.wrong.contains(said), "{fault}");
        assert!(fault.example.as_deref().unwrap().contains("/run/secrets/"), "{fault}");
    }
}
