# Read by the scripts that end in `exec`ing the server: starts the small model beside it and tells
# it the address (MAYFLY_LOCAL_MODEL). Where anything is configured, or a model server is there
# already, or the model can't be had, nothing happens but a line that says so.

configured() {
  [ -n "${OPENAI_API_KEY:-}${OPENAI_API_KEY_FILE:-}${OPENAI_BASE_URL:-}${OPENAI_MODEL:-}" ] ||
    [ -n "${MAYFLY_CONFIG:-}${MAYFLY_LOCAL_MODEL:-}${MAYFLY__LOCAL_MODEL:-}" ] ||
    [ -e mayfly.toml ] || env | grep -q '^MAYFLY__MODELS__' ||
    case " $* " in *" --config"* | *" --help "* | *" --version "* | *" --check "* | *" --example-config "*) true ;; *) false ;; esac
}

start_small_model() {
  local url python=$TOOLS/small-model/bin/python
  if configured "$@"; then return; fi
  if have python3 && python3 scripts/small-model/probe.py 2>/dev/null; then return; fi
  scripts/small-model/install.sh || { say "The demo model answers alone."; return; }
  # The process that this shell is becomes the server, so the model's parent is the server, and the
  # model ends with it however that ends. It says its address once it listens.
  exec 3< <(exec "$python" scripts/small-model/serve.py --parent $$)
  if read -r -t 90 url <&3; then export MAYFLY_LOCAL_MODEL=$url; else say "The demo model answers alone."; fi
  exec 3<&-
}
