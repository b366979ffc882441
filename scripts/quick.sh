#!/usr/bin/env bash
# Builds what `make run` serves until a release is built, in minutes: target/quick/mayfly and its site.
# Both halves are compiled with little optimisation, and the page's code is one unoptimised file: it
# does the same with more bytes. `make build` builds the release.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

scripts/tools.sh quick
scripts/web.sh

OUT=target/quick
SITE=$OUT/site
STAMP=$OUT/.mayfly-built
sources_newer_than "$STAMP" || [ ! -x "$OUT/mayfly" ] || [ ! -d "$SITE/pkg" ] || exit 0

begun=$(mktemp)
trap 'rm -f "$begun"' EXIT
# step NAME COMMAND…: runs a part of the build, and prints how long it took.
step() {
  local words=$1 since=$SECONDS
  shift
  "$@" >&2 || fail "The build failed: see the compiler's message above."
  say "  $words: $((SECONDS - since)) s"
}

say "Building Mayfly quickly (the first time takes about five minutes on two cores) …"
step "the server" cargo build --quiet --profile quick --features ssr --bin mayfly
step "the page" cargo build --quiet --profile quick --lib --features hydrate --target wasm32-unknown-unknown --target-dir target/front
rm -rf "$SITE"
mkdir -p "$SITE/pkg"
cp -R public/. "$SITE/"
step "its glue" wasm-bindgen --target web --no-typescript --out-name mayfly --out-dir "$SITE/pkg" target/front/wasm32-unknown-unknown/quick/mayfly.wasm

# Names with hashes, as in a release: browsers cache these files for a year.
: >"$OUT/hash.txt"
# named FILE EXTENSION: renames a file to a name with its hash.
named() {
  local hash
  hash=$(cksum <"$1" | tr ' ' '-')
  mv "$1" "$SITE/pkg/mayfly.$hash.$2"
  echo "$2: $hash" >>"$OUT/hash.txt"
}
# main.css names one file per part.
sed -n 's/^@import "\(.*\)";$/style\/\1/p' style/main.css | xargs cat >"$SITE/pkg/mayfly.css"
named "$SITE/pkg/mayfly.css" css
named "$SITE/pkg/mayfly_bg.wasm" wasm
named "$SITE/pkg/mayfly.js" js
touch -r "$begun" "$STAMP"
