"""Looks for a model server on this machine's usual ports; the status is 0 if there is one.

Only a JSON list of models counts, since other programs may listen there, too. The server probes the
ports itself when it starts. This probe only avoids installing and starting a model that is not needed.
"""

import concurrent.futures
import json
import sys
import urllib.request

PORTS = (11434, 1234, 8080, 8000)
# Requests to this machine ignore a configured proxy.
open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def serves_models(port):
    """Returns whether a server on a port of 127.0.0.1 answers with a list of models."""
    try:
        with open_directly(f"http://127.0.0.1:{port}/v1/models", timeout=1) as answer:
            return bool(json.loads(answer.read(1 << 20))["data"][0]["id"])
    except (OSError, ValueError, LookupError, TypeError):
        return False


if __name__ == "__main__":
    with concurrent.futures.ThreadPoolExecutor() as pool:
        sys.exit(0 if any(pool.map(serves_models, PORTS)) else 1)
