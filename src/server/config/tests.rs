//! How configurations are read, and what is said about wrong ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod bad_input;
mod canaries;
mod documents;
mod example_file;
mod precedence;
mod rules;
mod secret_files;

use std::{ffi::OsString, path::PathBuf};

use super::{Config, Fault, Faults, Stop};

/// Flags, variables and a file's text, as one start of the server sees them.
#[derive(Default)]
struct Start {
    flags: Vec<OsString>,
    variables: Vec<(String, String)>,
    file: String,
}

fn start() -> Start {
    Start::default()
}

impl Start {
    fn flag(mut self, name: &str, value: &str) -> Self {
        self.flags.extend([name.into(), value.into()]);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn file(mut self, text: &str) -> Self {
        text.clone_into(&mut self.file);
        self
    }

    fn load(mut self) -> Result<Config, Stop> {
        let directory = Scratch::new();
        let file = directory.write("mayfly.toml", &self.file);
        self.variables.push(("MAYFLY_CONFIG".to_owned(), file.display().to_string()));
        let arguments = [OsString::from("mayfly")].into_iter().chain(self.flags);
        Config::load(arguments, self.variables)
    }

    fn config(self) -> Config {
        match self.load() {
            Ok(config) => config,
            Err(stop) => panic!("{stop:?}"),
        }
    }

    fn faults(self) -> Faults {
        match self.load() {
            Err(Stop::Faults(faults)) => faults,
            other => panic!("{other:?}"),
        }
    }

    /// The one fault that there is.
    fn fault(self) -> Fault {
        let faults = self.faults();
        assert_eq!(faults.0.len(), 1, "{faults}");
        faults.0.into_iter().next().unwrap()
    }
}

/// A folder of its own, gone with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("mayfly-config-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
