#!/usr/bin/env bash
# Bundles what the page loads when it first shows code or a formula: web/ and its packages, into
# public/text/. The packages are installed when their lock file is another one than the last time.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

if ! cmp -s web/package-lock.json web/node_modules/.installed; then
  say "Installing the page's packages …"
  # Nothing of a package runs while it is installed.
  npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
    fail "The page's packages can't be installed: see npm's message above."
  cp web/package-lock.json web/node_modules/.installed
fi
node web/build.mjs || fail "The page's scripts can't be bundled: see the message above."
