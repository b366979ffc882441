//! A model's server over raw sockets that plays a script: what each row of `docs/faults.md` needs,
//! to the byte.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinHandle,
    time::sleep,
};

/// One thing that a model's server does. A script is played after the request was read whole,
/// except where it begins with [`Step::Unread`].
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The request is not read first.
    Unread,
    /// 200, an event stream in HTTP chunks.
    Accept,
    /// 200, an event stream whose length is announced: what follows may keep to it or not.
    AcceptLength(usize),
    /// 200, an event stream that ends with the connection.
    AcceptUntilClose,
    /// 200 in HTTP chunks, with these header lines in place of the usual type.
    AcceptAs(&'static str),
    /// Another status with header lines and a body, whose length is announced.
    Answer(u16, &'static str, &'static str),
    /// The chunk that names the role, as most servers begin.
    Role,
    /// Visible text.
    Say(&'static str),
    /// Visible text: the microseconds since [`clock`] began.
    SayTime,
    /// Thinking.
    Think(&'static str),
    /// A refusal's text.
    Refuse(&'static str),
    /// The chunk with the finish reason.
    Finish(&'static str),
    /// The chunk with token counts and empty `choices`: 7 and 11.
    Usage,
    /// `[DONE]`.
    Done,
    /// These bytes, as part of the body.
    Body(&'static [u8]),
    /// So many times this byte, as part of the body.
    Bytes(u8, usize),
    /// These bytes, outside the framing of HTTP.
    Wire(&'static [u8]),
    /// From here on, what is sent leaves in pieces of so many bytes, each a chunk of its own.
    Slices(usize),
    /// From here on, so long a pause follows each piece.
    Drip(Duration),
    /// A pause.
    Wait(Duration),
    /// The end of the body; the connection stays open.
    End,
    /// Closes both ways, in order.
    Close,
    /// Closes the sending half and goes on listening.
    HalfClose,
    /// Resets the connection.
    Reset,
    /// Nothing, for ever.
    Stall,
    /// The step before, without end and without a pause but that of [`Step::Drip`].
    Forever,
}

/// Where the time of [`Step::SayTime`] is counted from.
pub fn clock() -> Instant {
    static CLOCK: OnceLock<Instant> = OnceLock::new();
    *CLOCK.get_or_init(Instant::now)
}

/// A whole answer, as a good server gives it.
pub const GOOD: &[Step] = &[
    Step::Accept,
    Step::Role,
    Step::Say("One, "),
    Step::Say("two."),
    Step::Finish("stop"),
    Step::Usage,
    Step::Done,
    Step::End,
];

/// Several scripts, one after the other.
pub fn script(parts: &[&[Step]]) -> Vec<Step> {
    parts.concat()
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Request {
    /// The head, as it came.
    pub head: String,
    /// The body.
    pub body: Value,
}

/// The server.
pub struct Upstream {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    /// The script of each request in its order; the last one plays again and again.
    scripts: Vec<Vec<Step>>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    sent: AtomicUsize,
}

impl Upstream {
    /// Plays one script for every request.
    pub async fn playing(script: impl Into<Vec<Step>>) -> Self {
        Self::playing_each(vec![script.into()]).await
    }

    /// Plays the first script for the first request, and so on; the last for all that follow.
    pub async fn playing_each(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            scripts,
            requests: Mutex::default(),
            connections: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            sent: AtomicUsize::new(0),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        Self { address, shared, accepting }
    }

    /// The API's base.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many bytes were sent so far, on all connections.
    pub fn sent(&self) -> usize {
        self.shared.sent.load(Ordering::SeqCst)
    }

    /// Waits until nothing more can be sent, because nobody reads it, and gives what was.
    pub async fn held_back(&self) -> usize {
        let mut before = 0;
        for _ in 0..100 {
            sleep(Duration::from_millis(300)).await;
            let now = self.sent();
            if now == before && now > 0 {
                return now;
            }
            before = now;
        }
        panic!("it is still sending, after {before} bytes");
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        shared.connections.fetch_add(1, Ordering::SeqCst);
        shared.open.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            // However it ends, it has ended.
            let _ = serve(stream, &shared).await;
            shared.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

/// Serves a connection until either side closes it.
async fn serve(stream: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, writer) = stream.into_split();
    let mut player =
        Player { writer, shared: shared.clone(), chunked: false, slice: usize::MAX, pause: None };
    let first = shared.scripts.first().map_or(&[][..], |script| script);
    if matches!(first.first(), Some(Step::Unread)) {
        player.play(&first[1..], &mut reader).await?;
        return Ok(());
    }
    let mut unread = Vec::new();
    loop {
        let Some(request) = read_request(&mut reader, &mut unread).await? else { return Ok(()) };
        let number = {
            let mut requests = shared.requests.lock().unwrap();
            requests.push(request);
            requests.len() - 1
        };
        let script = &shared.scripts[number.min(shared.scripts.len() - 1)];
        if player.play(script, &mut reader).await? {
            return Ok(());
        }
    }
}

/// Reads a request whole; none where the client closed before the next one.
async fn read_request(reader: &mut OwnedReadHalf, unread: &mut Vec<u8>) -> io::Result<Option<Request>> {
    loop {
        if let Some(end) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&unread[..end]).into_owned();
            let length = header(&head, "content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
            let body_at = end + 4;
            if unread.len() >= body_at + length {
                let body = serde_json::from_slice(&unread[body_at..body_at + length]).unwrap_or_default();
                unread.drain(..body_at + length);
                return Ok(Some(Request { head, body }));
            }
        }
        if reader.read_buf(unread).await? == 0 {
            return Ok(None);
        }
    }
}

/// The value of a header in a head's text.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value.trim()))
}

struct Player {
    writer: OwnedWriteHalf,
    shared: Arc<Shared>,
    chunked: bool,
    slice: usize,
    pause: Option<Duration>,
}

impl Player {
    /// Plays a script, and stops where the client closes. True when the connection is done with.
    async fn play(&mut self, script: &[Step], reader: &mut OwnedReadHalf) -> io::Result<bool> {
        (self.slice, self.pause) = (usize::MAX, None);
        let mut last = script.first();
        for step in script {
            match step {
                Step::Close => {
                    self.writer.shutdown().await?;
                    return Ok(true);
                }
                Step::Reset => {
                    // Unlike a close in order, this also throws away what is still on its way: the
                    // pause lets what was said before arrive first.
                    sleep(Duration::from_millis(30)).await;
                    SockRef::from(self.writer.as_ref()).set_linger(Some(Duration::ZERO))?;
                    return Ok(true);
                }
                Step::Stall => {
                    gone(reader).await;
                    return Ok(true);
                }
                Step::Forever => {
                    let Some(again) = last else { return Ok(true) };
                    loop {
                        if self.unless_gone(again, reader).await? {
                            return Ok(true);
                        }
                    }
                }
                step => {
                    if self.unless_gone(step, reader).await? {
                        return Ok(true);
                    }
                    last = Some(step);
                }
            }
        }
        Ok(false)
    }

    /// Takes a step. True when the client closed first.
    async fn unless_gone(&mut self, step: &Step, reader: &mut OwnedReadHalf) -> io::Result<bool> {
        tokio::select! {
            biased;
            () = gone(reader) => Ok(true),
            done = self.take(step) => done.map(|()| false),
        }
    }

    async fn take(&mut self, step: &Step) -> io::Result<()> {
        match *step {
            Step::Accept => {
                self.accept("content-type: text/event-stream\r\ntransfer-encoding: chunked").await
            }
            Step::AcceptAs(lines) => self.accept(&format!("{lines}\r\ntransfer-encoding: chunked")).await,
            Step::AcceptLength(length) => {
                self.accept(&format!("content-type: text/event-stream\r\ncontent-length: {length}")).await
            }
            Step::AcceptUntilClose => {
                self.accept("content-type: text/event-stream\r\nconnection: close").await
            }
            Step::Answer(status, lines, body) => {
                let lines = lines.lines().map(|line| format!("{}\r\n", line.trim())).collect::<String>();
                let head =
                    format!("HTTP/1.1 {status} Scripted\r\n{lines}content-length: {}\r\n\r\n", body.len());
                self.wire(&[head.as_bytes(), body.as_bytes()].concat()).await
            }
            Step::Role => self.choice(&json!({ "role": "assistant", "content": null }), None).await,
            Step::Say(text) => self.choice(&json!({ "content": text }), None).await,
            Step::SayTime => {
                let now = clock().elapsed().as_micros().to_string();
                self.choice(&json!({ "content": format!("{now} ") }), None).await
            }
            Step::Think(text) => self.choice(&json!({ "reasoning_content": text }), None).await,
            Step::Refuse(text) => self.choice(&json!({ "refusal": text }), None).await,
            Step::Finish(reason) => self.choice(&json!({}), Some(reason)).await,
            Step::Usage => {
                let usage = json!({ "prompt_tokens": 7, "completion_tokens": 11, "total_tokens": 18 });
                self.frame(&json!({ "choices": [], "usage": usage })).await
            }
            Step::Done => self.body(b"data: [DONE]\n\n").await,
            Step::Body(bytes) => self.body(bytes).await,
            Step::Bytes(byte, count) => {
                let piece = vec![byte; count.min(1 << 16)];
                for sent in (0..count).step_by(piece.len().max(1)) {
                    self.body(&piece[..piece.len().min(count - sent)]).await?;
                }
                Ok(())
            }
            Step::Wire(bytes) => self.wire(bytes).await,
            Step::Slices(size) => {
                self.slice = size;
                Ok(())
            }
            Step::Drip(pause) => {
                self.pause = Some(pause);
                Ok(())
            }
            Step::Wait(pause) => {
                sleep(pause).await;
                Ok(())
            }
            Step::End if self.chunked => self.wire(b"0\r\n\r\n").await,
            Step::End => Ok(()),
            Step::HalfClose => self.writer.shutdown().await,
            Step::Unread | Step::Close | Step::Reset | Step::Stall | Step::Forever => Ok(()),
        }
    }

    async fn accept(&mut self, lines: &str) -> io::Result<()> {
        self.chunked = lines.contains("chunked");
        self.wire(format!("HTTP/1.1 200 OK\r\n{lines}\r\n\r\n").as_bytes()).await
    }

    async fn choice(&mut self, delta: &Value, finish: Option<&str>) -> io::Result<()> {
        self.frame(&json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] })).await
    }

    async fn frame(&mut self, fields: &Value) -> io::Result<()> {
        let mut chunk = json!({ "id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": 0 });
        for (name, value) in fields.as_object().into_iter().flatten() {
            chunk[name] = value.clone();
        }
        self.body(format!("data: {chunk}\n\n").as_bytes()).await
    }

    async fn body(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(self.slice.max(1)) {
            if self.chunked {
                let head = format!("{:x}\r\n", piece.len());
                self.wire(&[head.as_bytes(), piece, b"\r\n"].concat()).await?;
            } else {
                self.wire(piece).await?;
            }
            if let Some(pause) = self.pause {
                sleep(pause).await;
            }
        }
        Ok(())
    }

    async fn wire(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes).await?;
        self.shared.sent.fetch_add(bytes.len(), Ordering::SeqCst);
        Ok(())
    }
}

/// Resolves when the client has closed or reset its side. What it sends meanwhile stays unread.
async fn gone(reader: &mut OwnedReadHalf) {
    let mut one = [0];
    loop {
        match reader.peek(&mut one).await {
            Ok(0) | Err(_) => return,
            // Part of a later request, or of one that the script does not want to read.
            Ok(_) => sleep(Duration::from_millis(20)).await,
        }
    }
}

/// An address that refuses connections: a port that was free a moment ago.
pub async fn refusing() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/v1", listener.local_addr().unwrap())
}
