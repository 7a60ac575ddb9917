"""The simulator's two hosts below HTTP: a log of what was asked, and the cutting of connections."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_KEPT = 10_000
Transports = dict[tuple[str, int], asyncio.Transport]
"""The open connections by the caller's address and port."""


@dataclass
class Log:
    """The last requests of both hosts, oldest first: host, method, path, status, …"""

    entries: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, entry: dict[str, Any]) -> None:
        with self.lock:
            self.entries.append(entry)

    def all(self) -> list[dict[str, Any]]:
        with self.lock:
            return list(self.entries)

    def clear(self) -> None:
        with self.lock:
            self.entries.clear()


def header(scope: Scope, name: str) -> str | None:
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), None)


def entry(scope: Scope, host: str, moment: float) -> dict[str, Any]:
    """A line of the log; status 0 until it is answered, and for good if the connection was cut."""
    return {
        "host": host,
        "method": scope["method"],
        "path": scope["path"],
        "query": scope["query_string"].decode("latin-1"),
        "authorization": header(scope, "authorization") is not None,
        "range": header(scope, "range"),
        "time": moment,
        "status": 0,
    }


def protocol(transports: Transports) -> type[asyncio.Protocol]:
    """uvicorn's protocol, which also tells its connections, so that a fault can cut one."""

    class Watched(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            transports[transport.get_extra_info("peername")[:2]] = transport
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            transports.pop(self.transport.get_extra_info("peername")[:2], None)
            super().connection_lost(exc)

    return Watched


async def cut(scope: Scope, receive: Receive, transports: Transports, at_once: bool) -> None:
    """Ends the connection: at once, or after what was sent has left."""
    transport = transports[tuple(scope["client"])]
    if at_once:
        transport.abort()
    else:
        transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
