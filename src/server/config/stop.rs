//! Why the process ends before it serves.

use std::{io, io::Write, process::ExitCode};

use super::fault::Faults;

/// Why the process ends before it serves.
#[derive(Debug)]
pub enum Stop {
    /// It was asked something and this is the answer: help, version, an example file.
    Answer(String),
    /// The configuration is wrong.
    Faults(Faults),
}

impl Stop {
    /// Prints the answer to standard output or the faults to standard error. Returns the status to end
    /// with: 0 for an answer, 2 for faults.
    pub fn tell(&self) -> ExitCode {
        // A closed stream has no reader, and the status says the same.
        match self {
            Self::Answer(text) => {
                let _ = writeln!(io::stdout().lock(), "{}", text.trim_end());
                ExitCode::SUCCESS
            }
            Self::Faults(faults) => {
                let _ = writeln!(io::stderr().lock(), "{faults}");
                ExitCode::from(2)
            }
        }
    }
}
