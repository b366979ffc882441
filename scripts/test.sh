#!/usr/bin/env bash
# Everything that must hold, the quick checks first; `test.sh quick` stops before the browser. The
# first check that fails ends it. The last line counts the tests that ran.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# Whatever is configured on this machine, the tests must not see it.
for name in $(compgen -e | grep -E '^(OPENAI|OIDC|MAYFLY)_' || true); do unset "$name"; done

# Random documents and orders are the same in every run, so that whoever changes something meets the faults of
# that change. Others are looked for with another seed and a larger PROPTEST_CASES.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261125}

LOG=$TOOLS/test.log
mkdir -p "$TOOLS"
: >"$LOG"

# The totals, out of what cargo's and Playwright's runners printed.
count() {
  awk '
    { gsub(/\033\[[0-9;]*[A-Za-z]/, "") }
    /^test result:/ { passed += $4; failed += $6; skipped += $8 }
    /^ +[0-9]+ passed( \(|$)/ { passed += $1 }
    /^ +[0-9]+ flaky$/ { passed += $1; flaky += $1 }
    /^ +[0-9]+ (failed|interrupted)$/ { failed += $1 }
    /^ +[0-9]+ (skipped|did not run)$/ { skipped += $1 }
    END { if (flaky) printf "%d passed only when tried again: look at them\n", flaky; printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }
  ' "$LOG"
}

step=
finish() {
  local status=$?
  if [ "$status" != 0 ] && [ -n "$step" ]; then say "" "Failed: $step"; fi
  count
  exit "$status"
}
trap finish EXIT

# check WORDS COMMAND…: runs a check, and says what it is and how long it took.
check() {
  step=$1
  shift
  say "" "── $step"
  local begun=$SECONDS
  "$@" 2>&1 | tee -a "$LOG"
  say "   $((SECONDS - begun)) s"
  step=
}

scripts/tools.sh

# Lints what a command compiles, on the way: what is compiled for the lints alone is used for nothing else,
# and with all dependencies it takes minutes.
CLIPPY=$(dirname "$(rustup which --toolchain "$(toolchain channel)" rustc)")/clippy-driver
linted() { RUSTC_WORKSPACE_WRAPPER=$CLIPPY CARGO_BUILD_WARNINGS=deny "$@"; }

check "format" cargo fmt --check
check "lints, server and tests" linted cargo test --features ssr --no-run
check "unit and integration tests" linted cargo test --features ssr --no-fail-fast
# As `cargo leptos watch` compiles it, which uses its dependencies again.
check "lints, tab" linted cargo build --lib --features hydrate --target wasm32-unknown-unknown --target-dir target/front
[ "${1:-}" != quick ] || exit 0

check "build" scripts/build.sh
check "browser tests" scripts/browser.sh test
check "editing a view reloads the page" scripts/browser.sh watch-test
