//! A tab that speaks HTTP/1.1 by hand: it reads as slowly as it likes, and goes when it likes.

use std::{io, net::SocketAddr, time::Duration};

use mayfly::{
    api::event_stream::{Decoder, Frame},
    chat::{ChatEvent, StreamError},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{soon, upstream::header};

/// Somebody who may ask.
#[derive(Clone)]
pub struct Tab {
    address: SocketAddr,
    cookie: String,
}

/// A response that was read whole.
#[derive(Debug)]
pub struct Response {
    /// Its status.
    pub status: u16,
    /// The lines of its head.
    pub head: String,
    /// Its body.
    pub body: Vec<u8>,
}

impl Response {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The body as a refusal.
    pub fn refusal(&self) -> StreamError {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("no typed refusal ({error}): {}", String::from_utf8_lossy(&self.body))
        })
    }
}

impl Tab {
    /// Nobody: not signed in.
    pub fn stranger(address: SocketAddr) -> Self {
        Self { address, cookie: String::new() }
    }

    /// Signs in through the demo provider, as a browser would.
    pub async fn signed_in(address: SocketAddr, name: &str) -> Self {
        let nobody = Self::stranger(address);
        let begun = nobody.call("GET", "/login/demo", "", b"").await;
        let attempt = cookie(&begun);
        let authorize = begun.header("location").expect("a redirect to the provider").to_owned();
        let provider = url::Url::parse(&authorize).unwrap();
        let there = Self::stranger(provider.socket_addrs(|| None).unwrap()[0]);
        let page =
            there.call("GET", &authorize[provider.origin().ascii_serialization().len()..], "", b"").await;
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let (_, rest) = page.split_once("name=\"request\"").expect("the provider's form");
        let request = rest.split('"').nth(1).expect("the request's number");
        let form = format!("request={request}&name={}", name.replace(' ', "+"));
        let lines = "content-type: application/x-www-form-urlencoded\r\n";
        let chosen = there.call("POST", "/authorize", lines, form.as_bytes()).await;
        let callback = url::Url::parse(chosen.header("location").expect("a redirect back")).unwrap();
        let path = format!("{}?{}", callback.path(), callback.query().unwrap_or_default());
        let with = Self { address, cookie: attempt };
        let entered = with.call("GET", &path, "", b"").await;
        assert_eq!(entered.status, 303, "{}", entered.head);
        Self { address, cookie: cookie(&entered) }
    }

    /// The same tab with the cookies that a response set.
    pub fn with_cookies_of(&self, response: &Response) -> Self {
        Self { cookie: cookie(response), ..self.clone() }
    }

    /// The same cookies, sent to another server.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// A request of any kind, its response read whole.
    pub async fn call(&self, method: &str, path: &str, lines: &str, body: &[u8]) -> Response {
        Self::whole(self.send(method, path, lines, body).await.unwrap()).await
    }

    async fn whole(mut answer: Answer) -> Response {
        let head = std::mem::take(&mut answer.head);
        let mut whole = Vec::new();
        while let Some(piece) = soon(answer.body.piece()).await.unwrap() {
            whole.extend_from_slice(&piece);
        }
        Response { status: answer.status, head, body: whole }
    }

    /// `POST /api/chat` with any body, its response read whole.
    pub async fn post(&self, body: &[u8]) -> Response {
        self.call("POST", "/api/chat", &self.chat_lines(), body).await
    }

    /// `POST /api/chat` whose body breaks off where that much was announced, its response read whole.
    pub async fn post_part(&self, body: &[u8], announced: usize) -> Response {
        let mut stream = self.begin("POST", "/api/chat", &self.chat_lines(), announced).await.unwrap();
        stream.write_all(body).await.unwrap();
        stream.shutdown().await.unwrap();
        Self::whole(Self::answered(stream).await.unwrap()).await
    }

    /// `POST /api/chat` whose body begins so and never ends, its response read whole.
    pub async fn post_without_end(&self, body: &[u8]) -> Response {
        let mut stream = self.begin("POST", "/api/chat", &self.chat_lines(), 1000).await.unwrap();
        stream.write_all(body).await.unwrap();
        Self::whole(Self::answered(stream).await.unwrap()).await
    }

    /// Signs out.
    pub async fn sign_out(&self) {
        let response = self.call("POST", "/logout", &self.chat_lines(), b"{}").await;
        assert_eq!(response.status, 200, "{}", response.head);
    }

    /// Asks one question.
    pub async fn ask(&self, words: &str) -> Answer {
        self.ask_with(&question(words)).await
    }

    /// Asks with a whole request.
    pub async fn ask_with(&self, request: &Value) -> Answer {
        let body = request.to_string();
        self.send("POST", "/api/chat", &self.chat_lines(), body.as_bytes()).await.unwrap()
    }

    fn chat_lines(&self) -> String {
        format!(
            "origin: http://{}\r\nx-mayfly: 1\r\ncontent-type: application/json\r\naccept: text/event-stream\r\n",
            self.address
        )
    }

