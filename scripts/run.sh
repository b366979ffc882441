#!/usr/bin/env bash
# Installs what is missing, builds what has changed, and becomes the server: the release build if there is one
# from these sources, otherwise a quick build. Arguments are passed to the server.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
source scripts/small-model/start.sh

if sources_newer_than target/release/.mayfly-built; then
  scripts/quick.sh
  server=target/quick/mayfly
else
  server=target/release/mayfly
fi
start_small_model "$@"
exec "$server" "$@"
