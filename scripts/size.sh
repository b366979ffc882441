#!/usr/bin/env bash
# Prints the bytes of a first load, by file, as they go over the wire.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/build.sh
node scripts/measure/size.mjs
