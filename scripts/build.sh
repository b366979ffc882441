#!/usr/bin/env bash
# Builds the server and its files: target/release/mayfly and target/site. Does nothing if nothing has
# changed since the last build.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

scripts/tools.sh
scripts/web.sh

STAMP=target/release/.mayfly-built
changed() {
  sources_newer_than "$STAMP" || [ ! -x target/release/mayfly ] || [ ! -d target/site/pkg ]
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
