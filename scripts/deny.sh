#!/usr/bin/env bash
# Checks licences, advisories and sources of all dependencies against deny.toml.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
have cargo-deny || fail "cargo-deny is missing: 'cargo install --locked cargo-deny' brings it."
cargo deny check
