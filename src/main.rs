//! The server binary: reads the configuration, starts the service, serves until it is told to stop.

#[cfg(feature = "ssr")]
mod run {
    use std::{
        io::{self, Write},
        process::ExitCode,
    };

    use mayfly::server::{
        config::{Config, LogFormat},
        serve, shutdown, spill, start, telemetry,
    };

    /// Statuses: 0 after a clean stop, 1 when the service can't start or breaks, 2 for a faulty
    /// configuration.
    pub(crate) fn run() -> ExitCode {
        let closed = spill::close();
        let config = match Config::from_process() {
            Ok(config) => config,
            Err(stop) => return stop.tell(),
        };
        telemetry::init(&config.log);
        let format = config.log.format;
        let closed = if config.privacy.dumpable { closed.and(spill::open()) } else { closed };
        match closed {
            Ok(()) if config.privacy.dumpable => tracing::warn!("this process's memory is open to others"),
            Ok(()) => {}
            Err(error) => tracing::error!(%error, "core dumps of this process can't be forbidden"),
        }
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return say(format, &format!("The server can’t start: {error}")),
        };
        runtime.block_on(async {
            serve::raise_open_files();
            let shutdown = shutdown::Shutdown::default();
            tokio::spawn(shutdown::signals(shutdown.clone()));
            let running = match start::start(config, shutdown).await {
                Ok(running) => running,
                Err(error) => return say(format, &format!("The server can’t start: {error}")),
            };
            greet(format, &running);
            match running.serve().await {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => say(format, &format!("The server stopped: {error}")),
            }
        })
    }

    /// Prints what runs, for the person at the terminal. With JSON logs it is a line of the log, so that
    /// everything is on one stream and a JSON object.
    fn greet(format: LogFormat, running: &start::Running) {
        let [login, entry, model] = &running.summary;
        if format == LogFormat::Json {
            let [login, entry, model] =
                [login, entry, model].map(|line| line.split_once(": ").map_or("", |(_, what)| what));
            tracing::info!(public_url = %running.public_url, login, entry, model, "serving");
            return;
        }
        let mut out = io::stdout().lock();
        // Nobody listens where the stream is closed.
        let _ = writeln!(out, "\n  Mayfly  {}\n  {login}\n  {entry}\n  {model}\n", running.public_url);
        let _ = out.flush();
    }

    fn say(format: LogFormat, what: &str) -> ExitCode {
        match format {
            LogFormat::Json => tracing::error!("{what}"),
            LogFormat::Text => drop(writeln!(io::stderr().lock(), "{what}")),
        }
        ExitCode::FAILURE
    }
}

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    run::run()
}

/// Without the feature `ssr` this crate is the tab's half, which has no binary of its own.
#[cfg(not(feature = "ssr"))]
fn main() {}
