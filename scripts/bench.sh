#!/usr/bin/env bash
# Prints how fast and how small Mayfly is, as one table. Names of files in scripts/measure/bench/
# measure those alone (make bench ARGS=browser).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/build.sh
# What wiping is measured against: the same without it, in a place of its own, which nothing else looks at.
if [ "$#" = 0 ] || [[ " $* " == *" wiping "* ]]; then
  say "Building Mayfly without wiping (the first time takes minutes) …"
  MAYFLY_BENCH=1 CARGO_TARGET_DIR=$ROOT/target/keep-freed LEPTOS_SITE_ROOT=target/keep-freed/site \
    cargo leptos build --release --split --features keep-freed >&2 || fail "The build failed: what the compiler says stands above."
fi
# What the relay is measured against.
cargo build --release --features ssr --example pass_through >&2
# Packages are installed again when their lock file is another one than the last time.
install() {
  cmp -s "$1/package-lock.json" "$TOOLS/$2.lock" && [ -d "$1/node_modules" ] && return
  npm ci --prefix "$1" --no-audit --no-fund --loglevel=error || fail "The packages of $1 can't be installed: what npm says about it stands above."
  cp "$1/package-lock.json" "$TOOLS/$2.lock"
}
install end2end end2end
install scripts/measure/peer peer
npm run --silent --prefix scripts/measure/peer build >&2
# Four thousand open streams are as many sockets, four times over.
ulimit -n "$(ulimit -Hn)"
node scripts/measure/bench.mjs "$@"
