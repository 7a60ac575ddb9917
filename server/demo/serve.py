"""Runs the simulator's two hosts on loopback ports of their own, in threads of this process or as its main work."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from server.demo.app import create_apps
from server.demo.jobs import Pace
from server.demo.parts import Parts
from server.demo.sites import DEMO_TOKEN
from server.demo.wire import protocol


@dataclass(frozen=True)
class Simulator:
    """A running simulator.

    api: the origin of the API **without** `/v1`, e.g. `http://127.0.0.1:40001`; its addresses are `{api}/v1/…`.
    files: the origin of the file host, on another port. token: what the API accepts. parts: the running state,
    for tests of the same process (`parts.faults.set({...})`, `parts.log.all()`, `parts.jobs.all()`).
    """

    api: str
    files: str
    token: str
    parts: Parts


@contextmanager
def simulator(
    folder: Path, port: int = 0, files_port: int = 0, pace: Pace | None = None, rate: float | None = 5
) -> Iterator[Simulator]:
    """Both hosts in a thread, until the `with` ends. Port 0: any free one. OSError if a port is taken."""
    with prepared(folder, (port, files_port), pace, rate) as (running, server, sockets):
        thread = threading.Thread(target=server.run, args=(sockets,), name="simulator", daemon=True)
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.005)
            yield running
        finally:
            server.should_exit = True
            thread.join(0.4)
            server.force_exit = True
            thread.join(2)


@contextmanager
def prepared(
    folder: Path, ports: tuple[int, int], pace: Pace | None, rate: float | None
) -> Iterator[tuple[Simulator, uvicorn.Server, list[socket.socket]]]:
    """The simulator, bound but not yet answering: `server.run(sockets)` answers until it is told to end."""
    sockets = [_listening(port) for port in ports]
    api, files = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in sockets)
    api_app, files_app, parts = create_apps(folder, files, pace, rate)
    by_port = _ByPort({sockets[0].getsockname()[1]: api_app, sockets[1].getsockname()[1]: files_app})
    config = uvicorn.Config(
        by_port,
        loop="asyncio",
        http=protocol(parts.transports),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    try:
        yield Simulator(api, files, DEMO_TOKEN, parts), uvicorn.Server(config), sockets
    finally:
        parts.jobs.close()
        for one in sockets:
            one.close()


def _listening(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # without it, asyncio leaves Nagle on
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.listen(128)
    return made


@dataclass(frozen=True)
class _ByPort:
    """Two hosts, one loop: which application is meant is told by the port that was called."""

    apps: dict[int, ASGIApp]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.apps[scope["server"][1]](scope, receive, send)
