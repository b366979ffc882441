#!/usr/bin/env bash
# Everything that must hold, the quick checks first; `test.sh quick` stops before the browser. The
# first check that fails ends it. The last line counts the tests that ran.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# Whatever is configured on this machine, the tests must not see it.
for name in $(compgen -e | grep -E '^(OPENAI|OIDC|MAYFLY)_' || true); do unset "$name"; done

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

check "format" cargo fmt --check
# What clippy.toml disallows is disallowed in the product; tests may do it.
check "lints, server" cargo clippy --features ssr --lib --bins -- -D warnings
check "lints, tests" cargo clippy --features ssr --all-targets -- -D warnings -A clippy::disallowed_methods
check "lints, tab" cargo clippy --features hydrate --target wasm32-unknown-unknown --lib -- -D warnings
check "unit and integration tests" cargo test --features ssr --no-fail-fast
[ "${1:-}" != quick ] || exit 0

check "build" scripts/build.sh
check "browser tests" scripts/browser.sh test
check "editing a view reloads the page" scripts/browser.sh watch-test
