"""A client of connections that several threads use: made when it is first used, closed after it was used last."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    def close(self) -> object: ...


T = TypeVar("T", bound=Closable)


class Shared(Generic[T]):
    """`make` gives the client.

    httpx forgets a connection that comes about while it is closed, and would leave that open: so whoever is still
    waiting for an answer gets it first. Who uses it after `close` has one of their own.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: T | None = None
        self._users, self._closed = 0, False
        self._lock = threading.Lock()

    @contextmanager
    def use(self) -> Iterator[T]:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            made = self._made
            self._users += 1
        try:
            yield made
        finally:
            with self._lock:
                self._users -= 1
                self._close_unused()

    def close(self) -> None:
        """At once, or after those who use it now."""
        with self._lock:
            self._closed = True
            self._close_unused()

    def _close_unused(self) -> None:
        if self._closed and not self._users and self._made is not None:
            made, self._made = self._made, None
            made.close()
