"""How fast files come, measured from the bytes on disk."""

import threading
import time
from collections import deque
from collections.abc import Callable

_WINDOW = 5.0
_LEAST = 0.2


class Speeds:
    """Sizes noted over the last seconds, for each export."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._noted: dict[int, deque[tuple[float, int]]] = {}
        self._lock = threading.Lock()

    def noted(self, id: int, size: int) -> float | None:
        """Note the size now and tell the speed in bytes a second; None as long as too little is known."""
        with self._lock:
            now, seen = self._clock(), self._noted.setdefault(id, deque(maxlen=200))
            if seen and size < seen[-1][1]:
                seen.clear()
            if not seen or now - seen[-1][0] >= _WINDOW / 100:
                seen.append((now, size))
            while now - seen[0][0] > _WINDOW and len(seen) > 1:
                seen.popleft()
            seconds, grown = now - seen[0][0], size - seen[0][1]
            return grown / seconds if seconds >= _LEAST and grown > 0 else None

    def forget(self, id: int) -> None:
        with self._lock:
            self._noted.pop(id, None)
