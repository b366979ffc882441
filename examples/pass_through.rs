//! The least that can stand between a tab and a model's server: axum in front, reqwest behind, and
//! the bytes as they come. No sign-in, no limits, no parsing. `make bench` measures the relay
//! against it.
//!
//! `pass_through 127.0.0.1:4000 http://127.0.0.1:5000/v1`

use std::{env, io};

use axum::{Router, body::Body, extract::State, http::StatusCode, response::Response, routing::post};

#[derive(Clone)]
struct Way {
    client: reqwest::Client,
    url: String,
}

async fn pass(State(way): State<Way>, body: Body) -> Result<Response, StatusCode> {
    let body = axum::body::to_bytes(body, 32 << 20).await.map_err(|_| StatusCode::BAD_REQUEST)?;
    let request = way.client.post(&way.url).header("content-type", "application/json").body(body);
    let answer = request.send().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    let (head, body) = axum::http::Response::<reqwest::Body>::from(answer).into_parts();
    let mut response = Response::new(Body::new(body));
    *response.status_mut() = head.status;
    response.headers_mut().extend(
        head.headers.get("content-type").map(|kind| (axum::http::header::CONTENT_TYPE, kind.clone())),
    );
    Ok(response)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let missing = || io::Error::other("say where to listen and where the API is");
    let mut arguments = env::args().skip(1);
    let listen = arguments.next().ok_or_else(missing)?;
    let base = arguments.next().ok_or_else(missing)?;
    let client = reqwest::Client::builder().http1_only().tcp_nodelay(true).no_proxy().build()?;
    let way = Way { client, url: format!("{base}/chat/completions") };
    let router = Router::new().route("/v1/chat/completions", post(pass)).with_state(way);
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}
