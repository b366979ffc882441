#!/usr/bin/env bash
# Prints how fast and how small Mayfly is, as one table. Arguments choose files in scripts/measure/bench/
# (make bench ARGS=browser).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/build.sh
# The build that wiping is compared with: the same without wiping, in a folder of its own that nothing else uses.
if [ "$#" = 0 ] || [[ " $* " == *" wiping "* ]]; then
  say "Building Mayfly without wiping (the first time takes minutes) …"
  MAYFLY_BENCH=1 CARGO_TARGET_DIR=$ROOT/target/keep-freed LEPTOS_SITE_ROOT=target/keep-freed/site \
    cargo leptos build --release --split --features keep-freed >&2 || fail "The build failed: see the compiler's message above."
fi
# The program that the relay is compared with.
cargo build --release --features ssr --example pass_through >&2
# Packages are installed again when their lock file has changed.
install() {
  cmp -s "$1/package-lock.json" "$TOOLS/$2.lock" && [ -d "$1/node_modules" ] && return
  npm ci --prefix "$1" --no-audit --no-fund --loglevel=error || fail "The packages of $1 can't be installed: see npm's message above."
  cp "$1/package-lock.json" "$TOOLS/$2.lock"
}
install end2end end2end
install scripts/measure/peer peer
npm run --silent --prefix scripts/measure/peer build >&2
# Four thousand open streams need four times as many sockets.
ulimit -n "$(ulimit -Hn)"
node scripts/measure/bench.mjs "$@"
