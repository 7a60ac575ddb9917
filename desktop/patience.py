"""How long one goes on while Botify cannot be reached."""

from __future__ import annotations

import time
from collections.abc import Callable

from server.domain.problem import NotReachable


class Patience:
    """So many seconds without any answer. An answer makes it new."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._away_since: float | None = None

    def reached(self) -> None:
        self._away_since = None

    def away(self, why: str) -> None:
        """Raises NotReachable when it lasted too long."""
        self._away_since = self._away_since if self._away_since is not None else self._clock()
        if self._clock() - self._away_since >= self._seconds:
            raise NotReachable(f"{why} Given up after {self._seconds:.0f} seconds; the next call goes on.")
