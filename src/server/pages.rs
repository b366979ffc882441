//! The pages: the landing page, the workspace's first paint, and pages with one message.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Query, Request, State, rejection::QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{
    config::{Env, LeptosOptions},
    nonce::use_nonce,
    prelude::{IntoAny, provide_context, use_context, view},
};
use leptos_axum::{ResponseOptions, render_app_to_stream_with_context};
use leptos_meta::provide_meta_context;
use serde::Deserialize;

use super::{
    answer::Answering,
    config::{Config, SessionStore},
    edge::headers::page_policy,
    login::{LoginState, SignInRequest},
    person::Person,
};
use crate::{
    api::{
        page::{ModelInfo, Page},
        session::SignInFault,
    },
    app::{
        App,
        pages::{landing::Landing, notices::Notice, shell::document},
    },
};

/// What the pages are made from.
#[derive(Clone)]
pub(crate) struct Pages {
    config: Arc<Config>,
    answering: Answering,
    login: LoginState,
    options: LeptosOptions,
}

impl Pages {
    /// `options` name the bundle's files.
    pub(crate) fn new(
        config: Arc<Config>,
        answering: Answering,
        login: LoginState,
        options: LeptosOptions,
    ) -> Self {
        Self { config, answering, login, options }
    }

    fn page(&self, person: Option<&Person>) -> Page {
        let config = &self.config;
        let models: Vec<ModelInfo> = self.answering.models();
        Page {
            title: config.title.clone(),
            person: person.map(Into::into),
            // The relay lists the configured default first, as long as its server responds.
            default_model: models.first().map(|model| model.id.clone()),
            demo: config.providers.values().any(|provider| provider.demo),
            models,
            providers: self.login.providers(),
            tab_bytes: config.limits.tab_bytes,
            message_bytes: config.limits.message_bytes,
            image_bytes: config.limits.image_bytes,
            heartbeat: config.timeouts.heartbeat.as_secs() as u32,
            spellcheck: config.privacy.spellcheck,
            idle_wipe: config.privacy.idle_wipe.map(|time| time.as_secs() as u32),
            titles: config.privacy.titles,
            session_on_server: config.session.store != SessionStore::Cookie,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// The origin of cargo-leptos's reload socket, under `cargo leptos watch`.
    fn reload_origin(&self) -> Option<String> {
        let watching = std::env::var_os("LEPTOS_WATCH").is_some() && self.options.env == Env::DEV;
        watching.then(|| {
            let host = self.config.public_url.host_str().unwrap_or("127.0.0.1");
            format!("ws://{host}:{}", self.options.reload_port)
        })
    }

    /// Renders a whole document around `body`, with a content security policy whose nonce belongs to
    /// this response.
    async fn render<V>(
        &self,
        status: StatusCode,
        live: bool,
        page: Page,
        request: Request,
        body: V,
    ) -> Response
    where
        V: Fn(Page) -> leptos::prelude::AnyView + Clone + Send + Sync + 'static,
    {
        let reload = self.reload_origin();
        let options = self.options.clone();
        let context = {
            let page = page.clone();
            move || {
                provide_context(page.clone());
                // Without it, leptos_meta provides one itself and writes a line of text into the log.
                provide_meta_context();
                let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
                    return;
                };
                if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce, reload.as_deref())) {
                    response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
                }
                response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response.set_status(status);
            }
        };
        let render = render_app_to_stream_with_context(context, move || {
            document(options.clone(), page.title.clone(), live, body(page.clone()))
        });
        render(request.map(|_| Body::empty())).await
    }
}

/// `GET /`: the workspace for people who are signed in, the landing page for everybody else.
pub(crate) async fn home(State(pages): State<Pages>, person: Option<Person>, request: Request) -> Response {
    if let (None, Some(only)) = (&person, pages.login.automatic()) {
        let address = format!("/login/{only}");
        return match pages.login.was_signed_out(request.headers()) {
            true => signed_out(&pages, address, request).await,
            false => no_store(Redirect::temporary(&address)),
        };
    }
    let page = pages.page(person.as_ref());
    if person.is_some() {
        pages.render(StatusCode::OK, true, page, request, |_| view! { <App /> }.into_any()).await
    } else {
        pages
            .render(StatusCode::OK, false, page, request, |page| view! { <Landing page=page /> }.into_any())
            .await
    }
}

/// The start page after a sign-out, when people are otherwise sent to the provider without a click.
async fn signed_out(pages: &Pages, sign_in: String, request: Request) -> Response {
    let page = pages.page(None);
    pages
        .render(StatusCode::OK, false, page, request, move |page| {
            let ways = vec![(sign_in.clone(), "Sign in")];
            view! {
                <Notice
                    title=page.title
                    heading="You are signed out"
                    text="Your conversations in this browser are gone. On a computer that others use, sign out of your organisation’s account, too."
                    ways=ways
                />
            }
            .into_any()
        })
        .await
}

fn no_store(response: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], response).into_response()
}

/// `POST /api/models`: the models with what is known about them by now, such as request fields that
/// their server refused since the page was rendered.
pub(crate) async fn models(State(pages): State<Pages>, _signed_in: Person) -> Response {
    no_store(Json(pages.answering.models()))
}

/// The query of `/login/error`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Failure {
    reason: SignInFault,
    #[serde(flatten)]
    request: SignInRequest,
}

/// `GET /login/error?reason=WORD`: says why a sign-in failed and offers to begin again, at the same
/// provider, in the same window, for the same page.
pub(crate) async fn login_error(
    State(pages): State<Pages>,
    failure: Result<Query<Failure>, QueryRejection>,
    request: Request,
) -> Response {
    let page = pages.page(None);
    let Failure { reason: fault, request: failed } = failure.unwrap_or_default().0;
    let notice = fault.notice();
    let named = page.providers.iter().find(|provider| Some(&provider.name) == failed.provider.as_ref());
    let provider = match page.providers.as_slice() {
        [only] => Some(only),
        _ => named,
    };
    let again = match provider {
        Some(provider) => failed.begin_address(&provider.name, notice.switches_account),
        None => "/".to_owned(),
    };
    // The start page in a popup would be a second workspace, and with `auto` it is the same link.
    let has_start = !failed.is_popup() && again != "/" && pages.login.automatic().is_none();
    pages
        .render(fault.status(), false, page, request, move |page| {
            let start = has_start.then(|| ("/".to_owned(), "To the start page"));
            let ways = [(again.clone(), notice.label)].into_iter().chain(start).collect::<Vec<_>>();
            view! { <Notice title=page.title heading=notice.heading text=notice.text ways=ways /> }.into_any()
        })
        .await
}

/// Any other address.
pub(crate) async fn not_found(State(pages): State<Pages>, request: Request) -> Response {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response();
    }
    let page = pages.page(None);
    pages
        .render(StatusCode::NOT_FOUND, false, page, request, |page| {
            let ways = vec![("/".to_owned(), "To the chat")];
            view! {
                <Notice
                    title=page.title
                    heading="There is nothing at this address"
                    text="Conversations have no addresses here: they live in the tab they were written in, and nowhere else."
                    ways=ways
                />
            }
            .into_any()
        })
        .await
}
