use std::time::Instant;

use super::Limits;
use crate::{
    chat::ErrorKind,
    server::{config::Config, person::PersonKey},
};

fn test_config() -> Config {
    Config::from_toml("probe = false").unwrap()
}

fn person(number: u32) -> PersonKey {
    PersonKey { issuer: "https://issuer.example".into(), subject: number.to_string().into() }
}

fn limits(change: impl FnOnce(&mut crate::server::config::Limits)) -> Limits {
    let mut config = test_config();
    change(&mut config.limits);
    Limits::new(&config)
}

#[test]
fn the_request_after_the_last_one_waits_and_says_how_long() {
    let limits = limits(|limits| limits.requests_per_minute = 3);
    for _ in 0..3 {
        limits.request(&person(1)).unwrap();
    }
    let error = limits.request(&person(1)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::RateLimited);
    assert!((0.1..=20.0).contains(&error.retry_after.unwrap()), "{error:?}");
    limits.request(&person(2)).unwrap();
}

#[test]
fn a_stream_counts_until_its_permit_is_dropped() {
    let limits = limits(|limits| limits.streams = 2);
    let first = limits.stream(&person(1)).unwrap();
    let second = limits.stream(&person(1)).unwrap();
    assert_eq!(limits.stream(&person(1)).err().unwrap().kind, ErrorKind::TooManyStreams);
    limits.stream(&person(2)).unwrap();
    drop(first);
    let third = limits.stream(&person(1)).unwrap();
    drop((second, third));
    assert_eq!(limits.people_with_streams(), 0, "nobody takes room who has nothing open");
}

#[test]
fn tokens_of_the_day_are_used_up_by_what_was_spent() {
    let limits = limits(|limits| limits.tokens_per_day = Some(100));
    limits.stream(&person(1)).unwrap().spend(99);
    limits.stream(&person(1)).unwrap().spend(1);
    let error = limits.stream(&person(1)).err().unwrap();
    assert_eq!(error.kind, ErrorKind::TokensUsedUp);
    assert!((0.0..=86_400.0).contains(&error.retry_after.unwrap()));
    assert!(error.message.contains("100 tokens"), "{}", error.message);
    limits.stream(&person(2)).unwrap();
}

#[test]
fn issuer_and_subject_are_told_apart_even_where_their_joined_text_is_the_same() {
    let limits = limits(|limits| limits.requests_per_minute = 1);
    let key = |issuer: &str, subject: &str| PersonKey { issuer: issuer.into(), subject: subject.into() };
    limits.request(&key("ab", "c")).unwrap();
    limits.request(&key("a", "bc")).unwrap();
}

/// The growth is what counts, and it is printed; the bound only catches a scan.
#[test]
fn a_check_costs_the_same_with_a_million_people() {
    let limits = limits(|limits| limits.tokens_per_day = Some(1000));
    let round = |limits: &Limits| {
        let begun = Instant::now();
        for number in 0..2000 {
            let _ = limits.request(&person(number));
            drop(limits.stream(&person(number)));
        }
        begun.elapsed()
    };
    let few = round(&limits);
    for number in 0..200_000 {
        let _ = limits.request(&person(number));
        limits.stream(&person(number)).unwrap().spend(1);
    }
    let many = round(&limits);
    assert!(many < few * 10, "few people: {few:?}, many: {many:?}");
}
