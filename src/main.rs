#![allow(clippy::all, clippy::unwrap_used, clippy::print_stdout)]
//! temp
use mayfly::server::{config::*, shutdown::Shutdown, start};
use std::time::Duration;
#[tokio::main]
async fn main() {
    let s = Duration::from_secs;
    let config = Config {
        title: "Mayfly".into(),
        listen: "127.0.0.1:3000".parse().unwrap(),
        public_url: "http://127.0.0.1:3000".parse().unwrap(),
        trusted_proxies: vec![],
        models: Default::default(),
        default_model: None,
        probe: false,
        providers: Default::default(),
        demo: true,
        local_model: None,
        session: Session { store: SessionStore::Cookie, keys: vec![], idle: s(28800), absolute: s(86400) },
        limits: Limits {
            requests_per_minute: 60,
            streams: 4,
            tokens_per_day: None,
            body_bytes: 32 << 20,
            messages: 2000,
            message_bytes: 1 << 20,
            image_bytes: 8 << 20,
            tab_bytes: 200_000_000,
        },
        timeouts: Timeouts {
            connect: s(5),
            first_token: s(60),
            idle: s(60),
            total: s(600),
            heartbeat: s(15),
            write: s(30),
            grace: s(20),
            pool_idle: s(5),
            login: s(10),
        },
        log: Log { format: LogFormat::Text, filter: "info".into() },
        privacy: Privacy { padding: true, dumpable: false, spellcheck: true, titles: false },
        site_root: None,
    };
    let running = start::start(config, Shutdown::default()).await.unwrap();
    println!("{} {:?}", running.public_url, running.summary);
    running.serve().await.unwrap();
}
