//! An OpenID provider that sends what a test says, and a browser that signs in through it.

use std::{
    collections::{BTreeMap, HashMap},
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    JsonWebKeyId, PrivateSigningKey,
    core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Map, Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use super::tab::{self, Tab};

/// The client id that tests configure.
pub const CLIENT_ID: &str = "mayfly-test";

/// How an answer differs from a good one. Each value is a JSON merge patch (RFC 7396).
#[derive(Clone, Default)]
pub struct Script {
    /// Of the discovery document.
    pub discovery: Value,
    /// Of the ID token's header.
    pub header: Value,
    /// Of the ID token's claims.
    pub claims: Value,
    /// Of the token endpoint's answer.
    pub token: Value,
    /// Of userinfo.
    pub user_info: Value,
    /// Of the authorization response's parameters.
    pub authorization: Value,
    /// Sends userinfo as a signed token.
    pub signed_user_info: bool,
    /// Signs with a key that is not in the key set.
    pub foreign_key: bool,
}

/// A running provider.
pub struct OpenId {
    /// Its issuer.
    pub issuer: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    issuer: String,
    script: Mutex<Script>,
    keys: Mutex<Vec<CoreEdDsaPrivateSigningKey>>,
    codes: Mutex<HashMap<String, String>>,
    asked: Mutex<Vec<BTreeMap<String, String>>>,
    key_fetches: AtomicUsize,
}

impl OpenId {
    /// Starts a provider that sends only good answers.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            issuer: issuer.clone(),
            script: Mutex::default(),
            keys: Mutex::new(vec![key("first")]),
            codes: Mutex::default(),
            asked: Mutex::default(),
            key_fetches: AtomicUsize::new(0),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/elsewhere", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .with_state(shared.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, shared, server }
    }

    /// Changes what it sends from now on.
    pub fn script(&self, change: impl FnOnce(&mut Script)) -> &Self {
        let mut script = Script::default();
        change(&mut script);
        *self.shared.script.lock().unwrap() = script;
        self
    }

    /// Replaces its signing key.
    pub fn rotate(&self, name: &str) {
        *self.shared.keys.lock().unwrap() = vec![key(name)];
    }

    /// The table of this provider in Mayfly's configuration, with more keys.
    pub fn config(&self, name: &str, more: &str) -> String {
        let issuer = &self.issuer;
        format!("[providers.{name}]\nissuer = '{issuer}'\nclient_id = '{CLIENT_ID}'\ntitle = 'T'\n{more}\n")
    }

    /// The parameters of the last authorization request.
    pub fn last_request(&self) -> BTreeMap<String, String> {
        self.shared.asked.lock().unwrap().last().cloned().unwrap()
    }

    /// How often its keys were fetched.
    pub fn key_fetches(&self) -> usize {
        self.shared.key_fetches.load(Ordering::SeqCst)
    }

    /// Signs claims as this provider does.
    pub fn sign(&self, header: Value, claims: &Value) -> String {
        self.shared.sign(header, claims)
    }
}

impl Drop for OpenId {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn key(name: &str) -> CoreEdDsaPrivateSigningKey {
    // PKCS #8 of an Ed25519 key (RFC 8410, 7).
    const PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let der = BASE64_STANDARD.encode([PREFIX.as_slice(), &rand::random::<[u8; 32]>()].concat());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(name.to_owned()))).unwrap()
}

fn merge(into: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else { return };
    for (name, value) in patch {
        match value {
            Value::Null => drop(into.as_object_mut().unwrap().remove(name)),
            value => into[name] = value.clone(),
        }
    }
}

