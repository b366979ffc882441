//! `mayfly.example.toml` describes every key, and says what is true.

use std::collections::BTreeMap;

use super::{
    super::{Config, Faults, Stop, file, keys, layer::Layers, load::EXAMPLE, path::KeyPath, reader::Reader},
    start,
};

/// The example with every key that is switched off by a '#' right before it switched on.
fn all_keys_on() -> String {
    let lines = EXAMPLE.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[' || c == '"') => rest,
        _ => line,
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// Every key that the reader knows, with its default as TOML, where there is one.
fn schema() -> BTreeMap<String, Option<String>> {
    let text = format!("[models.{}]\n[providers.{}]\n", keys::MODEL, keys::PROVIDER);
    let mut faults = Faults::default();
    let layers = Layers(vec![file::parse("schema", &text, &mut faults)]);
    let mut reader = Reader::new(&layers);
    keys::read(&mut reader);
    reader.known.iter().map(|(path, known)| (path.to_string(), known.default.clone())).collect()
}

#[test]
fn as_it_stands_it_says_what_is_so_without_it() {
    let with = Config::from_toml(EXAMPLE).unwrap();
    let without = Config::from_toml("").unwrap();
    assert_eq!(format!("{with:#?}"), format!("{without:#?}"));
}

#[test]
fn it_describes_every_key_and_gives_every_default() {
    let mut faults = Faults::default();
    let shown = file::parse("example", &all_keys_on(), &mut faults);
    assert_eq!(faults, Faults::default());
    for (key, default) in schema() {
        let path = KeyPath::dotted(&key);
        let entry = shown.0.get(&path);
        // One line stands for a secret and its file.
        let described = entry.is_some() || all_keys_on().contains(&format!("{} = ", path.name()));
        assert!(described, "{key} is not in mayfly.example.toml");
        if let Some(default) = default {
            let name = path.name();
            let line = format!("{name} = {default}");
            let found = all_keys_on().lines().any(|l| l == line || l.starts_with(&format!("{line} #")));
            assert!(found, "{key}: the default is {line}");
        }
    }
}

#[test]
fn it_describes_no_key_that_there_is_not_and_every_value_in_it_is_accepted() {
    let text: String = all_keys_on()
        .lines()
        // Files and folders that are on no machine, and keys that exclude those right beside them.
        .filter(|line| !line.contains("_file = ") && !line.starts_with("site_root = "))
        .map(|line| format!("{line}\n"))
        .collect();
    let config = match Config::from_toml(&text) {
        Ok(config) => config,
        Err(faults) => panic!("{faults}"),
    };
    assert_eq!(config.models[keys::MODEL].profile.headers.len(), 1);
    assert_eq!(config.providers[keys::PROVIDER].allow.as_ref().unwrap().claims.len(), 1);
}

#[test]
fn every_key_has_words_of_its_own() {
    let mut above = "";
    for line in EXAMPLE.lines() {
        let is_key = line.trim_start_matches('#').split(" = ").next().is_some_and(|name| {
            line.contains(" = ")
                && !name.is_empty()
                && name.chars().all(|c| c.is_ascii_lowercase() || "_-.\"".contains(c))
        });
        let is_beside = above.contains(" = ") && line.contains("_file = ");
        assert!(!is_key || above.starts_with("# ") || is_beside, "nothing is said above `{line}`");
        above = line;
    }
}

#[test]
fn a_flag_prints_it() {
    let mut start = start();
    start.flags.push("--example-config".into());
    match start.load() {
        Err(Stop::Answer(text)) => assert_eq!(text, EXAMPLE),
        other => panic!("{other:?}"),
    }
}

#[test]
fn help_and_version_are_answers() {
    for (flag, said) in [("--help", "--listen <ADDRESS>"), ("--version", env!("CARGO_PKG_VERSION"))] {
        let mut start = start();
        start.flags.push(flag.into());
        match start.load() {
            Err(Stop::Answer(text)) => assert!(text.contains(said), "{text}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_check_says_what_would_run() {
    let mut start = start();
    start.flags.push("--check".into());
    match start.load() {
        Err(Stop::Answer(text)) => {
            assert!(text.starts_with("Configuration OK.\nLogin: the embedded demo"), "{text}")
        }
        other => panic!("{other:?}"),
    }
}
