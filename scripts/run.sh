#!/usr/bin/env bash
# Installs what is missing, builds what has changed, and becomes the server. Arguments are passed to the
# server.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
source scripts/small-model/start.sh

scripts/build.sh
start_small_model "$@"
exec target/release/mayfly "$@"
