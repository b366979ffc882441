#!/usr/bin/env bash
# Installs what a build needs and the machine lacks: the compiler through rustup, the rest into
# .tools/. `tools.sh quick` installs only what a quick build needs. A tool on PATH is used if it has exactly the
# wanted version.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

LEPTOS=0.3.11
BINDGEN=$(locked wasm-bindgen)

have rustup || fail "Mayfly is built with Rust, and rustup is missing: install it from https://rustup.rs, then try again."
have cc || fail "A C compiler is missing (cc): on Debian, 'apt-get install gcc libc6-dev' brings one."
have node || fail "Node.js 20 or newer is missing: on Debian, 'apt-get install nodejs npm' may bring it, else https://nodejs.org."
have npm || fail "npm is missing; it comes with Node.js 20 or newer: https://nodejs.org."
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js $(node --version) is too old: 20 or newer is needed."

# The compiler, installed by name: this also works if rustup's automatic installation is switched off.
channel=$(toolchain channel)
target=wasm32-unknown-unknown
compiler_is_there() {
  rustup run "$channel" cargo fmt --version && rustup run "$channel" cargo clippy --version &&
    [ -d "$(rustup run "$channel" rustc --print target-libdir --target "$target")" ]
}
if ! compiler_is_there >/dev/null 2>&1; then
  say "Installing Rust $channel …"
  rustup toolchain install "$channel" --profile minimal -c rustfmt -c clippy -t "$target" --no-self-update ||
    fail "Rust $channel can't be installed: see rustup's message above."
fi

# crate NAME VERSION FOUND-VERSION [ARGUMENT…]: installs a tool with cargo, built without optimisation: the tools run
# for seconds, and optimising them would take minutes. The compressor is the exception: without optimisation each
# release build would take half a minute longer.
FAST="brotli brotli-decompressor alloc-no-stdlib alloc-stdlib"
crate() {
  local name=$1 version=$2 found=$3 package
  shift 3
  [ "$found" = "$version" ] && return
  say "Building $name $version (once) …"
  mkdir -p "$TOOLS"
  local fast=()
  for package in $FAST; do fast+=(--config "profile.dev.package.$package.opt-level=2"); done
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false CARGO_INCREMENTAL=0 \
    CARGO_TARGET_DIR=$TOOLS/build \
    cargo install "$name" --version "$version" --debug --root "$TOOLS" --force --quiet "${fast[@]}" "$@" ||
    fail "$name $version can't be built: see cargo's message above."
}
# version TOOL ARGUMENT…: the second word of the tool's version line, or nothing.
version() { "$@" 2>/dev/null | awk 'NR == 1 { print $2 }' || true; }

quick=${1:-}
[ "$quick" = quick ] ||
  crate cargo-leptos "$LEPTOS" "$(version cargo-leptos leptos --version)" --locked --features no_downloads
# Without --locked: a version in its lock file is no longer available. Only the program that a build calls: the
# others need a TLS library.
crate wasm-bindgen-cli "$BINDGEN" "$(version wasm-bindgen --version)" --no-default-features --bin wasm-bindgen
[ "$quick" != quick ] || exit 0
rm -rf "$TOOLS/build"

# wasm-opt: Debian's is too old for what the compiler writes.
if [ "$(wasm-opt --version 2>/dev/null | awk '{ print $3 }')" != 132 ]; then
  say "Installing wasm-opt 132 …"
  mkdir -p "$TOOLS/wasm-opt"
  cp scripts/wasm-opt/package.json scripts/wasm-opt/package-lock.json "$TOOLS/wasm-opt/"
  npm ci --prefix "$TOOLS/wasm-opt" --no-audit --no-fund --loglevel=error >&2 ||
    fail "wasm-opt can't be installed: see npm's message above."
fi
