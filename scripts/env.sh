# Sourced by every script here: paths, and helpers for messages.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
TOOLS=$ROOT/.tools

# The tools in .tools/ first, then the machine's, then rustup's folder.
PATH=$TOOLS/bin:$TOOLS/wasm-opt/node_modules/.bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
export PATH
# With backtraces, cargo-leptos hides the compiler's messages behind its own.
export RUST_BACKTRACE=0
# Use the compiler in rust-toolchain.toml, and build into target/.
unset RUSTUP_TOOLCHAIN CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR CARGO_BUILD_TARGET

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# The value of a key in rust-toolchain.toml.
toolchain() { sed -n "s/^$1 *= *\"\(.*\)\"/\1/p" rust-toolchain.toml; }

# The version of a package in Cargo.lock.
locked() { awk -v name="\"$1\"" '$1 == "name" { found = ($3 == name) } found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock; }

# Succeeds if a source is newer than a file or that file is missing. Folders count, too: their time
# changes when a file in them is deleted.
sources_newer_than() {
  [ ! -e "$1" ] || [ -n "$(find Cargo.toml Cargo.lock build.rs rust-toolchain.toml src style public web/*.mjs web/package-lock.json -newer "$1" -print -quit)" ]
}
