"""The server's life: port, link, clean end. In a process of its own, as a user starts it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from reattune.errors import RecordError
from reattune.web.gate import Gate
from reattune.web.server import bind

_START = """
import argparse, sys
from reattune.cli import open
parser = argparse.ArgumentParser()
open.add_arguments(parser)
sys.exit(open.run(parser.parse_args(sys.argv[1:])))
"""


@pytest.fixture
def start():
    """Start `reattune open` and return the process and its link."""
    running = []

    def starting(*arguments: str):
        command = [sys.executable, "-W", "error", "-c", _START, "--no-browser", *arguments]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        line = process.stdout.readline()
        return process, re.search(r"http://127\.0\.0\.1:(\d+)/\?token=[\w-]+", line)

    yield starting
    for process in running:
        process.kill()
        process.communicate()


def test_it_starts_answers_and_ends_by_ctrl_c(start):
    process, link = start("--port", "0")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    assert "Rupture and repair" in opener.open(link[0]).read().decode()
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.build_opener().open(link[0])
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert "stopped" in out


def test_on_the_wire_a_stranger_is_refused_too(start):
    """What the guard says is what arrives: status lines and the close code 4403."""
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect

    _, link = start("--port", "0")
    port = int(link[1])
    for host, status in (("evil.com", b"421"), (f"127.0.0.1:{port}", b"401")):
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            assert raw.recv(4096).split()[1] == status
    foreign = connect(f"ws://127.0.0.1:{port}/ws/practice", origin="http://127.0.0.1:1")
    with foreign as strange, pytest.raises(ConnectionClosed) as closed:
        strange.recv(timeout=10)
    assert closed.value.rcvd.code == 4403


def test_only_this_machine_is_listened_to_and_a_taken_port_is_replaced():
    first = bind(0)
    port = first.getsockname()[1]
    second = bind(port)
    assert first.getsockname()[0] == second.getsockname()[0] == "127.0.0.1"
    assert second.getsockname()[1] not in {0, port}
    first.close()
    second.close()


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(RecordError, match="1 to 65535"):
        bind(port)


def test_the_usual_port_of_http_has_no_number_in_its_host():
    assert (Gate(port=80).host, Gate(port=81).host) == ("127.0.0.1", "127.0.0.1:81")


def test_the_server_starts_without_the_heavy_libraries():
    """Numbers and tables are loaded when a file is read, not before the first page."""
    code = (
        "import sys; from reattune.web.app import make_app;"
        "from reattune.web.state import AppState;"
        "make_app(AppState()); print([m for m in ('numpy', 'polars', 'numba', 'lxml') if m in "
        "sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
