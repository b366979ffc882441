//! What the logs let through.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use super::*;
use crate::{chat::Text, server::config::LogAddresses};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is written while `act` runs.
fn logged(format: LogFormat, filter: &str, act: impl FnOnce()) -> String {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = Log { format, filter: filter.to_owned(), addresses: LogAddresses::SignIn };
    tracing::subscriber::with_default(subscriber(&log, move || writer.clone(), false), act);
    String::from_utf8(lines.0.lock().unwrap().clone()).unwrap()
}

#[test]
fn a_filter_sets_levels_for_all_and_for_parts() {
    let written = logged(LogFormat::Text, "warn,loud=debug", || {
        tracing::info!("one");
        tracing::warn!("two");
        tracing::debug!(target: "loud", "three");
        tracing::trace!(target: "loud", "four");
    });
    assert!(!written.contains("one") && written.contains("two"), "{written}");
    assert!(written.contains("three") && !written.contains("four"), "{written}");
}

#[test]
fn the_client_library_that_logs_bodies_is_silent_whatever_the_filter_says() {
    let written = logged(LogFormat::Text, "trace,async_openai=trace,async_openai::client=trace", || {
        tracing::error!(target: "async_openai::error", "failed deserialization of: {}", "body");
        tracing::error!(target: "async_openai", "body");
        tracing::error!("ours");
    });
    assert!(!written.contains("body") && written.contains("ours"), "{written}");
}

#[test]
fn json_is_an_object_a_line_with_its_fields_and_its_request() {
    let written = logged(LogFormat::Json, "info", || {
        let _request = tracing::info_span!("request", id = "r1").entered();
        tracing::info!(tokens = 12, took_ms = 340, "answered");
        tracing::info!("again");
    });
    let lines: Vec<serde_json::Value> =
        written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["message"], &lines[0]["tokens"]), (&"answered".into(), &12.into()));
    assert_eq!(lines[0]["span"]["id"], "r1");
    assert_eq!(lines[0]["level"], "INFO");
}

#[test]
fn message_text_is_written_as_its_length() {
    let written = logged(LogFormat::Json, "trace", || {
        let text = Text::from("canary");
        tracing::error!(?text, %text, "text");
    });
    assert!(!written.contains("canary"), "{written}");
}

#[test]
fn a_line_break_in_a_value_makes_no_line_of_its_own() {
    let written = logged(LogFormat::Text, "info", || {
        tracing::info!(name = "a\nERROR forged", "signed in");
    });
    assert_eq!(written.lines().count(), 1, "{written}");
}

#[test]
fn a_panic_is_told_by_its_place_and_never_by_its_message() {
    let written = logged(LogFormat::Text, "trace", || {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(note));
        let result = panic::catch_unwind(|| panic!("choked on {}", "canary"));
        panic::set_hook(hook);
        assert!(result.is_err());
    });
    assert!(written.contains("telemetry/tests.rs:") && !written.contains("canary"), "{written}");
}
