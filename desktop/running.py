"""The server side of one run: its parts put together, served, and closed in reverse."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from desktop.serve import listen, serving
from server.domain.problem import Problem


class FileOnDisk(Protocol):
    """A finished export: where it lies, and the name to offer for a copy."""

    @property
    def path(self) -> Path: ...

    @property
    def name(self) -> str: ...


class Parts(Protocol):
    """What the shell asks the server side."""

    @property
    def downloads_folder(self) -> Path:
        """Where files go, as the settings stand now."""
        ...

    def csv_on(self, address: str) -> FileOnDisk | None:
        """The file that the page at this address shows, else the newest finished export, else None."""
        ...

    def working(self) -> int:
        """How many exports are under way."""
        ...

    @property
    def theme(self) -> str:
        """The chosen one, "light" or "dark"; "" for as the system has it."""
        ...

    def page_there(self, page: str) -> bool:
        """Whether this path, shown once, can be shown again."""
        ...

    def leave(self) -> None:
        """The server is about to stop: whatever goes on beside it ends."""
        ...


class BootPath(Protocol):
    """Gives a one-time path that must be opened within so many seconds, and leads to a page."""

    def __call__(self, lifetime: float, to: str = "/") -> str: ...


@dataclass(frozen=True)
class Assembled:
    """The app put together: an ASGI application, its one-time addresses, its parts."""

    app: Any
    boot_path: BootPath
    parts: Parts


Assemble = Callable[[int], AbstractContextManager[Assembled]]
"""Puts the parts together for a server on this port, for as long as the `with` lasts."""


@dataclass(frozen=True)
class Running:
    """The app while it is served."""

    url: str
    boot_path: BootPath
    parts: Parts
    listener: socket.socket

    def boot_url(self, lifetime: float = 30.0, to: str = "/") -> str:
        """An address that lets a browser in, once, within `lifetime` seconds, and leads to the page `to`."""
        return self.url + self.boot_path(lifetime, to)


@contextmanager
def running(
    assemble: Assemble, on_death: Callable[[], None] | None = None, at: socket.socket | None = None
) -> Iterator[Running]:
    """Puts the app together and serves it while the `with` lasts. `on_death` is called if the server ends before.

    `at`: a listening socket, for a port of its own otherwise.
    Raises `Problem`, or whatever a part raises that cannot be opened.
    """
    with ExitStack() as stack:
        gc.disable()  # a tenth of the start; what is there then stays, and need not be looked through again and again
        stack.callback(gc.enable)
        stack.callback(gc.unfreeze)
        listener = stack.enter_context(at or listen())
        assembled = stack.enter_context(assemble(listener.getsockname()[1]))
        server = stack.enter_context(serving(assembled.app, listener, on_death))
        stack.callback(assembled.parts.leave)
        gc.freeze()
        gc.enable()
        yield Running(server.url, assembled.boot_path, assembled.parts, listener)


class Session:
    """Starts the server side, starts it again after a failure, closes it once. May be used from any thread."""

    def __init__(self, assemble: Assemble, on_death: Callable[[], None]) -> None:
        self._assemble = assemble
        self._on_death = on_death
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._running: Running | None = None
        self._closed = False
        self._died = False

    @property
    def closed(self) -> bool:
        """Whether the window was shut, after which nothing starts any more."""
        return self._closed

    @property
    def died(self) -> bool:
        """Whether the server ended by itself, and was not started again since."""
        return self._died

    @property
    def running(self) -> Running:
        """Raises `Problem` while the app is not there."""
        if self._running is None:
            raise Problem("The app has not started. Wait a moment, then try again.")
        return self._running

    def serves(self, address: str) -> bool:
        """Whether this is the address of a page of the app, as it runs now."""
        running = self._running
        return running is not None and address.startswith(f"{running.url}/")

    def start(self) -> Running:
        """Starts, closing first what a failed start or a dead server left. Raises what `running` raises."""
        with self._lock:
            if self._closed:
                raise Problem("The app is being closed.")
            self._leave()
            self._running = self._stack.enter_context(running(self._assemble, self._dies))
            return self._running

    def restart(self) -> Running:
        """Closes all and starts it anew at the same port: pages that are open find it there, a moment later.

        Raises what `start` raises.
        """
        with self._lock, closing(self.running.listener.dup()) as kept:  # whoever comes meanwhile waits in its queue
            self._leave()
            self._running = self._stack.enter_context(running(self._assemble, self._dies, kept.dup()))
            return self._running

    def close(self) -> None:
        """Closes everything, after a start that is still going on."""
        with self._lock:
            self._closed = True
            self._leave()

    def _dies(self) -> None:
        self._died = True
        self._on_death()

    def _leave(self) -> None:
        self._running = None
        self._stack.close()
        self._died = False
