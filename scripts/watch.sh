#!/usr/bin/env bash
# Serves on 127.0.0.1:3000, rebuilds after every edit, and reloads the page.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
source scripts/small-model/start.sh

scripts/tools.sh
scripts/web.sh
# It ends with the process that this shell becomes.
node web/build.mjs --watch &
start_small_model
exec cargo leptos watch
