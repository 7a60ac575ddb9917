"""One run without a window: the app is served to a browser until it is told to stop."""

from __future__ import annotations

import signal
import sys
import threading

from desktop import reveal
from desktop.running import Assemble, running
from server.domain.problem import Problem

LIFETIME = 600.0
"""Seconds in which the printed address must be opened: somebody has to copy it first."""


def browse(assemble: Assemble, open_browser: bool) -> int:
    """Prints the one-time address as the first line, serves until Ctrl-C or SIGTERM, returns the exit code."""
    stop = threading.Event()
    died = threading.Event()

    def on_death() -> None:
        died.set()
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with running(assemble, on_death) as app:
        print(app.boot_url(LIFETIME), flush=True)
        if open_browser:
            _open(app.boot_url(LIFETIME))
        while not stop.wait(1.0):  # with a timeout, because Windows does not interrupt an endless wait
            pass
    return 1 if died.is_set() else 0


def _open(address: str) -> None:
    try:
        reveal.open_page(address)
    except Problem:
        print("No browser could be opened: open the address above in one.", file=sys.stderr)
