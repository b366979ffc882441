//! The authorization endpoint: checks the request, asks who to be, gives a code.

use axum::{
    Form,
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Redirect, Response},
};
use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use url::Url;

use super::{CLIENT_ID, Demo, page, people::DemoPerson, random_token, redeem::Grant};
use crate::server::session::request_cookies;

/// The provider's own session cookie. Cookies on loopback are shared by all ports.
pub(super) const COOKIE: &str = "mayfly-demo-identity";

/// An authorization request (OpenID Connect Core 3.1.2.1, RFC 7636 4.3).
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AuthorizationRequest {
    response_type: String,
    response_mode: Option<String>,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    prompt: Option<String>,
    request: Option<String>,
    request_uri: Option<String>,
}

/// What the page's form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    request: String,
    person: Option<String>,
    name: Option<String>,
    decline: Option<String>,
}

pub(super) async fn authorize(
    State(demo): State<Demo>,
    request: Result<Query<AuthorizationRequest>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(request)) = request else {
        return refuse("The sign-in request can’t be read.", &demo);
    };
    // Without a client and an address that are ours there is nobody to redirect to.
    if request.client_id != CLIENT_ID || !demo.knows_redirect(&request.redirect_uri) {
        return refuse("This sign-in was not asked for by the Mayfly that runs here.", &demo);
    }
    if let Some(error) = fault(&request) {
        return answer(&demo, &request, &[("error", error)]);
    }
    if request.prompt.as_deref() == Some("none") {
        return match current(&demo, &headers) {
            Some(person) => grant(&demo, request, person),
            None => answer(&demo, &request, &[("error", "login_required")]),
        };
    }
    let id = random_token();
    demo.0.pending.insert(id.clone(), request);
    page::choose(&id).into_response()
}

pub(super) async fn choose(State(demo): State<Demo>, Form(choice): Form<Choice>) -> Response {
    let Some(request) = demo.0.pending.remove(&choice.request) else {
        return refuse("This sign-in is too old, or was finished before.", &demo);
    };
    if choice.decline.is_some() {
        return answer(&demo, &request, &[("error", "access_denied")]);
    }
    let person = choice
        .person
        .as_deref()
        .and_then(DemoPerson::listed)
        .or_else(|| choice.name.as_deref().and_then(DemoPerson::named));
    let Some(person) = person else {
        let id = random_token();
        demo.0.pending.insert(id.clone(), request);
        return page::choose(&id).into_response();
    };
    let session = random_token();
    demo.0.sessions.insert(session.clone(), person.clone());
    let mut response = grant(&demo, request, person);
    if let Some(cookie) = session_cookie(session) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What is wrong with a request whose client is known.
fn fault(request: &AuthorizationRequest) -> Option<&'static str> {
    let challenge = request.code_challenge.as_deref().is_some_and(|challenge| challenge.len() == 43);
    if request.request.is_some() {
        Some("request_not_supported")
    } else if request.request_uri.is_some() {
        Some("request_uri_not_supported")
    } else if request.response_type != "code" {
        Some("unsupported_response_type")
    } else if !request.scope.split(' ').any(|scope| scope == "openid") {
        Some("invalid_scope")
    } else if !challenge
        || request.code_challenge_method.as_deref() != Some("S256")
        || request.response_mode.as_deref().is_some_and(|mode| mode != "query")
    {
        Some("invalid_request")
    } else {
        None
    }
}

/// Whoever is signed in at the provider.
fn current(demo: &Demo, headers: &HeaderMap) -> Option<DemoPerson> {
    let cookie = request_cookies(headers).find(|cookie| cookie.name() == COOKIE)?;
    demo.0.sessions.get(cookie.value())
}

fn grant(demo: &Demo, request: AuthorizationRequest, person: DemoPerson) -> Response {
    let code = random_token();
    let response = answer(demo, &request, &[("code", &code)]);
    let grant = Grant {
        redirect_uri: request.redirect_uri,
        challenge: request.code_challenge.unwrap_or_default(),
        nonce: request.nonce,
        person,
    };
    demo.0.codes.insert(code, grant);
    response
}

/// The redirect back, with the issuer's name beside the answer (RFC 9207).
fn answer(demo: &Demo, request: &AuthorizationRequest, parameters: &[(&str, &str)]) -> Response {
    let Ok(mut url) = Url::parse(&request.redirect_uri) else {
        return refuse("The sign-in request can’t be read.", demo);
    };
    {
        let mut query = url.query_pairs_mut();
        query.extend_pairs(parameters);
        if let Some(state) = &request.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", demo.0.issuer.as_str());
    }
    Redirect::to(url.as_str()).into_response()
}

fn refuse(what: &'static str, demo: &Demo) -> Response {
    (StatusCode::BAD_REQUEST, page::message("This can’t go on", what, &demo.0.public_url)).into_response()
}

/// The `Set-Cookie` value of the provider's session; an empty one removes it.
pub(super) fn session_cookie(value: String) -> Option<HeaderValue> {
    let mut cookie = Cookie::new(COOKIE, value);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_path("/");
    if cookie.value().is_empty() {
        cookie.set_max_age(time::Duration::ZERO);
    }
    HeaderValue::from_str(&cookie.to_string()).ok()
}