    /// Sends a request and reads the head of its response.
    pub async fn send(&self, method: &str, path: &str, lines: &str, body: &[u8]) -> io::Result<Answer> {
        let mut stream = self.begin(method, path, lines, body.len()).await?;
        // A server that refuses early may stop to read: what it says counts all the same.
        let _ = stream.write_all(body).await;
        Self::answered(stream).await
    }

    /// Sends a request's head.
    async fn begin(&self, method: &str, path: &str, lines: &str, length: usize) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let cookie =
            if self.cookie.is_empty() { String::new() } else { format!("cookie: {}\r\n", self.cookie) };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\n{cookie}{lines}content-length: {length}\r\n\r\n",
            self.address
        );
        stream.write_all(head.as_bytes()).await?;
        Ok(stream)
    }

    /// Reads the head of a response.
    async fn answered(mut stream: TcpStream) -> io::Result<Answer> {
        let mut unread = Vec::new();
        loop {
            if let Some(end) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&unread[..end]).into_owned();
                unread.drain(..end + 4);
                let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
                let length = header(&head, "content-length").and_then(|length| length.parse().ok());
                let framing = match (header(&head, "transfer-encoding"), length) {
                    (Some(_), _) => Framing::Chunked(0),
                    (None, Some(length)) => Framing::Length(length),
                    (None, None) => Framing::Length(0),
                };
                let body = Body { stream, unread, framing };
                return Ok(Answer { status, head, body, decoder: Decoder::new() });
            }
            if soon(stream.read_buf(&mut unread)).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// The request with one question.
pub fn question(words: &str) -> Value {
    json!({
        "model": "scripted",
        "messages": [{ "role": "user", "content": [{ "type": "text", "text": words }] }],
    })
}

fn cookie(response: &Response) -> String {
    response
        .head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, value)| name.eq_ignore_ascii_case("set-cookie") && !value.contains("Max-Age=0"))
        .filter_map(|(_, value)| value.split(';').next())
        .collect::<Vec<_>>()
        .join("; ")
}

/// A response whose body is read piece by piece. Dropping it closes the connection.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// The lines of its head.
    pub head: String,
    /// What follows.
    pub body: Body,
    decoder: Decoder,
}

impl Answer {
    /// The next frames; none at the end of the body. An error: the connection broke.
    pub async fn frames(&mut self) -> io::Result<Option<Vec<Frame>>> {
        let Some(piece) = soon(self.body.piece()).await? else { return Ok(None) };
        let mut frames = Vec::new();
        self.decoder.push(&piece, &mut frames);
        Ok(Some(frames))
    }

    /// Reads until some visible text came, and gives it.
    pub async fn first_words(&mut self) -> String {
        loop {
            for frame in self.frames().await.unwrap().expect("an answer that goes on") {
                if let Frame::Event(ChatEvent::Delta(text)) = frame {
                    return text.as_str().to_owned();
                }
            }
        }
    }

    /// Resets the connection, as a process that is killed may.
    pub fn reset(self) {
        let _ = socket2::SockRef::from(&self.body.stream).set_linger(Some(Duration::ZERO));
    }
}

/// A body as it comes.
pub struct Body {
    /// The connection, for those who want to read it by themselves.
    pub stream: TcpStream,
    unread: Vec<u8>,
    framing: Framing,
}

enum Framing {
    /// What is left of the body.
    Length(usize),
    /// What is left of the chunk.
    Chunked(usize),
    /// All has come.
    Ended,
}

impl Body {
    /// The next piece of the body; none at its end.
    pub async fn piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            match &mut self.framing {
                Framing::Ended | Framing::Length(0) => return Ok(None),
                Framing::Length(left) if !self.unread.is_empty() => {
                    let piece: Vec<u8> = self.unread.drain(..self.unread.len().min(*left)).collect();
                    *left -= piece.len();
                    return Ok(Some(piece));
                }
                Framing::Chunked(0) => {
                    let line_at = if self.unread.starts_with(b"\r\n") { 2 } else { 0 };
                    if let Some(end) = self.unread[line_at..].windows(2).position(|two| two == b"\r\n") {
                        let line = String::from_utf8_lossy(&self.unread[line_at..line_at + end]).into_owned();
                        self.unread.drain(..line_at + end + 2);
                        let size = usize::from_str_radix(line.trim(), 16)
                            .map_err(|_| io::Error::other(format!("no size of a chunk: {line}")))?;
                        self.framing = if size == 0 { Framing::Ended } else { Framing::Chunked(size) };
                        continue;
                    }
                }
                Framing::Chunked(left) if !self.unread.is_empty() => {
                    let piece: Vec<u8> = self.unread.drain(..self.unread.len().min(*left)).collect();
                    *left -= piece.len();
                    return Ok(Some(piece));
                }
                Framing::Length(_) | Framing::Chunked(_) => {}
            }
            if self.stream.read_buf(&mut self.unread).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}
