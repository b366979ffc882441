//! The server: configuration, router, login, sessions, limits, the relay to the model, demo parts.

pub mod answer;
pub mod config;
