//! The server: configuration, router, login, sessions, limits, the relay to the model, demo parts.

pub mod answer;
pub mod config;
pub mod demo;
pub mod edge;
pub mod health;
pub mod limits;
pub mod local_model;
pub mod login;
pub mod loopback;
pub mod pages;
pub mod person;
pub mod probe;
pub mod relay;
pub mod router;
pub mod serve;
pub mod session;
pub mod shutdown;
pub mod spill;
pub mod start;
pub mod telemetry;
