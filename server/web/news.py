"""That there is news of work: from the threads that do it to the streams of the pages that show it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

Place = tuple[str, str]
"""(app, key): a page, or a pipeline. The key is '' for a page."""

STREAMS = 50
"""Streams at once. Whoever comes then asks each second instead."""


class News:
    """May be told from any thread. What it is about is for the listener to look up."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, tuple[Place, asyncio.AbstractEventLoop]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @property
    def full(self) -> bool:
        return len(self) >= STREAMS

    @contextmanager
    def heard(self, place: Place) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set at each news of the place."""
        heard = asyncio.Event()
        with self._lock:
            self._listeners[heard] = (place, asyncio.get_running_loop())
        try:
            yield heard
        finally:
            with self._lock:
                del self._listeners[heard]

    def tell(self, place: Place | None = None) -> None:
        """There is news of a place, of all where none is named."""
        with self._lock:
            woken = [(heard, loop) for heard, (of, loop) in self._listeners.items() if place in (None, of)]
        for heard, loop in woken:
            with suppress(RuntimeError):  # its loop has ended meanwhile
                loop.call_soon_threadsafe(heard.set)
