#!/usr/bin/env bash
# Builds what is served: target/release/mayfly and target/site. Nothing is done where nothing has
# changed since the last time.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

scripts/tools.sh
scripts/web.sh

STAMP=target/release/.mayfly-built
# Folders count too: their time changes when a file in them goes away.
changed() {
  [ ! -e "$STAMP" ] || [ ! -x target/release/mayfly ] || [ ! -d target/site/pkg ] ||
    [ -n "$(find Cargo.toml Cargo.lock build.rs rust-toolchain.toml src style public -newer "$STAMP" -print -quit)" ]
}
if changed; then
  say "Building Mayfly (the first time takes minutes) …"
  begun=$(mktemp)
  trap 'rm -f "$begun"' EXIT
  cargo leptos build --release --split --precompress >&2 || fail "The build failed: what the compiler says stands above."
  # cargo-leptos has been seen to call a failed build a success.
  [ -x target/release/mayfly ] && [ -d target/site/pkg ] || fail "The build failed: what the compiler says stands above."
  mkdir -p target/release
  # What was edited during the build counts as changed.
  touch -r "$begun" "$STAMP"
fi
