//! Every route of the service and the layers in front of them.

use std::{path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use leptos::config::LeptosOptions;
use tower::ServiceBuilder;
use tower_http::services::ServeDir;

use super::{
    answer::{Answering, admit},
    config::Config,
    edge::{
        self, body::BodyLimit, client_address::Proxies, headers::Secure, host::Canonical, origin::OwnOrigin,
    },
    health,
    login::{self, LoginState},
    pages::{self, Pages},
    session::{Sessions, carry},
};

/// What the routes need.
pub(crate) struct Parts {
    /// The running configuration.
    pub(crate) config: Arc<Config>,
    /// What answers need.
    pub(crate) answering: Answering,
    /// Who is signed in.
    pub(crate) sessions: Sessions,
    /// How people sign in.
    pub(crate) login: LoginState,
    /// Whether the service is ready for work.
    pub(crate) readiness: health::Readiness,
    /// The bundle's files and where they lie.
    pub(crate) options: LeptosOptions,
}

/// The whole service.
///
/// From the outside in: request id, client address, access line, security headers; health routes end
/// here. Then host, sessions
/// and the origin check; then what is behind each route.
pub(crate) fn router(parts: Parts) -> Router {
    let Parts { config, answering, sessions, login, readiness, options } = parts;
    let site = PathBuf::from(options.site_root.as_ref());
    let pages = Pages::new(config.clone(), answering.clone(), login.clone(), options);

    let body_limit = BodyLimit { bytes: config.limits.body_bytes, time: config.timeouts.body };
    let api = Router::new()
        .route("/api/chat", post(super::answer::handle))
        .layer(
            ServiceBuilder::new()
                .layer(from_fn(edge::body::typed))
                .layer(from_fn_with_state(answering.clone(), admit))
                .layer(from_fn_with_state(body_limit, edge::body::bounded))
                .layer(DefaultBodyLimit::disable()),
        )
        .with_state(answering);

    let files = Router::new()
        .fallback_service(
            ServeDir::new(site)
                .precompressed_br()
                .append_index_html_on_directories(false)
                .fallback(get(pages::not_found).with_state(pages.clone())),
        )
        .layer(from_fn(cache));

    let everything = Router::new()
        .route("/", get(pages::home))
        .route("/login/error", get(pages::login_error))
        .route("/api/models", post(pages::models))
        .with_state(pages)
        .merge(login::routes(login.clone()))
        .merge(api)
        .fallback_service(files)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(OwnOrigin::new(&config.public_url), edge::origin::layer))
                .layer(from_fn_with_state(sessions, carry)),
        )
        .merge(login::back_channel_routes(login))
        .layer(from_fn_with_state(Canonical::new(&config.public_url), edge::host::layer));

    // Merged last: the layers above are not around the health routes.
    everything.merge(health::routes(readiness)).layer(
        ServiceBuilder::new()
            .layer(from_fn(edge::request_id::layer))
            .layer(from_fn_with_state(Proxies::new(&config), edge::client_address::layer))
            .layer(from_fn(edge::access::layer))
            .layer(from_fn_with_state(Secure(config.public_url.scheme() == "https"), edge::headers::layer)),
    )
}

/// Files whose names contain a hash of their content are cached for a year, others for an hour. The script that
/// imports such files by name is revalidated every time, because an old copy would name files that are gone.
async fn cache(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let hashed = (path.starts_with("/pkg/") || path.starts_with("/text/")) && path.matches('.').count() >= 2;
    let names_others = path == "/text/enrich.mjs";
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        // A file may have a compressed twin: caches must not give it to clients that can't read it. tower-http
        // says so too, but not with a 304 (RFC 9110, 15.4.5).
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if response.status().is_success() && !response.headers().contains_key(header::CACHE_CONTROL) {
        let value = match (hashed, names_others) {
            (true, _) => "public, max-age=31536000, immutable",
            (_, true) => "no-cache",
            _ => "public, max-age=3600",
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}
