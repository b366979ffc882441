//! The shutdown in stages: not ready any more, then a grace period for open answers, then their last
//! event, then the end.

use std::{
    io::{self, IsTerminal},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    select,
    signal::unix::{SignalKind, signal},
    time::sleep,
};
use tokio_util::{
    sync::{CancellationToken, WaitForCancellationFutureOwned},
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};

/// How long answers may take to write their last event after the grace period.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The stage of the shutdown. Cheap to clone; clones share their state.
#[derive(Clone, Default)]
pub struct Shutdown(Arc<Stages>);

#[derive(Default)]
struct Stages {
    draining: CancellationToken,
    cut: CancellationToken,
    /// The same as `cut` for frequent reads: a token's state is behind a lock.
    is_cut: AtomicBool,
    stopped: CancellationToken,
    killed: CancellationToken,
    streams: TaskTracker,
}

impl Shutdown {
    /// Begins the shutdown: the service is not ready any more and opens no new stream.
    pub fn begin(&self) {
        self.0.draining.cancel();
    }

    /// Stops at once, without grace.
    pub(crate) fn kill(&self) {
        self.0.killed.cancel();
        self.0.draining.cancel();
    }

    /// Whether the shutdown has begun.
    pub(crate) fn is_draining(&self) -> bool {
        self.0.draining.is_cancelled()
    }

    /// Whether open answers have to end now.
    pub(crate) fn is_cut(&self) -> bool {
        self.0.is_cut.load(Ordering::Acquire)
    }

    /// Resolves when open answers have to end.
    pub(crate) fn cut_owned(&self) -> WaitForCancellationFutureOwned {
        self.0.cut.clone().cancelled_owned()
    }

    /// Resolves when no answer is open any more, so that connections may close.
    pub(crate) async fn stopped(&self) {
        self.0.stopped.cancelled().await;
    }

    /// Resolves when there is no time left.
    pub(crate) async fn killed(&self) {
        self.0.killed.cancelled().await;
    }

    /// Counts an open answer for as long as the token lives.
    pub(crate) fn stream(&self) -> TaskTrackerToken {
        self.0.streams.token()
    }

    /// How many answers are open.
    pub fn streams(&self) -> usize {
        self.0.streams.len()
    }

    /// Waits for the shutdown to begin and runs it. `grace`: how long open answers may continue.
    pub(crate) async fn run(&self, grace: Duration) {
        let stages = &*self.0;
        stages.draining.cancelled().await;
        stages.streams.close();
        tracing::info!(streams = stages.streams.len(), grace_s = grace.as_secs_f64(), "stopping");
        select! {
            () = stages.streams.wait() => {}
            () = sleep(grace) => {}
            () = stages.killed.cancelled() => {}
        }
        stages.is_cut.store(true, Ordering::Release);
        stages.cut.cancel();
        select! {
            () = stages.streams.wait() => {}
            () = sleep(LAST_WORDS) => {}
            () = stages.killed.cancelled() => {}
        }
        stages.stopped.cancel();
    }
}

/// Handles signals from now on, as long as the future that it returns is polled: the first SIGTERM or
/// SIGINT begins the shutdown, the second stops at once. SIGHUP counts as one of them when standard input
/// is a terminal, and is only logged otherwise, where service managers and log rotation send it. The future
/// ends after the second signal; if signals can't be handled, it logs that and never ends.
///
/// Call it in a tokio runtime and before the service listens: whoever sees it listen may send a signal.
pub fn signals(shutdown: Shutdown) -> impl Future<Output = ()> + Send + 'static {
    let handlers = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal);
    async move {
        let [Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)] = handlers else {
            tracing::error!("signals can't be handled: the server can only be killed");
            return std::future::pending().await;
        };
        let at_terminal = io::stdin().is_terminal();
        for end in [Shutdown::begin, Shutdown::kill] {
            loop {
                select! {
                    _ = terminate.recv() => break,
                    _ = interrupt.recv() => break,
                    _ = hangup.recv() => {
                        // The terminal was closed, and nobody can stop the server there any more.
                        if at_terminal {
                            break;
                        }
                        tracing::info!("SIGHUP changes nothing: restart to read the configuration again");
                    }
                }
            }
            end(&shutdown);
        }
    }
}
