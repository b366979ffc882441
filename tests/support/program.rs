//! The binary that people run, as a process of its own.

use std::{
    fs,
    io::Read,
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::net::TcpStream;

use super::eventually;

/// A running process of `mayfly`. It is killed when this is dropped.
pub struct Program {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    said: Arc<Mutex<String>>,
    printed: Arc<Mutex<String>>,
}

impl Program {
    /// Starts it in front of a model's address with exactly these settings (`TIMEOUTS__GRACE`, …),
    /// and nothing of this machine's.
    pub async fn start(base_url: &str, settings: &[(&str, &str)]) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_mayfly")), base_url, settings).await
    }

    /// The same as a process that may open so many files and no more.
    pub async fn start_with_descriptors(most: u32, base_url: &str) -> Self {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &format!("ulimit -n {most}; exec \"$0\""), env!("CARGO_BIN_EXE_mayfly")]);
        Self::run(shell, base_url, &[]).await
    }

    async fn run(mut command: Command, base_url: &str, settings: &[(&str, &str)]) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        command
            .env_clear()
            .env("MAYFLY_CONFIG", "")
            .env("MAYFLY__LISTEN", address.to_string())
            .env("MAYFLY__PROBE", "false")
            .env("MAYFLY__MODELS__SCRIPTED__ID", "scripted-model")
            .env("MAYFLY__MODELS__SCRIPTED__BASE_URL", base_url)
            .env("MAYFLY__LIMITS__REQUESTS_PER_MINUTE", "100000")
            .env("MAYFLY__LIMITS__STREAMS", "1000")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (key, value) in settings {
            command.env(format!("MAYFLY__{key}"), value);
        }
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let printed = Arc::new(Mutex::new(String::new()));
        listen(child.stdout.take().unwrap(), vec![said.clone(), printed.clone()]);
        listen(child.stderr.take().unwrap(), vec![said.clone()]);
        let mut program = Self { address, child, said, printed };
        eventually("it listens", Duration::from_secs(10), async || {
            assert!(program.child.try_wait().unwrap().is_none(), "it ended: {}", program.said());
            TcpStream::connect(address).await.is_ok()
        })
        .await;
        program
    }

    /// All that it wrote so far, to either stream.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// What it wrote so far to standard output.
    pub fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        self.send(rustix::process::Signal::TERM);
    }

    /// Sends SIGHUP.
    pub fn hang_up(&self) {
        self.send(rustix::process::Signal::HUP);
    }

    fn send(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// How many descriptors it has open.
    pub fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// The memory that it holds, in KiB.
    pub fn resident_kib(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Waits for its end.
    pub async fn ended(&mut self, within: Duration) -> ExitStatus {
        let mut status = None;
        eventually("it ends", within, async || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        })
        .await;
        status.unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(mut stream: impl Read + Send + 'static, said: Vec<Arc<Mutex<String>>>) {
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut bytes) {
            for said in &said {
                said.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        }
    });
}
