# Read by the scripts that end in `exec`ing the server: starts the small model beside the server and
# passes its address on in MAYFLY_LOCAL_MODEL. It starts no model if one is configured or a model
# server already runs on this machine. If the model can't be installed, it prints why.

configured() {
  [ -n "${OPENAI_API_KEY:-}${OPENAI_API_KEY_FILE:-}${OPENAI_BASE_URL:-}${OPENAI_MODEL:-}" ] ||
    [ -n "${MAYFLY_CONFIG:-}${MAYFLY_LOCAL_MODEL:-}${MAYFLY__LOCAL_MODEL:-}" ] ||
    [ -e mayfly.toml ] || env | grep -q '^MAYFLY__MODELS__' ||
    case " $* " in *" --config"* | *" --help "* | *" --version "* | *" --check "* | *" --example-config "*) true ;; *) false ;; esac
}

# MAYFLY__PROBE=false keeps the server from asking this machine's ports, and so it does here.
may_probe() { [ "$(printf %s "${MAYFLY__PROBE:-}" | tr -d '[:space:]' | tr '[:upper:]' '[:lower:]')" != false ]; }

start_small_model() {
  local url python=$TOOLS/small-model/bin/python
  if configured "$@"; then return; fi
  if may_probe && have python3 && python3 scripts/small-model/probe.py 2>/dev/null; then return; fi
  scripts/small-model/install.sh || { say "The demo model answers alone."; return; }
  # This shell's process becomes the server. So the server is the model's parent, and the model stops
  # when the server does, for whatever reason. The model prints its address once it listens.
  exec 3< <(exec "$python" scripts/small-model/serve.py --parent $$)
  if read -r -t 90 url <&3; then export MAYFLY_LOCAL_MODEL=$url; else say "The demo model answers alone."; fi
  exec 3<&-
}
