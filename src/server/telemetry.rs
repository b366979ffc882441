//! The log: ids, counts and durations on standard error, as text or JSON. Never content. See
//! docs/logging.md.

use std::{
    io::{self, IsTerminal},
    panic,
};

use tracing::{Metadata, Subscriber};
use tracing_subscriber::{
    Layer, Registry,
    filter::{FilterExt, LevelFilter, Targets, filter_fn},
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use super::config::{Log, LogFormat};

#[cfg(test)]
mod tests;

/// Starts the log of this process as configured, without the messages of panics. A second call changes
/// nothing.
pub fn init(log: &Log) {
    let colour = io::stderr().is_terminal();
    // Fails only in tests, which may have started it before.
    let _ = subscriber(log, io::stderr, colour).try_init();
    panic::set_hook(Box::new(note));
}

/// Logs a panic's place. Its message may quote content.
fn note(info: &panic::PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a task panicked; this is a bug");
}

/// The subscriber that writes to `writer`. The filter was checked when the configuration was read; an
/// invalid one counts as `info`.
fn subscriber<W>(log: &Log, writer: W, colour: bool) -> impl Subscriber + Send + Sync + 'static
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let wanted = log.filter.parse().unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO));
    let filter = wanted.and(filter_fn(may_log));
    let lines = fmt::layer().with_writer(writer);
    let lines = match log.format {
        LogFormat::Text => lines.with_ansi(colour).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    Registry::default().with(lines.with_filter(filter))
}

/// async-openai logs bodies that it can't read, at error level. No filter can enable that.
fn may_log(event: &Metadata<'_>) -> bool {
    !event.target().starts_with("async_openai")
}
