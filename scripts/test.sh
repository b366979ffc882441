#!/usr/bin/env bash
# Runs all checks, the quick ones first; `test.sh quick` stops before the browser tests. It ends at the
# first check that fails. The last lines name the tests that passed only when repeated; the very
# last one counts the tests that ran.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# The tests ignore what is configured on this machine.
for name in $(compgen -e | grep -E '^(OPENAI|OIDC|MAYFLY)_' || true); do unset "$name"; done

# Random documents and orders of events are the same in every run, so that a failure belongs to the change
# that is tested. To look for other faults, set another seed and a larger PROPTEST_CASES.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261125}

LOG=$TOOLS/test.log
mkdir -p "$TOOLS"
: >"$LOG"

# Prints the names of tests that passed only when repeated, and the totals, from what cargo's and
# Playwright's runners printed.
count() {
  awk '
    { gsub(/\033\[[0-9;]*[A-Za-z]/, "") }
    /^passed only when repeated: / { print }
    /^test result:/ { passed += $4; failed += $6; skipped += $8 }
    /^ +[0-9]+ passed( \(|$)/ { passed += $1 }
    /^ +[0-9]+ flaky$/ { passed += $1; repeated += $1 }
    /^ +[0-9]+ (failed|interrupted)$/ { failed += $1 }
    /^ +[0-9]+ (skipped|did not run)$/ { skipped += $1 }
    END {
      if (repeated) printf "%d passed only when repeated: look at them\n", repeated
      printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    }
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

# check NAME COMMAND…: runs a check; prints its name and how long it took.
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

# Runs clippy as the compiler of another command. A separate clippy run would compile all dependencies once
# more, which takes minutes, and nothing else could use the result.
CLIPPY=$(dirname "$(rustup which --toolchain "$(toolchain channel)" rustc)")/clippy-driver
linted() { RUSTC_WORKSPACE_WRAPPER=$CLIPPY CARGO_BUILD_WARNINGS=deny "$@"; }

check "format" cargo fmt --check
check "lints, server and tests" linted cargo test --features ssr --no-run
check "unit and integration tests" linted cargo test --features ssr --no-fail-fast
# With the flags of `cargo leptos watch`, so that it can use the same compiled dependencies.
check "lints, tab" linted cargo build --lib --features hydrate --target wasm32-unknown-unknown --target-dir target/front
[ "${1:-}" != quick ] || exit 0

check "build" scripts/build.sh
check "browser tests" scripts/browser.sh test
check "editing a view reloads the page" scripts/browser.sh watch-test
