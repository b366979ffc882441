#!/usr/bin/env bash
# Removes builds and the files of test runs. The tools in .tools/ stay.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
rm -rf target shots hash.txt public/text web/node_modules end2end/node_modules end2end/test-results end2end/playwright-report
