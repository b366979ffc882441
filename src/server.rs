//! The server: configuration, router, login, sessions, limits, the relay to the model, demo parts.

pub mod answer;
pub mod config;
pub mod demo;
pub mod login;
pub mod loopback;
pub mod person;
pub mod session;
