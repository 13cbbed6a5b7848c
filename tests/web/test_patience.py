"""Slow and too many connections, against a server as users start it (only less patient)."""

from __future__ import annotations

import re
import socket
import subprocess
import sys

import pytest

_START = """
import argparse, sys
from reattune.cli import open
from reattune.web import patience
patience.PATIENCE_SECONDS, patience.MOST = 0.3, 20
parser = argparse.ArgumentParser()
open.add_arguments(parser)
sys.exit(open.run(parser.parse_args(sys.argv[1:])))
"""


@pytest.fixture(scope="module")
def port():
    command = [sys.executable, "-W", "error", "-c", _START, "--no-browser", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield int(re.search(r":(\d+)/", process.stdout.readline())[1])
    process.kill()
    _, err = process.communicate()
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HT",
        b"POST /api/session/1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n",
    ],
)
def test_who_never_finishes_is_hung_up_on(port, beginning):
    """Nothing, half a line, a head without its body: the line is closed, not held for ever."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.sendall(beginning)
        while raw.recv(4096):
            pass


def test_one_too_many_is_hung_up_on_and_the_next_is_answered(port):
    """30 half-open lines where 20 are the most: all are closed, and a request goes through."""
    lines = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(30)]
    for line in lines:
        try:
            while line.recv(4096):
                pass
        except ConnectionResetError:
            pass
        line.close()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.sendall(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
        )
        assert raw.recv(4096).split()[1] == b"401"
