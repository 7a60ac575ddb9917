"""How the app ends: at once, or, while exports are under way, as the user says.

A window that may not close yet asks in its page; the page answers through the desk. Going on in the background hides
the window and ends the process with the last export; a second start brings the window back.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger(__name__)

TITLE = "Quit Pipulate Desktop"
STOPS = (
    "An export is under way. If you quit now it stands still until the app is opened again; nothing is lost.\n\n"
    "Quit now?"
)

LAST_WORDS = 2.0
"""Seconds for what an end that hangs writes into the log."""


@dataclass(frozen=True)
class Waits:
    """Seconds: until an end that hangs is made; for the page to ask, and for the answer to what is under way; between
    looks for the last export.
    """

    hanging: float = 10.0
    page: float = 2.0
    told: float = 1.0
    look: float = 1.0


class Closing(Protocol):
    """What leaving needs of a window."""

    def say(self, word: str) -> None: ...

    def confirm(self, title: str, text: str) -> bool: ...

    def hide(self) -> None: ...

    def to_front(self, token: str = "") -> None: ...

    def close(self) -> None: ...


class Leaving:
    """The end of one run with a window. `working`: how many exports would stand still."""

    def __init__(self, window: Closing, waits: Waits | None = None) -> None:
        self.working: Callable[[], int] = lambda: 0
        self._window = window
        self._waits = waits or Waits()
        self._decided = False
        self._asked, self._back = threading.Event(), threading.Event()
        self._watchdogs: list[threading.Timer] = []

    def may_close(self) -> bool:
        """Whether the window closes; if not, the user is asked. The window's own thread: the window is not touched."""
        if not self._decided and self._works():
            threading.Thread(target=self._ask, name="quit?", daemon=True).start()
            return False
        self._decided = True
        self._watch()
        return True

    def over(self) -> None:
        """The end was made in good time."""
        while self._watchdogs:
            self._watchdogs.pop().cancel()

    def quit(self) -> None:
        """As the window's own button."""
        self._window.close()

    def asked(self) -> None:
        """The page shows the question."""
        self._asked.set()

    def now(self) -> None:
        """Ends, whatever is under way; also where the window's own thread hangs, and does not ask whether it may."""
        self._decided = True
        self._back.set()
        self._watch()
        self._window.close()

    def later(self) -> None:
        """Hides the window until the last export is done, then ends."""
        self._back.clear()
        self._window.hide()
        log.info("the window is hidden; the exports go on")
        threading.Thread(target=self._end_with_the_last, name="in the background", daemon=True).start()

    def to_front(self, token: str = "") -> None:
        """The window comes back, before all others. `token`: the desktop's, of the start that asked for it."""
        self._back.set()
        self._window.to_front(token)

    def _works(self, untold: bool = False) -> bool:
        """Whether an export would stand still; `untold` if nobody says: the window's own thread does not wait long."""
        executor = ThreadPoolExecutor(1, "what is under way")
        told = executor.submit(self.working)
        executor.shutdown(wait=False)
        if not wait([told], self._waits.told).done:
            log.warning("what is under way is not told in time")
            return untold
        error = told.exception()
        if error:
            log.info("nothing is asked before the end: %s", error)
        return not error and told.result() > 0

    def _ask(self) -> None:
        self._asked.clear()
        self._window.say("quit")
        if not self._asked.wait(self._waits.page) and self._window.confirm(TITLE, STOPS):
            self.now()

    def _end_with_the_last(self) -> None:
        while not self._back.wait(self._waits.look):
            if not self._works(untold=True):
                log.info("the last export is done: the app ends")
                self.now()

    def _watch(self) -> None:
        if self._watchdogs:
            return
        watchdog = threading.Timer(self._waits.hanging, _end_hard)
        watchdog.daemon = True
        self._watchdogs.append(watchdog)
        watchdog.start()


def _end_hard() -> None:
    """What is saved is saved: every file and row is written whole or not at all."""
    at_last = threading.Timer(LAST_WORDS, os._exit, [0])  # where even the log hangs
    at_last.daemon = True
    at_last.start()
    log.error("the end hung and was made; still there: %s", [thread.name for thread in threading.enumerate()])
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
