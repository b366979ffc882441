//! From a configuration to a running service.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Instant};

use axum::Router;
use leptos::config::{Env, LeptosOptions};
use tokio::net::TcpListener;
use url::Url;

use super::{
    answer::Answering,
    config::Config,
    demo::{self, identity::DemoIdentity, model::DemoModel},
    health::Readiness,
    limits::Limits,
    local_model,
    login::{LoginSetUpError, LoginState},
    loopback::{is_loopback, listens_on_loopback},
    probe,
    relay::{self, Relay},
    router::{self, Parts},
    serve,
    session::{KeyError, Sessions},
    shutdown::Shutdown,
};

/// Why the service can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is not available.
    #[error(
        "listen: cannot listen on {address} ({error}); choose another address, as in listen = \"127.0.0.1:3000\""
    )]
    Listen {
        /// The configured address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// An embedded demo part can't be started.
    #[error("the demo can’t be started: {0}")]
    Demo(io::Error),
    /// No configured endpoint lists a model.
    #[error(transparent)]
    Models(#[from] probe::NoModels),
    /// A session key is invalid.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A login provider can't be set up.
    #[error(transparent)]
    Login(#[from] LoginSetUpError),
    /// A model's connection can't be set up.
    #[error(transparent)]
    Relay(#[from] relay::SetUpError),
}

/// A service that listens. It serves while [`Running::serve`] is awaited.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The origin that people use.
    pub public_url: Url,
    /// The sign-in method, who may enter, and the models, in one line each.
    pub summary: [String; 3],
    listener: TcpListener,
    router: Router,
    shutdown: Shutdown,
    config: Arc<Config>,
    // The demo parts end when these are dropped.
    _identity: Option<DemoIdentity>,
    _model: Option<DemoModel>,
}

/// Binds the address, starts the demo parts where nothing else is configured, finds local model
/// servers, and puts everything together.
///
/// # Errors
/// See [`StartError`]; nothing runs then.
pub async fn start(mut config: Config, shutdown: Shutdown) -> Result<Running, StartError> {
    let begun = Instant::now();
    // The router's route list would do this; without it the first page would panic. A second
    // initialisation in the same process is refused, which is fine.
    let _ = any_spawner::Executor::init_tokio();
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| StartError::Listen { address: config.listen, error })?;
    let address =
        listener.local_addr().map_err(|error| StartError::Listen { address: config.listen, error })?;
    config.bound_to(address);
    let at_home = config.demo && listens_on_loopback(address) && is_loopback(&config.public_url);

    let is_bare = config.models.is_empty() && config.endpoints.is_empty();
    probe::complete(&mut config).await?;
    let mut identity = None;
    if config.providers.is_empty() && at_home {
        let provider = demo::identity::start(address, &config.public_url).await.map_err(StartError::Demo)?;
        config.providers.insert("demo".to_owned(), provider.provider());
        identity = Some(provider);
    }
    let mut model = None;
    if is_bare {
        tracing::info!(found = config.models.len(), "no model is configured: probed the usual local ports");
        if at_home {
            let served = demo::model::start().await.map_err(StartError::Demo)?;
            let first = config.models.keys().next().cloned();
            config.models.insert("demo".to_owned(), served.model());
            config.default_model = config.default_model.or(first).or(Some("demo".to_owned()));
            model = Some(served);
        }
    }
    let summary = config.startup_lines();
    let config = Arc::new(config);
    let sessions = Sessions::new(&config)?;
    let login = LoginState::new(&config, sessions.clone())?;
    let answering = Answering { relay: Relay::new(&config, shutdown.clone())?, limits: Limits::new(&config) };
    if let Some(base_url) = config.local_model.clone() {
        let relay = answering.relay.clone();
        tokio::spawn(local_model::watch(base_url, relay, shutdown.clone()));
    }
    let readiness = Readiness::new(shutdown.clone());
    let router = router::router(Parts {
        config: config.clone(),
        answering,
        sessions,
        login,
        readiness,
        options: bundle(&config),
    });
    tracing::info!(%address, took_ms = begun.elapsed().as_millis() as u64, "listening");
    Ok(Running {
        address,
        public_url: config.public_url.clone(),
        summary,
        listener,
        router,
        shutdown,
        config,
        _identity: identity,
        _model: model,
    })
}

impl Running {
    /// Serves until the shutdown is complete.
    ///
    /// # Errors
    /// When connections can't be accepted any more.
    pub async fn serve(self) -> io::Result<()> {
        serve::serve(self.listener, self.router, self.shutdown, &self.config).await
    }
}

/// Where the files of the pages are and how they are called: the configured folder, or what
/// `cargo leptos watch` sets by environment variables.
fn bundle(config: &Config) -> LeptosOptions {
    let site_root = config.site_root.clone().unwrap_or_else(|| {
        let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("site")));
        beside.filter(|path| path.is_dir()).unwrap_or_else(|| PathBuf::from("target/site"))
    });
    if !site_root.join("pkg").is_dir() {
        let site_root = site_root.display();
        tracing::error!(%site_root, "the files of the pages are missing: pages have no style and no script");
    }
    let watching = std::env::var_os("LEPTOS_WATCH").is_some();
    let reload_port =
        std::env::var("LEPTOS_RELOAD_PORT").ok().and_then(|port| port.parse().ok()).unwrap_or(3001);
    LeptosOptions::builder()
        .output_name("mayfly")
        .site_root(site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(config.listen)
        .reload_port(reload_port)
        .env(if watching { Env::DEV } else { Env::PROD })
        .hash_file(std::sync::Arc::<str>::from("hash.txt"))
        .hash_files(true)
        .build()
}
