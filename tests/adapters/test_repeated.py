"""What is done now and then goes on after a disk was away."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from server.adapters.repeated import Repeated


@contextmanager
def started(repeated: Repeated) -> Iterator[None]:
    repeated.start()
    try:
        yield
    finally:
        repeated.stop(20)


def test_a_disk_that_is_away_ends_nothing() -> None:
    times, again = iter(range(100)), threading.Event()

    def act() -> None:
        if next(times) == 0:
            raise OSError(5, "Input/output error")
        again.set()

    with started(Repeated("looks", act, first=0.0, between=0.001)):
        assert again.wait(60)
