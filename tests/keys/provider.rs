//! An OpenID provider that says what it must, and remembers how the token endpoint was asked.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The provider. It never gives a token.
pub struct Provider {
    /// Its issuer.
    pub issuer: String,
    asked: Asked,
}

type Asked = Arc<Mutex<Vec<String>>>;

impl Provider {
    /// Starts one on a port of its own.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        let asked = Asked::default();
        let discovery = move || async move { Json(metadata) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(async || Json(json!({ "keys": [] }))))
            .route("/token", post(token))
            .with_state(asked.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, asked }
    }

    /// How the token endpoint was asked since the last call: the client's credentials.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

async fn token(State(asked): State<Asked>, headers: HeaderMap, form: String) -> (StatusCode, Json<Value>) {
    let basic = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    let form = url::form_urlencoded::parse(form.as_bytes());
    let post: Vec<_> = form.filter(|(name, _)| name.starts_with("client_")).collect();
    asked.lock().unwrap().push(format!("{basic:?} {post:?}"));
    (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })))
}
