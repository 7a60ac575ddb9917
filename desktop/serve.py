"""The embedded server: our own socket on 127.0.0.1, uvicorn in a thread while a `with` lasts.

The socket is bound before anything else, so its port is known when the app is built, and nobody can take it in between.
"""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from server.domain.problem import Problem

if TYPE_CHECKING:
    import asyncio

    import uvicorn

log = logging.getLogger(__name__)

START_SECONDS = 15.0
STOP_SECONDS = 1.8
LOOP = "asyncio:SelectorEventLoop"
"""On every system. Windows' usual one keeps a listening socket to itself for ever, so that the app could not be started
again at the same port: https://github.com/python/cpython/issues/122240"""
IDLE_KEPT = 100
"""Connections on which nothing is under way. Our pages have a handful; whoever else opens a thousand, as anybody on
this computer may, would otherwise take away all files that the app may open."""


def listen() -> socket.socket:
    """A listening socket on 127.0.0.1, on a port the system chose.

    Raises `Problem` if the machine gives none.
    """
    # With the protocol named, asyncio turns Nagle off; without, small answers wait for some 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":  # there, another program could otherwise bind the same port on top of ours
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise Problem(f"The system gave no local port for the app's own server ({error.strerror}).") from error
    return listener


class Server:
    """The server while it runs, and what became of it.

    `failure` is None while all is well, else the reason why the thread ended.
    """

    def __init__(self, app: Any, listener: socket.socket, on_death: Callable[[], None] | None) -> None:
        self.port: int = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.failure: str | None = None
        self._listener = listener
        self._on_death = on_death
        self._told = threading.Event()
        self._stopping = threading.Event()
        self._uvicorn = _uvicorn(app, self._told)
        self._thread = threading.Thread(target=self._run, name="server")

    def start(self) -> None:
        """Returns when requests are answered; raises `Problem` when they never will be."""
        self._thread.start()
        if not self._told.wait(START_SECONDS):
            self.stop()
            raise Problem(f"The app's own server did not start within {START_SECONDS:.0f} seconds.")
        if not self._uvicorn.started:
            self._stopping.set()
            self._thread.join()
            raise Problem(f"The app's own server could not start: {self.failure or 'the log says why'}.")

    def stop(self) -> None:
        """Ends the server, open streams included, within two seconds."""
        self._stopping.set()
        self._uvicorn.should_exit = True
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            log.warning("the server thread is still busy; it is left behind")
            self._uvicorn.force_exit = True

    def _run(self) -> None:
        try:
            self._uvicorn.run(sockets=[self._listener])
        except SystemExit:  # how uvicorn leaves when the app's own start-up fails; it has logged the reason
            self.failure = "its start-up failed, and the log says why"
        finally:
            self._told.set()
            self._listener.close()
            if self._uvicorn.started and not self._stopping.is_set():
                self.failure = self.failure or "it stopped by itself"
                log.error("the server ended: %s", self.failure)
                if self._on_death:
                    self._on_death()


@contextmanager
def serving(
    app: Any, listener: socket.socket | None = None, on_death: Callable[[], None] | None = None
) -> Iterator[Server]:
    """Serves the ASGI app while the `with` lasts; `on_death` is called if it ends before.

    Raises `Problem` if it cannot start.
    """
    server = Server(app, listener or listen(), on_death)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _uvicorn(app: Any, told: threading.Event) -> uvicorn.Server:
    import uvicorn
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Bounded(H11Protocol):
        """Makes room for itself where there are too many: those that never asked for anything go first."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            self.since = time.monotonic()
            super().connection_made(transport)
            idle = [one for one in self.connections if isinstance(one, Bounded) and one.idle]
            if len(idle) > IDLE_KEPT:
                min(idle, key=lambda one: (one.cycle is not None, one.since)).transport.abort()

        @property
        def idle(self) -> bool:
            return not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete)

    class Announcing(uvicorn.Server):
        """Says when it answers, instead of being asked every few milliseconds."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            told.set()

    config = uvicorn.Config(
        app,
        log_config=None,  # the default looks at sys.stdout, which a windowed program has not
        access_log=False,
        loop=LOOP,
        http=Bounded,  # of h11: the other one, where installed, takes longer headers and absolute addresses
        ws="none",
        lifespan="auto",
        proxy_headers=False,  # nobody stands between, so nobody is believed to
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,  # an open stream would hold it up for ever
        h11_max_incomplete_event_size=64 * 1024,
    )
    return Announcing(config)
