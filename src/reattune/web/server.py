"""The server's life: find a port, say where it is, open the browser, end cleanly."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import RecordError
from .gate import Gate
from .guard import MESSAGE_LIMIT

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

DEFAULT_PORT = 8417


def serve(
    make: Callable[[Gate], ASGIApp],
    *,
    port: int | None = None,
    browser: bool = True,
    announce: Callable[[str], None],
) -> None:
    """Serve an app on 127.0.0.1 until Ctrl-C.

    Parameters
    ----------
    make
        Makes the app (guard included) once the port is known.
    port
        The port to use; when it is taken (or ``None`` and the usual one is taken), a free one.
    browser
        Open the link in the browser as soon as the server answers.
    announce
        Called with the link as soon as the server answers.

    Raises
    ------
    RecordError
        When the port is no port number.
    """
    import uvicorn

    door = bind(port)
    gate = Gate(port=door.getsockname()[1])

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                announce(gate.link)
                if browser:
                    # A browser that starts slowly must not keep the server waiting.
                    opener = threading.Thread(target=webbrowser.open, args=(gate.link,))
                    opener.daemon = True
                    opener.start()

    try:
        Server(configure(make(gate))).run(sockets=[door])
    except KeyboardInterrupt:
        pass
    finally:
        door.close()


def configure(app: ASGIApp) -> uvicorn.Config:
    """Say how an app is served: no access log (addresses hold names), small limits."""
    import uvicorn

    from .patience import Patient

    return uvicorn.Config(
        app,
        http=Patient,
        access_log=False,
        log_level="warning",
        server_header=False,
        lifespan="off",
        proxy_headers=False,
        ws_max_size=MESSAGE_LIMIT,
        ws_per_message_deflate=False,
        h11_max_incomplete_event_size=32_000,
        timeout_graceful_shutdown=1,
    )


def bind(port: int | None) -> socket.socket:
    """Take a port on 127.0.0.1: the given one, or any free one when it is taken."""
    wanted = DEFAULT_PORT if port is None else port
    if not 0 <= wanted <= 65535:
        raise RecordError(
            path="--port",
            where="",
            found=str(wanted),
            expected="a number from 1 to 65535",
            todo="Leave it out to have one chosen.",
        )
    for number in (wanted, 0):
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":
            # So that a second start just after the first does not find its port still resting.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", number))
        except OSError:
            door.close()
            continue
        door.listen(128)
        return door
    raise RecordError(
        path="127.0.0.1",
        where="",
        found="no free port",
        expected="one",
        todo="Close other local servers, or name a port by --port.",
    )
