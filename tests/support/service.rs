//! Mayfly inside the test's process, as `main` starts it, on a port of its own.

use std::{net::SocketAddr, time::Duration};

use mayfly::server::{config::Config, shutdown::Shutdown, start};
use tokio::task::JoinHandle;

use super::{eventually, tab::Tab, upstream::Upstream};

/// What tests configure unless they say otherwise: short times, so that none has to wait, and
/// limits that none meets by chance.
const CONFIG: &str = r#"
listen = "127.0.0.1:0"
probe = false

[models.scripted]
id = "scripted-model"
title = "The scripted model"
base_url = "BASE_URL"
api_key = "key-of-scripted"

[limits]
requests_per_minute = 100000
streams = 1000

[timeouts]
connect = "600ms"
first_token = "700ms"
idle = "700ms"
total = "20s"
heartbeat = "200ms"
grace = "1s"
"#;

/// A running service.
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its end, and the count of its open answers.
    pub shutdown: Shutdown,
    served: JoinHandle<std::io::Result<()>>,
}

impl Service {
    /// Starts it in front of a model's server.
    pub async fn before(upstream: &Upstream) -> Self {
        Self::configured(&upstream.url(), |_| {}).await
    }

    /// Starts it in front of a model's address, with some of the configuration changed.
    pub async fn configured(base_url: &str, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::from_toml(&CONFIG.replace("BASE_URL", base_url)).unwrap();
        change(&mut config);
        Self::running(config).await
    }

    /// Starts it with a configuration file of this text alone.
    pub async fn of_file(text: &str) -> Self {
        let config = Config::from_toml(text).unwrap_or_else(|faults| panic!("{text}\n{faults}"));
        Self::running(config).await
    }

    async fn running(config: Config) -> Self {
        let shutdown = Shutdown::default();
        let running = start::start(config, shutdown.clone()).await.unwrap();
        let address = running.address;
        let served = tokio::spawn(running.serve());
        Self { address, shutdown, served }
    }

    /// Starts it with more configuration, in front of a model that is never asked.
    pub async fn with(more: &str) -> Self {
        let text = format!("{}{more}", CONFIG.replace("BASE_URL", "http://127.0.0.1:9/v1"));
        let config = Config::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}"));
        Self::running(config).await
    }

    /// A tab of somebody who has just signed in.
    pub async fn tab(&self, name: &str) -> Tab {
        Tab::signed_in(self.address, name).await
    }

    /// Waits until no answer is open: then every permit was given back and every connection to a
    /// model's server let go.
    pub async fn is_at_rest(&self) {
        eventually("no answer is open any more", Duration::from_secs(2), async || {
            self.shutdown.streams() == 0
        })
        .await;
    }

    /// Begins the end, and waits for it.
    pub async fn stop(self) {
        self.shutdown.begin();
        self.served.await.unwrap().unwrap();
    }
}
