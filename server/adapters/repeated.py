"""What is done now and then, in a thread of its own, while the app runs."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Repeated:
    """Seconds: `first` after the start, which is not to wait, then `between` the end of one and the next."""

    def __init__(self, name: str, act: Callable[[], None], first: float, between: float) -> None:
        self._name, self._act, self._first, self._between = name, act, first, between
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """What is under way has so long to end, then it is left behind."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        wait = self._first
        while not self._stopping.wait(wait):
            wait = self._between
            try:
                self._act()
            except OSError as error:  # of a disk that is away just now: the next time may be better
                log.warning("%s: %s", self._name, error)
