"""How often an API may be asked: five times a second, and not while it asks for quiet."""

import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_HOLD = 120.0


class Pace:
    """At most `count` requests in any `window` seconds, of all threads together; none while the API asks for quiet.

    Botify allows five a second, shared with its own pages; the window is a little longer, as answers travel unevenly.
    """

    def __init__(self, clock: Callable[[], float], count: int = 5, window: float = 1.1) -> None:
        self._clock, self._count, self._window = clock, count, window
        self._made: deque[float] = deque(maxlen=count)
        self._quiet_until = 0.0
        self._lock = threading.Lock()

    def turn(self, longest: float) -> float | None:
        """Book the next turn and tell the seconds until then; None (nothing booked) if they are more than `longest`."""
        with self._lock:
            now = self._clock()
            at = max(now, self._quiet_until)
            if len(self._made) == self._count:
                at = max(at, self._made[0] + self._window)
            if at - now > longest:
                return None
            self._made.append(at)
            return at - now

    def hold(self, seconds: float) -> None:
        """The API asked for quiet."""
        with self._lock:
            self._quiet_until = max(self._quiet_until, self._clock() + min(seconds, _LONGEST_HOLD))


def quiet_seconds(retry_after: str | None) -> float:
    """Retry-After in seconds, given as a number or an HTTP date; one second where there is none."""
    if not retry_after:
        return 1.0
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return 1.0
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
