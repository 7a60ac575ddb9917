"""What one run learns of its window, and keeps for the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop.remembered import Place, Remembered, read, write

AGAIN = 20.0
"""Seconds within which a page that dies once more is not shown again."""


class Memory:
    """The window's place, page and theme, kept as they change. May be told from any thread."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._now = read(folder)
        self._died_at = -AGAIN

    @property
    def place(self) -> Place:
        return self._now.place

    @property
    def page(self) -> str:
        return self._now.page

    @property
    def theme(self) -> str:
        return self._now.theme

    def keep_theme(self, theme: str) -> None:
        self._keep(lambda it: replace(it, theme=theme))

    def keep_place(self, place: Place) -> None:
        self._keep(lambda it: replace(it, place=place))

    def keep_page(self, page: str) -> None:
        self._keep(lambda it: replace(it, page=page))

    def died_lately(self) -> bool:
        """A page died now: whether one did a moment ago, too."""
        before, self._died_at = self._died_at, self._clock()
        return self._died_at - before < AGAIN

    def _keep(self, change: Callable[[Remembered], Remembered]) -> None:
        with self._lock:
            changed = change(self._now)
            if changed != self._now:
                self._now = changed
                write(self._folder, changed)
