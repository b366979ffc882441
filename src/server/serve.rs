//! Accepts, configures, serves and closes connections.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, time::Duration};

use axum::{
    Router,
    extract::ConnectInfo,
    http::{HeaderValue, header},
};
use hyper::{body::Body as _, server::conn::http1};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::SockRef;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    select,
    time::{Instant, sleep, timeout},
};
use tokio_util::task::TaskTracker;
use tower::Service;

use self::progress::Progress;
use super::{config::Config, shutdown::Shutdown};

mod progress;

/// Unsent output that one connection may buffer, in bytes; also the limit of a request's head.
const BUFFER: usize = 32 << 10;
/// Unsent bytes that the kernel may buffer.
const UNSENT: u32 = 16 << 10;
/// Timeout for a request's head, and for an idle connection. Longer than nginx keeps its own (60 s), so
/// that Mayfly never closes a connection at the moment when nginx sends a request on it.
const HEAD: Duration = Duration::from_secs(75);
/// The time between two lines about refused connections.
const REFUSED_LINES: Duration = Duration::from_secs(10);
/// How long connections may take to close at shutdown.
const CLOSING: Duration = Duration::from_secs(2);
/// Descriptors that are not available for connections.
const RESERVE: u64 = 64;

/// Serves until the shutdown is complete, and runs the shutdown.
///
/// # Errors
/// Never because of a single connection.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: Shutdown,
    config: &Config,
) -> io::Result<()> {
    let limit = most_connections();
    let connections = TaskTracker::new();
    // Once for all connections: for each one, the table of routes would be rebuilt.
    let router: Router = router.with_state(());
    let mut refused = Refused::default();
    let mut end = pin!(shutdown.run(config.timeouts.grace));
    loop {
        let accepted = select! {
            biased;
            () = &mut end => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) if (connections.len() as u64) < limit => {
                let connection = Connection {
                    router: router.clone(),
                    peer,
                    write: config.timeouts.write,
                    reuse: config.privacy.reuse_connections,
                };
                connections.spawn(connection.serve(stream, shutdown.clone()));
            }
            Ok((stream, _)) => {
                refused.note(limit);
                connections.spawn(refuse(stream));
            }
            Err(error) => wait_out(&error).await,
        }
    }
    drop(listener);
    connections.close();
    select! {
        () = connections.wait() => {}
        () = sleep(CLOSING) => {}
        () = shutdown.killed() => {}
    }
    tracing::info!(connections = connections.len(), "stopped");
    Ok(())
}

struct Connection {
    router: Router,
    peer: SocketAddr,
    write: Duration,
    /// Whether a connection that carried a body serves another request.
    reuse: bool,
}

impl Connection {
    async fn serve(self, stream: TcpStream, shutdown: Shutdown) {
        set_up(&stream, self.write);
        let Self { router, peer, write, reuse } = self;
        let service =
            hyper::service::service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
                request.extensions_mut().insert(ConnectInfo(peer));
                // A connection's buffer keeps a request's body until later requests overwrite it, so a
                // connection that carried a body is closed after the response.
                let is_last = !reuse && !request.body().is_end_stream();
                let mut router = router.clone();
                // A router is always ready.
                let response = router.call(request);
                async move {
                    let mut response = response.await?;
                    if is_last {
                        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                    }
                    Ok::<_, Infallible>(response)
                }
            });
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_buf_size(BUFFER)
                .serve_connection(TokioIo::new(Progress::new(stream, write)), service)
        );
        let result = select! {
            result = &mut connection => result,
            () = shutdown.stopped() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = result {
            tracing::debug!(%error, "a connection broke");
        }
    }
}

/// Small writes are sent at once; unsent output waits in the bounded buffer and not in the kernel; a
/// vanished peer is detected.
fn set_up(stream: &TcpStream, write: Duration) {
    let socket = SockRef::from(stream);
    let set = stream
        .set_nodelay(true)
        .and_then(|()| socket.set_tcp_notsent_lowat(UNSENT))
        .and_then(|()| socket.set_tcp_user_timeout(Some(write)))
        .and_then(|()| socket.set_keepalive(true));
    if let Err(error) = set {
        tracing::debug!(%error, "a socket option could not be set");
    }
}

/// How many connections are accepted: an answer needs one descriptor here and one to the model's server.
fn most_connections() -> u64 {
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    (limit.saturating_sub(RESERVE) / 2).max(8)
}

/// Raises the number of descriptors that this process may open to what the system allows it, and
/// logs it.
pub fn raise_open_files() {
    let before = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: before.maximum, maximum: before.maximum };
    match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => tracing::info!(from = before.current, to = before.maximum, "open files"),
        Err(error) => {
            tracing::warn!(limit = before.current, %error, "the limit of open files could not be raised")
        }
    }
}

/// Connections that were refused, logged at most once per [`REFUSED_LINES`].
#[derive(Default)]
struct Refused {
    count: u64,
    logged: Option<Instant>,
}

impl Refused {
    fn note(&mut self, limit: u64) {
        self.count += 1;
        if self.logged.is_none_or(|at| at.elapsed() >= REFUSED_LINES) {
            tracing::warn!(limit, refused = self.count, "more connections than this process may open");
            *self = Self { count: 0, logged: Some(Instant::now()) };
        }
    }
}

/// Sends a 503 with an error in JSON, and closes.
async fn refuse(mut stream: TcpStream) {
    const BODY: &str = r#"{"kind":"unavailable","message":"The server has as many connections as it can hold. Try again in a moment."}"#;
    let response = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: {}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n{BODY}",
        BODY.len()
    );
    let _ = timeout(CLOSING, async {
        stream.write_all(response.as_bytes()).await?;
        stream.shutdown().await?;
        // Closing with the request unread would reset the connection before the answer is read.
        tokio::io::copy(&mut tokio::io::AsyncReadExt::take(&mut stream, 64 << 10), &mut tokio::io::sink())
            .await
    })
    .await;
}

/// Waits after a failed accept, except when the peer closed the connection before it was accepted: other
/// causes (no descriptors, no memory) are temporary, and retrying at once would only use the CPU.
async fn wait_out(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "a connection can't be accepted");
        sleep(Duration::from_millis(100)).await;
    }
}