impl Shared {
    fn sign(&self, header: Value, claims: &Value) -> String {
        let keys = self.keys.lock().unwrap();
        let foreign = key("first");
        let key = if self.script.lock().unwrap().foreign_key { &foreign } else { &keys[0] };
        let kid = keys[0].as_verification_key();
        let kid = serde_json::to_value(kid).unwrap()["kid"].clone();
        let mut head = json!({ "alg": "EdDSA", "typ": "JWT", "kid": kid });
        merge(&mut head, &header);
        let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", encode(&head), encode(claims));
        let signature = key.sign(&CoreJwsSigningAlgorithm::EdDsa, message.as_bytes()).unwrap();
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    fn script(&self) -> Script {
        self.script.lock().unwrap().clone()
    }
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let issuer = &shared.issuer;
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    merge(&mut document, &shared.script().discovery);
    Json(document)
}

async fn keys(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.key_fetches.fetch_add(1, Ordering::SeqCst);
    let keys: Vec<_> = shared
        .keys
        .lock()
        .unwrap()
        .iter()
        .map(|key| serde_json::to_value(key.as_verification_key()).unwrap())
        .collect();
    Json(json!({ "keys": keys }))
}

async fn authorize(
    State(shared): State<Arc<Shared>>,
    Query(request): Query<BTreeMap<String, String>>,
) -> Response {
    let code = format!("code-{}", rand::random::<u64>());
    let nonce = request.get("nonce").cloned().unwrap_or_default();
    shared.codes.lock().unwrap().insert(code.clone(), nonce);
    let mut answer = json!({ "code": code, "state": request["state"] });
    merge(&mut answer, &shared.script().authorization);
    let mut back = url::Url::parse(&request["redirect_uri"]).unwrap();
    for (name, value) in answer.as_object().unwrap() {
        back.query_pairs_mut().append_pair(name, value.as_str().unwrap());
    }
    shared.asked.lock().unwrap().push(request);
    (StatusCode::FOUND, [(header::LOCATION, back.to_string())]).into_response()
}

async fn token(State(shared): State<Arc<Shared>>, Form(request): Form<BTreeMap<String, String>>) -> Response {
    let Some(nonce) = request.get("code").and_then(|code| shared.codes.lock().unwrap().remove(code)) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    let script = shared.script();
    let mut claims = json!({
        "iss": shared.issuer, "sub": "subject", "aud": CLIENT_ID, "nonce": nonce,
        "iat": now(), "exp": now() + 300, "name": "A Person", "email": "person@example.org",
    });
    merge(&mut claims, &script.claims);
    let id_token = shared.sign(script.header.clone(), &claims);
    let mut answer =
        json!({ "access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": id_token });
    merge(&mut answer, &script.token);
    Json(answer).into_response()
}

async fn user_info(State(shared): State<Arc<Shared>>) -> Response {
    let script = shared.script();
    let mut claims = json!({ "sub": "subject" });
    merge(&mut claims, &script.user_info);
    match script.signed_user_info {
        true => {
            ([(header::CONTENT_TYPE, "application/jwt")], shared.sign(json!({}), &claims)).into_response()
        }
        false => Json(claims).into_response(),
    }
}

/// A browser with a cookie jar.
pub struct Browser {
    address: SocketAddr,
    /// Its cookies for Mayfly.
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser without cookies.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cookies: BTreeMap::new() }
    }

    /// Opens an address of Mayfly's.
    pub async fn get(&mut self, path: &str) -> tab::Response {
        self.call("GET", path, "accept: text/html\r\n", b"").await
    }

    /// Posts as Mayfly's page does.
    pub async fn post(&mut self, path: &str) -> tab::Response {
        let lines =
            format!("origin: http://{}\r\nx-mayfly: 1\r\ncontent-type: application/json\r\n", self.address);
        self.call("POST", path, &lines, b"{}").await
    }

    async fn call(&mut self, method: &str, path: &str, lines: &str, body: &[u8]) -> tab::Response {
        let jar: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = if jar.is_empty() { String::new() } else { format!("cookie: {}\r\n", jar.join("; ")) };
        let lines = format!("{cookies}{lines}");
        let response = Tab::stranger(self.address).call(method, path, &lines, body).await;
        for line in response.head.lines() {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if !name.eq_ignore_ascii_case("set-cookie") {
                continue;
            }
            let (name, rest) = value.split_once('=').unwrap();
            match value.contains("Max-Age=0") {
                true => drop(self.cookies.remove(name)),
                false => {
                    let value = rest.split(';').next().unwrap();
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        response
    }

    /// Begins a sign-in, and returns the path at which the provider sends the browser back.
    pub async fn leave(&mut self, path: &str) -> String {
        let begun = self.get(path).await;
        let there = begun.header("location").unwrap_or_else(|| panic!("no redirect: {}", begun.head));
        assert!(there.starts_with("http"), "not to the provider: {there}");
        let there = url::Url::parse(there).unwrap();
        let provider = Tab::stranger(there.socket_addrs(|| None).unwrap()[0]);
        let path = format!("{}?{}", there.path(), there.query().unwrap_or_default());
        let back = provider.call("GET", &path, "", b"").await;
        let back = url::Url::parse(back.header("location").expect("a redirect back")).unwrap();
        format!("{}?{}", back.path(), back.query().unwrap_or_default())
    }

    /// Signs in, and returns where Mayfly sends the browser in the end.
    pub async fn sign_in(&mut self, path: &str) -> String {
        let back = self.leave(path).await;
        let entered = self.get(&back).await;
        entered.header("location").unwrap_or_else(|| panic!("no redirect: {}", entered.head)).to_owned()
    }

    /// The person whose session it has, as Mayfly's page is told; null for nobody.
    pub async fn person(&mut self) -> Value {
        let response = self.post("/api/session").await;
        assert_eq!(response.status, 200, "{}", response.head);
        let answer: Map<String, Value> = serde_json::from_slice(&response.body).unwrap();
        answer["person"].clone()
    }
}
