//! Small servers on real sockets.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use url::Url;

/// A server that ends with its value.
pub(super) struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    written: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Server {
    pub(super) fn base(&self) -> Url {
        Url::parse(&format!("http://{}/v1", self.address)).unwrap()
    }

    pub(super) fn requests(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    pub(super) fn last_request(&self) -> String {
        self.heard.lock().unwrap().last().cloned().unwrap_or_default()
    }

    pub(super) fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) fn answer(status: &str, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

fn json_answer(body: &Value) -> Vec<u8> {
    answer("200 OK", "application/json", &body.to_string())
}

/// The answer to `GET /v1/models`.
pub(super) fn listing(data: Value) -> Vec<u8> {
    json_answer(&json!({ "object": "list", "data": data }))
}

/// A port on which nobody listens.
pub(super) async fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Answers everything with the same bytes.
pub(super) async fn serving(bytes: Vec<u8>) -> Server {
    serving_at(SocketAddr::from(([127, 0, 0, 1], 0)), bytes).await
}

pub(super) async fn serving_at(address: SocketAddr, bytes: Vec<u8>) -> Server {
    answering(address, move |_| bytes.clone()).await
}

/// Ollama: a list, and what it shows of a model.
pub(super) async fn ollama(listing: Vec<u8>, show: fn(&str) -> Value) -> Server {
    answering(SocketAddr::from(([127, 0, 0, 1], 0)), move |request| {
        let Some((head, body)) = request.split_once("\r\n\r\n") else { return Vec::new() };
        match head.starts_with("POST /api/show ") {
            true => {
                let asked: Value = serde_json::from_str(body).unwrap();
                json_answer(&show(asked["model"].as_str().unwrap()))
            }
            false => listing.clone(),
        }
    })
    .await
}

/// LM Studio: a list, and its own list.
pub(super) async fn lm_studio(listing: Vec<u8>, own: Value) -> Server {
    answering(SocketAddr::from(([127, 0, 0, 1], 0)), move |request| {
        match request.starts_with("GET /api/v0/models ") {
            true => json_answer(&own),
            false => listing.clone(),
        }
    })
    .await
}

/// Takes connections and says nothing.
pub(super) async fn holding() -> Server {
    serve(SocketAddr::from(([127, 0, 0, 1], 0)), async |mut stream, _, _| {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
    })
    .await
}

/// Begins a list that never ends.
pub(super) async fn endless() -> Server {
    serve(SocketAddr::from(([127, 0, 0, 1], 0)), async |mut stream, _, written| {
        read_request(&mut stream).await;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"data\":[";
        let entry = "{\"id\":\"model\"},".repeat(1000);
        let mut next = head.as_bytes();
        while stream.write_all(next).await.is_ok() {
            written.fetch_add(next.len(), Ordering::Relaxed);
            next = entry.as_bytes();
        }
    })
    .await
}

async fn answering(
    address: SocketAddr,
    answer: impl Fn(&str) -> Vec<u8> + Clone + Send + Sync + 'static,
) -> Server {
    serve(address, move |mut stream, heard, _| {
        let answer = answer.clone();
        async move {
            let request = read_request(&mut stream).await;
            let bytes = answer(&request);
            heard.lock().unwrap().push(request);
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

async fn serve<F>(
    address: SocketAddr,
    talk: impl Fn(TcpStream, Arc<Mutex<Vec<String>>>, Arc<AtomicUsize>) -> F + Send + 'static,
) -> Server
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (heard, written) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicUsize>::default());
    let (noted, counted) = (heard.clone(), written.clone());
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, noted.clone(), counted.clone()));
        }
    });
    Server { address, heard, written, task }
}

/// Head and body of one request.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return text;
        }
    }
}
