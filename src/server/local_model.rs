//! Watches the small model that `make run` started, and stops offering it when it ends.

use std::time::Duration;

use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};
use url::Url;

use super::{relay::Relay, shutdown::Shutdown};

/// How often it is checked, by opening a connection and nothing else.
const EVERY: Duration = Duration::from_secs(1);
/// How long it may take to accept a connection: a model that uses all cores is slow, not gone.
const PATIENCE: Duration = Duration::from_secs(5);

/// Stops offering the models at `base_url` when nothing listens there any more, and logs it. Runs until
/// then or until the service stops.
pub(crate) async fn watch(base_url: Url, relay: Relay, shutdown: Shutdown) {
    let (Some(host), Some(port)) = (base_url.host_str(), base_url.port_or_known_default()) else { return };
    while !shutdown.is_draining() {
        sleep(EVERY).await;
        match timeout(PATIENCE, TcpStream::connect((host, port))).await {
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                if relay.withdraw(&base_url) {
                    tracing::warn!(at = %base_url, "the small model has ended; only the demo model answers now");
                }
                return;
            }
            _ => {}
        }
    }
}
