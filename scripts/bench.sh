#!/usr/bin/env bash
# Prints how fast and how small Mayfly is, as one table. Names of files in scripts/measure/bench/
# measure those alone (make bench ARGS=browser).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/build.sh
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
node scripts/measure/bench.mjs "$@"
