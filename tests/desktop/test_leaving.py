"""The end of the app, as its parts decide it. The real window does it in test_quit.py."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from desktop.leaving import Leaving, Waits
from server.domain.problem import Problem
from tests.display import ROOT, until

LONG = 600.0
"""Seconds: longer than any test, for an end that hangs would end the whole run."""
QUICK = Waits(hanging=LONG, page=0.1, told=LONG, look=0.01)


class Recorded:
    """A window that notes what it is asked for."""

    def __init__(self, answer: bool = False) -> None:
        self.done: list[str] = []
        self.answer = answer
        self.closed = threading.Event()

    def say(self, word: str) -> None:
        self.done.append(word)

    def confirm(self, title: str, text: str) -> bool:
        self.done.append("confirm")
        return self.answer

    def hide(self) -> None:
        self.done.append("hide")

    def to_front(self, token: str = "") -> None:
        self.done.append("front")

    def close(self) -> None:
        self.done.append("close")
        self.closed.set()


class Ends:
    """Makes ends for tests, and sees to it that none comes true."""

    def __init__(self) -> None:
        self.made: list[Leaving] = []

    def of(self, window: Recorded, waits: Waits) -> Leaving:
        self.made.append(Leaving(window, waits))
        return self.made[-1]


@pytest.fixture
def ends() -> Iterator[Ends]:
    ends = Ends()
    yield ends
    for one in ends.made:
        one.over()
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(20)
            assert not thread.is_alive(), "a test would end the whole run"


def broken() -> int:
    raise Problem("The database is gone.")


@pytest.mark.parametrize("working", [lambda: 0, broken])
def test_it_ends_at_once_where_nothing_would_stand_still(ends: Ends, working: object) -> None:
    window = Recorded()
    it = ends.of(window, QUICK)
    it.working = working  # type: ignore[assignment]
    assert it.may_close()
    assert window.done == []


def test_it_asks_in_the_page_while_an_export_is_under_way(ends: Ends) -> None:
    window = Recorded()
    it = ends.of(window, Waits(hanging=LONG, page=LONG, told=LONG))
    it.working = lambda: 1
    assert not it.may_close()
    until(lambda: window.done == ["quit"])
    it.asked()
    it.now()
    assert it.may_close()
    assert window.done == ["quit", "close"]


def test_a_page_that_does_not_ask_is_replaced_by_a_dialog(ends: Ends) -> None:
    window = Recorded(answer=True)
    it = ends.of(window, QUICK)
    it.working = lambda: 1
    assert not it.may_close()
    assert window.closed.wait(20)
    assert window.done == ["quit", "confirm", "close"]


def test_in_the_background_it_ends_with_the_last_export(ends: Ends) -> None:
    left = [2]
    window = Recorded()
    it = ends.of(window, QUICK)
    it.working = lambda: left[0]
    it.later()
    assert not window.closed.wait(0.1)
    left[0] = 0
    assert window.closed.wait(20)
    assert window.done == ["hide", "close"]


def test_a_window_that_was_brought_back_stays(ends: Ends) -> None:
    left = [1]
    window = Recorded()
    it = ends.of(window, QUICK)
    it.working = lambda: left[0]
    it.later()
    it.to_front()
    until(lambda: not any(thread.name == "in the background" for thread in threading.enumerate()))
    left[0] = 0
    assert window.done == ["hide", "front"]


def test_who_does_not_say_what_is_under_way_holds_nobody_up(ends: Ends) -> None:
    hangs = threading.Event()
    window = Recorded()
    it = ends.of(window, Waits(hanging=LONG, told=0.05, look=0.01))
    it.working = lambda: int(hangs.wait())
    assert it.may_close()
    assert window.done == []
    hangs.set()


def test_in_the_background_nothing_ends_while_nobody_says_what_is_under_way(ends: Ends) -> None:
    looks = threading.Semaphore(0)
    hangs = threading.Event()

    def working() -> int:
        looks.release()
        hangs.wait()
        return 0

    window = Recorded()
    it = ends.of(window, Waits(hanging=LONG, told=0.05, look=0.01))
    it.working = working
    it.later()
    assert all(looks.acquire(timeout=20) for _ in range(3))
    assert window.done == ["hide"]
    hangs.set()
    assert window.closed.wait(20)


@pytest.mark.parametrize(
    "then",
    [
        "it.may_close()",
        "it.now()",  # the window's own thread hangs, and is never asked
        "logging.getLogger().handlers[0].acquire(); threading.Thread(target=it.may_close).start()",
    ],
)
def test_an_end_that_hangs_is_made(then: str) -> None:
    program = f"""
import logging, threading
from types import SimpleNamespace
from desktop import leaving
logging.basicConfig()
leaving.LAST_WORDS = 0.3
it = leaving.Leaving(SimpleNamespace(close=lambda: None), leaving.Waits(hanging=0.3))
{then}
threading.Event().wait()
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, capture_output=True, check=False)
    assert done.returncode == 0
