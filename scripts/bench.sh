#!/usr/bin/env bash
# Prints how fast and how small Mayfly is, as one table.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/build.sh
node scripts/measure/bench.mjs
