//! The server: configuration, router, login, sessions, limits, the relay to the model, demo parts.
//!
//! Public is what the binary, the integration tests and the fuzz targets use.

pub(crate) mod answer;
pub mod config;
pub(crate) mod demo;
pub(crate) mod edge;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod local_model;
pub(crate) mod login;
pub(crate) mod loopback;
pub(crate) mod pages;
pub(crate) mod person;
pub(crate) mod probe;
pub mod relay;
pub(crate) mod router;
pub mod serve;
pub(crate) mod session;
pub mod shutdown;
pub mod spill;
pub mod start;
pub mod telemetry;
