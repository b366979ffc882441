//! What the integration tests stand on: the real service on a port of its own, a model's server
//! that does what a script says, and a tab that speaks HTTP by hand.
//!
//! * [`upstream`]: the scripts ([`upstream::Step`]) and who plays them.
//! * [`service`]: starts Mayfly, inside the test's process or as the binary that people run.
//! * [`tab`]: signs in, asks, reads as fast or as slowly as it likes, and goes whenever it likes.
//! * [`openid`]: an OpenID provider that sends what a test says, and a browser that signs in.
//! * [`logs`]: the log lines of a test.
//! * [`told`]: what a tab was told, and what must hold whatever it was.

#![allow(dead_code, reason = "each test program uses a part of this")]

pub mod logs;
pub mod openid;
pub mod program;
pub mod service;
pub mod tab;
pub mod told;
pub mod upstream;

use std::{future::Future, time::Duration};

use tokio::time::{Instant, sleep};

/// Waits until something is so, and says what did not come true.
pub async fn eventually(what: &str, within: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let until = Instant::now() + within;
    while !is_so().await {
        assert!(Instant::now() < until, "not within {within:?}: {what}");
        sleep(Duration::from_millis(10)).await;
    }
}

/// What a future gives, or a failed test where it takes longer than any of them should.
pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("within 20 s")
}
