//! Says to the code whether this build is split: `cargo leptos --split` asks the linker for relocations,
//! and cuts what is marked as loaded later (src/app/later.rs) out of the bundle. Any other build holds all
//! of it in one piece.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(split)");
    let flags = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let tab = std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    if tab && flags.contains("--emit-relocs") {
        println!("cargo:rustc-cfg=split");
    }
}
