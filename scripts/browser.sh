#!/usr/bin/env bash
# Runs one of the npm scripts in end2end/ against the release build: test (the default; in Chromium, and the
# main flows in Firefox and WebKitGTK, too), watch-test, shots, or forget. Installs what is missing if it can.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
what=${1:-test}

# package COMMAND NAME: installs Debian's package NAME if COMMAND is missing and this is root on Debian.
package() {
  have "$1" && return
  if have apt-get && [ "$(id -u)" = 0 ]; then
    say "Installing $2 …"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null 2>&1 ||
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null; } || true
  fi
  have "$1"
}

scripts/build.sh
export MAYFLY_BIN=$ROOT/target/release/mayfly MAYFLY_SITE_ROOT=$ROOT/target/site

# A copy of the lock file that was installed last is kept in .tools/.
if ! cmp -s end2end/package-lock.json "$TOOLS/end2end.lock" || [ ! -d end2end/node_modules ]; then
  npm ci --prefix end2end --no-audit --no-fund --loglevel=error ||
    fail "The browser tests' packages can't be installed: see npm's message above."
  cp end2end/package-lock.json "$TOOLS/end2end.lock"
fi
if ! package chromium chromium; then
  say "Installing Playwright's own Chromium …"
  (cd end2end && npx playwright install chromium) ||
    fail "Chromium is missing and can't be installed: on Debian, 'apt-get install chromium' installs it."
fi

case $what in
  test)
    package nginx nginx || fail "nginx is missing, which some tests put in front of the server: on Debian, 'apt-get install nginx' installs it."
    package haproxy haproxy || say "haproxy is missing: the tests that put it in front of the server are skipped."
    package openssl openssl || fail "openssl is missing, which generates a certificate for a test: on Debian, 'apt-get install openssl' installs it."
    # Without these browsers their tests are skipped; they fail if CI is set.
    package firefox-esr firefox-esr || say "Firefox is missing: the main flows are tested in Chromium alone, and in WebKitGTK where that is."
    { package WebKitWebDriver webkit2gtk-driver && package Xvfb xvfb; } || say "WebKitGTK is missing: the main flows are not tested in it."
    # Without the small model its tests are skipped; they fail if CI is set.
    scripts/small-model/install.sh || [ -z "${CI:-}" ]
    # The conversations without a page, which a test compares the page with.
    cargo build --quiet --example pure_tab
    cd end2end && npm test
    ;;
  forget)
    package openssl openssl || fail "openssl is missing, which generates a certificate for a test: on Debian, 'apt-get install openssl' installs it."
    cd end2end && npm run forget
    ;;
  *) cd end2end && npm run "$what" ;;
esac
