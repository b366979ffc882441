//! The small model that was started beside this server: looked after, and done without when it ends.

use std::time::Duration;

use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};
use url::Url;

use super::{relay::Relay, shutdown::Shutdown};

/// How often it is looked for. Connecting is all that is done: nothing is asked, nothing paid.
const EVERY: Duration = Duration::from_secs(1);
/// How long it may take to accept a connection; a model that computes on all cores is slow, not gone.
const PATIENCE: Duration = Duration::from_secs(5);

/// Withdraws the models at `base_url` from those that pages offer once nobody listens there any more,
/// and says so in the log. Runs until then, or until the service stops.
pub async fn watch(base_url: Url, relay: Relay, shutdown: Shutdown) {
    let (Some(host), Some(port)) = (base_url.host_str(), base_url.port_or_known_default()) else { return };
    while !shutdown.is_draining() {
        sleep(EVERY).await;
        match timeout(PATIENCE, TcpStream::connect((host, port))).await {
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                if relay.withdraw(&base_url) {
                    tracing::warn!(at = %base_url, "the small model has ended; the demo model answers alone");
                }
                return;
            }
            _ => {}
        }
    }
}
