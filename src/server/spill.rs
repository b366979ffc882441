//! Keeps the process's memory private: no core file when it crashes, and no access for other processes
//! of the same user.

use rustix::{
    io,
    process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit},
};

/// Forbids core files and closes the memory to other processes. Call it before any secret is read.
///
/// Both are needed: a limit of zero stops core files, and a kernel that pipes cores to a program
/// (systemd-coredump, apport) passes over the limit but not over a process that may not be dumped.
///
/// # Errors
/// When the kernel refuses. The caller should log it; the server works without.
pub fn close() -> io::Result<()> {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    setrlimit(Resource::Core, none)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
}

/// Opens the memory to other processes of the same user again, for a memory test
/// (`privacy.dumpable`, on loopback alone). Core files stay forbidden.
///
/// # Errors
/// When the kernel refuses.
pub fn open() -> io::Result<()> {
    set_dumpable_behavior(DumpableBehavior::Dumpable)
}
