#!/usr/bin/env bash
# Builds the server and its files: target/release/mayfly and target/site. Does nothing if nothing has
# changed since the last build.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

scripts/tools.sh

STAMP=target/release/.mayfly-built
# Folders count, too: their time changes when a file in them is deleted.
changed() {
  [ ! -e "$STAMP" ] || [ ! -x target/release/mayfly ] || [ ! -d target/site/pkg ] ||
    [ -n "$(find Cargo.toml Cargo.lock build.rs rust-toolchain.toml src style public -newer "$STAMP" -print -quit)" ]
}
if changed; then
  say "Building Mayfly (the first time takes minutes) …"
  begun=$(mktemp)
  trap 'rm -f "$begun"' EXIT
  cargo leptos build --release --split --precompress >&2 || fail "The build failed: see the compiler's message above."
  # cargo-leptos has reported success for a failed build.
  [ -x target/release/mayfly ] && [ -d target/site/pkg ] || fail "The build failed: see the compiler's message above."
  mkdir -p target/release
  # What was edited during the build counts as changed.
  touch -r "$begun" "$STAMP"
fi
