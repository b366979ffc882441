#!/usr/bin/env bash
# Checks the dependencies: licences, bans and sources as deny.toml has them, none that is unused, and,
# except with `deny.sh offline`, known advisories, whose database is downloaded.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

DENY=0.20.2
MACHETE=0.9.2

# tool NAME VERSION FOUND: builds a tool into .tools/ unless this version is there. Without
# optimisation, because it runs for seconds.
tool() {
  local name=$1 version=$2 found=$3
  [ "$found" = "$version" ] && return
  say "Building $name $version (once) …"
  mkdir -p "$TOOLS"
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$TOOLS/build \
    cargo install "$name" --version "$version" --locked --debug --root "$TOOLS" --force --quiet ||
    fail "$name $version can't be built: see cargo's message above."
  rm -rf "$TOOLS/build"
}
tool cargo-deny "$DENY" "$(cargo-deny --version 2>/dev/null | awk '{ print $2 }' || true)"
tool cargo-machete "$MACHETE" "$(cargo-machete --version 2>/dev/null | awk '{ print $NF }' || true)"

checks=(licenses bans sources)
[ "${1:-}" = offline ] || checks+=(advisories)
cargo deny check "${checks[@]}"
cargo machete
