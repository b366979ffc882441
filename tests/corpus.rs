//! Replays the fuzzers' corpus: what was found once is tried with every `cargo test`.

#![allow(unreachable_pub, reason = "the modules of a test share their items")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails panics")]

use std::{fs, path::Path};

#[path = "../fuzz/src/lib.rs"]
mod targets;

fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        target(&fs::read(entry.unwrap().path()).unwrap());
        files += 1;
    }
    assert!(files >= 10, "a corpus: {files} files");
}

#[test]
fn the_upstreams_parser_takes_its_corpus() {
    replay("upstream", targets::upstream);
}

#[test]
fn the_request_decoder_takes_its_corpus() {
    replay("request", targets::request);
}
