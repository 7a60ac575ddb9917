"""One run without a window: the app is served to a browser until it is told to stop."""

from __future__ import annotations

import signal
import sys
from contextlib import closing, suppress
from enum import StrEnum
from queue import Empty, SimpleQueue

from desktop import reveal
from desktop.browser_desk import BrowserDesk
from desktop.instance import First
from desktop.running import Assemble, Session
from server.domain.problem import Problem

LIFETIME = 600.0
"""Seconds in which the printed address must be opened: somebody has to copy it first."""


class _Order(StrEnum):
    STOP = "stop"
    DIED = "died"
    AGAIN = "again"


def browse(assemble: Assemble, desk: BrowserDesk, open_browser: bool, first: First | None = None) -> int:
    """Prints the one-time address as the first line, serves until Ctrl-C, SIGTERM or a page's Quit; the exit code.

    `first` hears when the app is started again: the browser then shows it once more.
    """
    orders: SimpleQueue[_Order] = SimpleQueue()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: orders.put(_Order.STOP))
    with closing(Session(assemble, lambda: orders.put(_Order.DIED))) as session:
        print(session.start().boot_url(LIFETIME), flush=True)
        if open_browser:
            _open(session)
        if first:
            first.listen(lambda _token: _open(session))
        desk.orders = {"restart": lambda: orders.put(_Order.AGAIN), "quit-now": lambda: orders.put(_Order.STOP)}
        while (order := _next(orders)) is _Order.AGAIN:
            session.restart()
    return 1 if order is _Order.DIED else 0


def _next(orders: SimpleQueue[_Order]) -> _Order:
    while True:
        with suppress(Empty):
            return orders.get(timeout=1.0)  # because Windows does not interrupt an endless wait


def _open(session: Session) -> None:
    """In the browser, at an address of its own. Why not is told with that address, for whoever can open it."""
    try:
        reveal.open_page(session.running.boot_url(LIFETIME))
    except Problem as problem:
        print(problem, file=sys.stderr)
